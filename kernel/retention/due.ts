// Which rows are due, as conditions: by period, version, tenant and law, and not while something keeps them.
import { qualified } from '../declare/qualified.ts'
import { isThrough, liesWithin, possessionsOf, spansOf } from '../enforce/possessions.ts'
import type { AnyTable } from '../declare/table.ts'
import type { DescribedTables } from '../declare/declarations.ts'
import { latestFree, stillKept, type LawClock } from '../rows/kept-by-law.ts'
import { column } from '../rows/walk.ts'
import type { SettingOf } from '../declare/activity.ts'
import { personsHeld } from '../enforce/held-persons.ts'
import { goesButForHold, goesWhenDue } from './staying.ts'
import { isUnderLegalHold } from '../rows/whose-row.ts'
import { notUnderHold } from '../rows/hold-condition.ts'
import { tenants } from '../declare/activities.ts'
import { latestDue } from '../declare/periods.ts'
import { nameOfSetting, type TenantPeriod } from '../tenants/periods.ts'
import type { Period } from '../declare/settings.ts'

/** Storage periods as each version of the statement states them. */
export interface Periods {
  readonly timeZone: string
  /**
   * The period of a setting in every version that has been in force, oldest first; a version that does not state the
   * activity is left out.
   */
  of(setting: SettingOf): readonly { readonly version: number; readonly since: Date; readonly period: Period }[]
}

/**
 * Rows that are due: those whose moment is not after `latest`, of one version where rows bear one; and no others' than
 * these.
 */
export interface Due {
  readonly moment: string
  /** The moment is none of the row's: its tenant's contract ended then. */
  readonly ofTenant?: AnyTable
  /** Of these tenants alone, whose storage period is shorter. */
  readonly someTenants?: readonly string[]
  readonly latest: Date
  readonly versions?: readonly number[]
  /** A law kept the rows until now: they are out of everyday reach. */
  readonly byLaw?: true
  readonly only: { readonly sql: (first: number) => string; readonly values: readonly unknown[] }
}

/**
 * Which rows of a table are due at a moment: by its own period, and those that a law kept beyond it once that is over,
 * too.
 */
export function dueRows(
  declared: DescribedTables,
  table: AnyTable,
  periods: Periods,
  now: Date,
  law: LawClock,
  ofTenants: readonly TenantPeriod[] = [],
): Due[] {
  return [
    ...byItsPeriod(table, periods, now).map(due => ({ ...due, only: unrestricted(declared, table) })),
    ...byTenants(declared, table, periods, now, ofTenants),
    ...byEndOfTenant(declared, table, periods, now),
    ...byLaw(declared, table, { ...law, now }),
  ]
}

/** Some tenants have shorter periods of their own; a row goes by whatever is over first. */
function byTenants(
  declared: DescribedTables,
  table: AnyTable,
  periods: Periods,
  now: Date,
  all: readonly TenantPeriod[],
): Due[] {
  const { until } = table
  if (!isOfTenants(table) || until?.rule !== 'since' || until.keep === 'immediately') return []
  const setting = nameOfSetting(until.keep)
  const plain = unrestricted(declared, table)
  return all
    .filter(one => one.setting === setting)
    .map(({ period, tenants: its }) => ({
      moment: until.column,
      someTenants: its,
      latest: earlierOf(
        latestDue(now, period, periods.timeZone, until.from),
        atLeastUntil(until.atLeast ?? [], periods, now),
      ),
      only: { sql: first => `${plain.sql(first)} and ${isOf(table, `any ($${first}::uuid[])`)}`, values: [its] },
    }))
}

/** What a tenant leaves behind goes so long after the end of its contract. */
function byEndOfTenant(declared: DescribedTables, table: AnyTable, periods: Periods, now: Date): Due[] {
  if (!isOfTenants(table)) return []
  const stated = periods.of(tenants.ended)
  if (!stated.length) return []
  const cutOffs = stated.map((_, index) =>
    stated
      .slice(index)
      .map(one => latestDue(now, one.period, periods.timeZone))
      .reduce(laterOf),
  )
  return [
    { moment: 'closes', ofTenant: table, latest: untilLatest(stated, cutOffs), only: unrestricted(declared, table) },
  ]
}

/** What a person had restricted is stored until that is lifted; what a law keeps has an end of its own. */
function unrestricted(all: DescribedTables, table: AnyTable): Due['only'] {
  const none = { values: [] }
  if (table.about.who === 'owner') {
    const sql = goesWhenDue(all, table)
    return { ...none, sql: () => sql }
  }
  if (table.about.who === 'pseudonym')
    return { ...none, sql: () => ` and (t.restricted is null or t.restricted = 'objected')` }
  if (!isThrough(table)) return { ...none, sql: () => '' }
  const restricted = spansOf(possessionsOf(table.about), `h.restricted is not null or h.subject in (${personsHeld})`)
  return { ...none, sql: () => ` and not (${liesWithin(table.about.through, restricted, 't.', 'touched')})` }
}

function byLaw(declared: DescribedTables, table: AnyTable, law: LawClock): Due[] {
  if (!table.keptByLaw) return []
  const kept = stillKept(table, law, `t.${column(table.keptByLaw.column)}`, 1)
  return [
    {
      moment: table.keptByLaw.column,
      latest: latestFree(table.keptByLaw, law),
      byLaw: true,
      only: {
        sql: first =>
          ` and t.restricted = 'by law' and not ${stillKept(table, law, `t.${column(table.keptByLaw!.column)}`, first).sql} and not ${isUnderLegalHold(declared, table)}`,
        values: kept.values,
      },
    },
  ]
}

function byItsPeriod(table: AnyTable, periods: Periods, now: Date): Omit<Due, 'only'>[] {
  const until = table.until
  if (until?.rule !== 'since') return []
  if (until.keep === 'immediately') return [{ moment: until.column, latest: now }]
  const stated = periods.of(until.keep)
  if (!stated.length) return []
  // A row keeps the period of its version, or a later shorter one: the latest of the cut-offs since.
  const cutOffs = stated.map((_, index) =>
    earlierOf(
      stated
        .slice(index)
        .map(one => latestDue(now, one.period, periods.timeZone, until.from))
        .reduce(laterOf),
      atLeastUntil(until.atLeast ?? [], periods, now),
    ),
  )
  if (table.about.who === 'owner' || table.about.who === 'pseudonym')
    return stated.map(({ version }, index) => ({
      moment: until.column,
      versions: [version],
      latest: cutOffs[index] ?? now,
    }))
  return [{ moment: until.column, latest: untilLatest(stated, cutOffs) }]
}

/**
 * Where rows do not bear their version, their moment tells it. What is due by an earlier version ends where the next one
 * begins; and because a cut-off is never later than that of the version before, one moment parts what is due from what
 * is not.
 */
function untilLatest(stated: ReturnType<Periods['of']>, cutOffs: readonly Date[]): Date {
  const ends = stated.map((_, index) => stated[index + 1]?.since)
  return cutOffs.map((cutOff, index) => earlierOf(cutOff, justBefore(ends[index]))).reduce(laterOf)
}

/** Up to which moment even the longest of these is over. */
function atLeastUntil(all: readonly (SettingOf | Period)[], periods: Periods, now: Date): Date {
  const each = all.flatMap(one => (typeof one === 'string' ? [one] : periods.of(one).map(({ period }) => period)))
  return each.map(period => latestDue(now, period, periods.timeZone)).reduce((a, b) => earlierOf(a, b), now)
}

const laterOf = (a: Date, b: Date): Date => (a > b ? a : b)

const earlierOf = (a: Date, b: Date | undefined): Date => (b && b < a ? b : a)

const justBefore = (moment: Date | undefined): Date | undefined => moment && new Date(moment.getTime() - 1)

/** Past the end of their period, of those versions that it is of. */
const isDue = ({ moment, versions, ofTenant }: Due): string =>
  `${ofTenant ? isOf(ofTenant, 'any (array(select ended.id from obhut.tenant ended where ended.closes <= $1))') : `t.${column(moment)} <= $1`}${versions ? ' and t.version = any($2)' : ''}`

/** Rows that are due and not held: what somebody examines stays while that is on record. */
export const where = (due: Due, table: AnyTable): string => {
  const { versions, only } = due
  return `${isDue(due)}${only.sql(versions ? 3 : 2)} and ${notUnderHold(table, underHoldAt(due, table))}`
}
const underHoldAt = (due: Due, { until }: AnyTable): string =>
  due.ofTenant && until?.rule === 'since' ? `t.${column(until.column)}` : momentOf(due)

/** The same of rows that are somebody's own and in everyday reach, or were put away; a legal hold may stand for them. */
export const whereButForLegalHold = (all: DescribedTables, table: AnyTable, due: Due): string => {
  const among = due.someTenants ? ` and t.tenant = any($${due.versions ? 3 : 2}::uuid[])` : ''
  return `${isDue(due)}${among}${goesButForHold(all, table)} and ${notUnderHold(table, underHoldAt(due, table))}`
}

/** The moment from which rows are due; of things' rows, whose tenants are looked up first, that of the first of these. */
export const momentOf = ({ moment, ofTenant }: Due): string =>
  ofTenant
    ? `(select min(ended.closes) from obhut.tenant ended where ${ofTenant.tenanted ? 'ended.id = t.tenant' : 'ended.closes <= $1'})`
    : `t.${column(moment)}`

/** Whether rows are a tenant's: by themselves, or through their things. */
export const isOfTenants = (table: AnyTable): boolean =>
  table.tenanted || (isThrough(table) && table.about.through.things !== undefined)

/** Rows of some tenants, as `any (…)`; where things are theirs, these are looked up first. */
function isOf(table: AnyTable, some: string): string {
  const of = isThrough(table) ? possessionsOf(table.about) : undefined
  if (!isThrough(table) || !of?.things) return `t.tenant = ${some}`
  const thing = `p.${column(of.things.by)}`
  return `t.${column(table.about.through.on[0])} = any ((array(select ${thing} from ${qualified(of.things.table)} p where p.tenant = ${some}))::${of.type}[])`
}

export const values = ({ latest, versions, only }: Due): unknown[] => [
  latest,
  ...(versions ? [versions] : []),
  ...only.values,
]

export const hasId = (table: AnyTable): boolean => table.key.includes('id')
