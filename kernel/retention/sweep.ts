import type { ClientBase } from 'pg'
import { isThrough, liesWithin, possessionsOf, spansOf } from '../enforce/possessions.ts'
import { writeAudit } from '../audit/rows.ts'
import { isLost } from '../problems/errors.ts'
import { qualified } from '../declare/qualified.ts'
import type { Store } from '../store/store.ts'
import type { AnyTable } from '../declare/table.ts'
import type { Declarations } from '../declare/declarations.ts'
import { platform } from '../store/work.ts'
import { mostFailures, SetAside, SomeFailed, inBatches } from '../problems/batches.ts'
import { latestFree, lawClock, stillKept, type LawClock } from '../rows/kept-by-law.ts'
import { edgesTo, fateOf } from '../rows/edges.ts'
import { aWalk, column, takeRows } from '../rows/walk.ts'
import type { SettingOf } from '../declare/activity.ts'
import { anybodyHeld, personsHeld } from '../enforce/held-persons.ts'
import { sharedWithSweeps } from '../enforce/lock-on-person.ts'
import { legalHold } from '../restriction/tables.ts'
import { sweepApart } from './set-aside.ts'
import { sweepImports } from './imports-sweep.ts'
import { goesWhenDue } from './staying.ts'
import { endUnstated, sweepBehindPseudonyms } from '../pseudonyms/ending.ts'
import { isUnderLegalHold } from '../rows/whose-row.ts'
import { notUnderHold } from '../rows/hold-condition.ts'
import { tenants } from '../declare/activities.ts'
import { latestDue } from '../declare/periods.ts'
import { nameOfSetting, tenantPeriodsIn, type TenantPeriod } from '../tenants/periods.ts'
import type { Period } from '../declare/settings.ts'
import type { Clock } from '../clock/clock.ts'
import { auditEntry, auditOrigin, auditPerson } from '../audit/tables.ts'
import { sealAudit } from '../sealing/seal.ts'
import { refuseInDoubt } from '../store/clock-watch.ts'
import { transaction } from '../problems/transaction.ts'

type Described = Pick<Declarations, 'tables'>

/** Storage periods as each version of the statement states them. */
export interface Periods {
  readonly timeZone: string
  /**
   * The period of a setting in every version that has been in force, oldest first; a version that does not state the
   * activity is left out.
   */
  of(setting: SettingOf): readonly { readonly version: number; readonly since: Date; readonly period: Period }[]
}

export interface Swept {
  readonly table: string
  readonly rows: number
  readonly oldest: Date | null
}
export interface SweepOptions {
  /** The moment to look from; now where nothing is said. Only a dry run may look ahead. */
  readonly asOf?: Date
  readonly dryRun?: boolean
  /** Rows a transaction; small, so that nobody waits long. */
  readonly batch?: number
  /** Rows that could not be removed lately; who sweeps again and again keeps it. */
  readonly aside?: Unswept
}

/**
 * Rows that could not be removed lately: by their id, and where a table has none by the table and where in it they lie.
 */
export class Unswept {
  readonly ids: SetAside
  readonly places: SetAside
  constructor(clock: Clock) {
    this.ids = new SetAside(clock)
    this.places = new SetAside(clock)
  }
}

/**
 * Removes every row whose storage period is over, in small transactions that leave rows in use to the next round. A row
 * or a table that cannot be swept keeps no other; at the end it throws `SomeFailed`.
 */
export async function sweep(
  store: Store,
  periods: Periods,
  { asOf, dryRun = false, batch = 2000, aside = new Unswept(store.clock) }: SweepOptions = {},
): Promise<Swept[]> {
  if (!dryRun) refuseInDoubt(store)
  const now = asOf ?? store.clock.now()
  const swept: Swept[] = []
  const failed: unknown[] = []
  const failedIn = (error: unknown): void => {
    if (isLost(error)) throw error
    failed.push(...(error instanceof SomeFailed ? error.causes : [error]))
  }
  if (!dryRun) await endUnstated(store).catch(failedIn)
  const [law, ofTenants] = await store.desk(
    'sweep',
    async client => [await lawClock(client, now, periods.timeZone), await tenantPeriodsIn(client)] as const,
  )
  const all = store.declarations.leavesFirst.flatMap(table =>
    dueRows(store.declarations, table, periods, now, law, ofTenants).map(due => ({ table, due })),
  )
  if (!dryRun && (await store.desk('sweep', anybodyHeld)))
    for (const { table, due } of all) await putAway(store, table, due).catch(failedIn)
  for (let left = await fromFirstWithRows(store, all); left[0]; left = await fromFirstWithRows(store, left.slice(1))) {
    await sweepOne(store, { ...left[0], law, batch, dryRun, aside, swept }).catch(failedIn)
  }
  if (!dryRun)
    await sweepBehindPseudonyms(store, batch)
      .then(gone => {
        swept.push(...gone.map(({ table, rows }) => ({ table: table.name, rows, oldest: null })))
      })
      .catch(failedIn)
  await sweepApart(store, law, dryRun)
    .then(parts => {
      swept.push(...parts)
    })
    .catch(failedIn)
  if (!dryRun)
    await sweepImports(store)
      .then(notes => {
        swept.push(...notes)
      })
      .catch(failedIn)
  if (failed.length) throw new SomeFailed(failed)
  return swept
}

/** What is past its period and stays for a hold is out of everyday reach from now on, with what goes with it. */
async function putAway(store: Store, table: AnyTable, due: Due): Promise<void> {
  if (table.about.who !== 'owner' || table.name === legalHold.name) return
  const { latest, versions, someTenants } = due
  const known: unknown[] = [latest, ...(versions ? [versions] : [])]
  const among = someTenants ? ` and t.tenant = any($${known.push(someTenants)}::uuid[])` : ''
  await store.desk('sweep', async client => {
    const { rows } = await client.query<{ id?: string }>(
      `update ${qualified(table)} t set restricted = 'held' where ${isDue(due)}${among} and t.restricted is null and ${isUnderLegalHold(store.declarations, table)} returning ${hasId(table) ? 't.id' : '1'}`,
      known,
    )
    await putAwayBelow(
      client,
      store.declarations,
      table,
      rows.flatMap(({ id }) => id ?? []),
    )
  })
}

async function putAwayBelow(
  client: ClientBase,
  all: Described,
  table: AnyTable,
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) return
  for (const edge of edgesTo(all, table).filter(one => fateOf(one) === 'goes too' && one.from.about.who === 'owner')) {
    const { rows } = await client.query<{ id?: string }>(
      `update ${qualified(edge.from)} t set restricted = 'held' where t.${column(edge.column)} = any($1) and t.restricted is null returning ${hasId(edge.from) ? 't.id' : '1'}`,
      [ids],
    )
    await putAwayBelow(
      client,
      all,
      edge.from,
      rows.flatMap(({ id }) => id ?? []),
    )
  }
}

interface DueInTable {
  readonly table: AnyTable
  readonly due: Due
}

/**
 * What is left of these from the first that has rows on. One query looks at all of them, as mostly none has any. Where
 * it fails, which one table is enough for, the first is tried by itself.
 */
async function fromFirstWithRows(store: Store, all: readonly DueInTable[]): Promise<readonly DueInTable[]> {
  if (all.length === 0) return []
  const first = await store
    .desk('sweep', client => firstWithRows(client, all))
    .catch(error => {
      if (isLost(error)) throw error
      return 0
    })
  return first < 0 ? [] : all.slice(first)
}

async function firstWithRows(client: ClientBase, all: readonly DueInTable[]): Promise<number> {
  const known: unknown[] = []
  const looks = all.map(({ table, due }) => {
    const before = known.length
    known.push(...values(due))
    const text = `(select min(${momentOf(due)}) from ${qualified(table)} t where ${where(due, table)}) is not null`
    return text.replaceAll(/\$(\d+)/g, (_, place) => `$${before + Number(place)}`)
  })
  const {
    rows: [row],
  } = await client.query<{ some: boolean[] }>(`select array[${looks.join(', ')}] as some`, known)
  return row?.some.indexOf(true) ?? -1
}

interface ToSweep extends DueInTable {
  readonly law: LawClock
  readonly batch: number
  readonly dryRun: boolean
  readonly aside: Unswept
  readonly swept: Swept[]
}

async function sweepOne(store: Store, { table, due, law, batch, dryRun, aside, swept }: ToSweep): Promise<void> {
  const oldest = await oldestDue(store, table, due)
  if (oldest.rows === 0) return
  if (!dryRun) {
    await noted(store, table, due, oldest.rows)
    // Of the log nothing is missing before it is sealed that a sweep takes it: an unsealed word for it counts nothing.
    if (isLog(table)) await sealAudit(store)
    await dropWholePartitions(store, table, due)
    await removeAll(store, table, due, batch, law, aside)
  }
  swept.push({ table: table.name, ...oldest })
}

const isLog = ({ name }: AnyTable): boolean => logTables.has(name)
const logTables: ReadonlySet<string> = new Set([auditEntry.name, auditPerson.name, auditOrigin.name])

/** As long as none fails, batch by batch; then in halves, down to the row that does, and on with the others. */
async function removeAll(
  store: Store,
  table: AnyTable,
  due: Due,
  batch: number,
  law: LawClock,
  aside: Unswept,
): Promise<void> {
  const failed: unknown[] = []
  for (let removed = 1; removed > 0 && failed.length < mostFailures; ) {
    try {
      removed = await removeBatch(store, table, due, batch, law, aside)
    } catch (error) {
      if (isLost(error)) throw error
      await removeInHalves(store, table, due, batch, law, aside).catch(problem => {
        failed.push(...(problem instanceof SomeFailed ? problem.causes : [problem]))
      })
    }
  }
  if (failed.length) throw new SomeFailed(failed)
}

async function removeInHalves(
  store: Store,
  table: AnyTable,
  due: Due,
  batch: number,
  law: LawClock,
  { ids, places }: Unswept,
): Promise<void> {
  if (hasId(table)) {
    const rows = await store.desk('sweep', client => dueIds(client, table, due, batch, ids.waiting))
    return inBatches(rows, { aside: ids, keyOf: id => id }, some =>
      store.desk('sweep', client => removeRows(client, store, table, due, batch, law, ids.waiting, some)),
    )
  }
  const rows = await store.desk('sweep', client => duePlaces(client, table, due, batch, placesIn(table, places)))
  return inBatches(rows, { aside: places, keyOf: place => keyOfPlace(table, place) }, some =>
    store.desk('sweep', client => removePlaces(client, table, due, batch, [], some)),
  )
}

/**
 * Said before anything goes, so that whoever is killed in between leaves no gap in the audit log that nothing explains.
 */
async function noted(store: Store, table: AnyTable, { latest }: Due, rows: number): Promise<void> {
  await store.desk('sweep', (client, now) =>
    writeAudit(client, now, [
      { activity: table.under.name, what: 'expired', about: table.name, rows, who: platform, upTo: latest },
    ]),
  )
}

/**
 * Rows that are due: those whose moment is not after `latest`, of one version where rows bear one; and no others' than
 * these.
 */
export interface Due {
  readonly moment: string
  /** The moment is none of the row's: its tenant's contract ended then. */
  readonly ofTenant?: true
  /** Of these tenants alone, whose storage period is shorter. */
  readonly someTenants?: readonly string[]
  readonly latest: Date
  readonly versions?: readonly number[]
  readonly only: { readonly sql: (first: number) => string; readonly values: readonly unknown[] }
}

/**
 * Which rows of a table are due at a moment: by its own period, and those that a law kept beyond it once that is over,
 * too.
 */
export function dueRows(
  declared: Described,
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
  declared: Described,
  table: AnyTable,
  periods: Periods,
  now: Date,
  all: readonly TenantPeriod[],
): Due[] {
  const { until } = table
  if (!table.tenanted || until?.rule !== 'since' || until.keep === 'immediately') return []
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
      only: { sql: first => `${plain.sql(first)} and t.tenant = any($${first}::uuid[])`, values: [its] },
    }))
}

/** What a tenant leaves behind goes so long after the end of its contract. */
function byEndOfTenant(declared: Described, table: AnyTable, periods: Periods, now: Date): Due[] {
  if (!table.tenanted) return []
  const stated = periods.of(tenants.ended)
  if (!stated.length) return []
  const cutOffs = stated.map((_, index) =>
    stated
      .slice(index)
      .map(one => latestDue(now, one.period, periods.timeZone))
      .reduce(laterOf),
  )
  return [
    { moment: 'closes', ofTenant: true, latest: untilLatest(stated, cutOffs), only: unrestricted(declared, table) },
  ]
}

/** What a person had restricted is stored until that is lifted; what a law keeps has an end of its own. */
function unrestricted(all: Described, table: AnyTable): Due['only'] {
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

function byLaw(declared: Described, table: AnyTable, law: LawClock): Due[] {
  if (!table.keptByLaw) return []
  const kept = stillKept(table, law, `t.${column(table.keptByLaw.column)}`, 1)
  return [
    {
      moment: table.keptByLaw.column,
      latest: latestFree(table.keptByLaw, law),
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
  `${ofTenant ? 't.tenant in (select ended.id from obhut.tenant ended where ended.closes <= $1)' : `t.${column(moment)} <= $1`}${versions ? ' and t.version = any($2)' : ''}`

/** Rows that are due and not held: what somebody examines stays while that is on record. */
export const where = (due: Due, table: AnyTable): string => {
  const { versions, only, ofTenant } = due
  const held = ofTenant && table.until?.rule === 'since' ? `t.${column(table.until.column)}` : momentOf(due)
  return `${isDue(due)}${only.sql(versions ? 3 : 2)} and ${notUnderHold(table, held)}`
}
/** The moment from which rows are due. */
export const momentOf = ({ moment, ofTenant }: Due): string =>
  ofTenant ? '(select ended.closes from obhut.tenant ended where ended.id = t.tenant)' : `t.${column(moment)}`
export const values = ({ latest, versions, only }: Due): unknown[] => [
  latest,
  ...(versions ? [versions] : []),
  ...only.values,
]

async function oldestDue(store: Store, table: AnyTable, due: Due): Promise<{ rows: number; oldest: Date | null }> {
  return store.desk('sweep', async client => {
    const {
      rows: [row],
    } = await client.query<{ rows: number; oldest: Date | null }>(
      `select count(*) as rows, min(${momentOf(due)}) as oldest from ${qualified(table)} t where ${where(due, table)}`,
      values(due),
    )
    return row ?? { rows: 0, oldest: null }
  })
}

const hasId = (table: AnyTable): boolean => table.key.includes('id')

const removeBatch = (
  store: Store,
  table: AnyTable,
  due: Due,
  batch: number,
  law: LawClock,
  { ids, places }: Unswept,
): Promise<number> =>
  store.desk('sweep', client =>
    hasId(table)
      ? removeRows(client, store, table, due, batch, law, ids.waiting)
      : removePlaces(client, table, due, batch, placesIn(table, places)),
  )

/**
 * Where a row lies: its leaf, and the place in that. A row that is written anew lies elsewhere, and is tried sooner
 * than it might be.
 */
interface At {
  readonly leaf: string
  readonly place: string
}
const keyOfPlace = ({ name }: AnyTable, { leaf, place }: At): string => `${name} ${leaf} ${place}`
const placesIn = ({ name }: AnyTable, places: SetAside): At[] =>
  places.waiting
    .map(key => key.split(' '))
    .filter(([table]) => table === name)
    .map(([, leaf = '', place = '']) => ({ leaf, place }))

/** A query for rows that are due and that nobody holds, some at a time, by where they lie. */
function duePlacesIn(
  table: AnyTable,
  due: Due,
  batch: number,
  without: readonly At[],
  only?: readonly At[],
): { readonly text: string; readonly values: unknown[] } {
  const known = values(due)
  const among = (places: readonly At[]): string => {
    const [leaves, rows] = [known.push(places.map(one => one.leaf)), known.push(places.map(one => one.place))]
    return `(t.tableoid::oid, t.ctid) in (select * from unnest($${leaves}::oid[], $${rows}::tid[]))`
  }
  const narrowed = [
    ...(without.length ? [` and not ${among(without)}`] : []),
    ...(only ? [` and ${among(only)}`] : []),
  ].join('')
  return {
    text: `select t.tableoid, t.ctid from ${qualified(table)} t where ${where(due, table)}${narrowed} limit ${batch} for update skip locked`,
    values: known,
  }
}

async function duePlaces(
  client: ClientBase,
  table: AnyTable,
  due: Due,
  batch: number,
  without: readonly At[],
): Promise<At[]> {
  const { text, values: known } = duePlacesIn(table, due, batch, without)
  const { rows } = await client.query<At>(
    `select found.tableoid::text as leaf, found.ctid::text as place from (${text}) found`,
    known,
  )
  return rows
}

async function removePlaces(
  client: ClientBase,
  table: AnyTable,
  due: Due,
  batch: number,
  without: readonly At[],
  only?: readonly At[],
): Promise<number> {
  await sharedWithSweeps(client)
  await client.query('set constraints all deferred')
  const { text, values: known } = duePlacesIn(table, due, batch, without, only)
  const { rowCount } = await client.query(`delete from ${qualified(table)} where (tableoid, ctid) in (${text})`, known)
  return rowCount ?? 0
}

async function removeRows(
  client: ClientBase,
  store: Store,
  table: AnyTable,
  due: Due,
  batch: number,
  law: LawClock,
  without: readonly string[],
  only?: readonly string[],
): Promise<number> {
  await sharedWithSweeps(client)
  await client.query('set constraints all deferred')
  const ids = await dueIds(client, table, due, batch, without, only)
  const walk = aWalk(client, store.declarations, law)
  await takeRows(walk, table, ids)
  // What a hold approved meanwhile keeps is not tried again and again.
  return (walk.gone.get(table.name) ?? 0) + (walk.kept.get(table.name) ?? 0)
}

/** Rows that are due and that nobody holds, some at a time. */
async function dueIds(
  client: ClientBase,
  table: AnyTable,
  due: Due,
  batch: number,
  without: readonly string[],
  only?: readonly string[],
): Promise<string[]> {
  const known = values(due)
  const among = [
    ...(without.length ? [` and t.id <> all($${known.push(without)}::uuid[])`] : []),
    ...(only ? [` and t.id = any($${known.push(only)}::uuid[])`] : []),
  ].join('')
  const { rows } = await client.query<{ id: string }>(
    `select t.id from ${qualified(table)} t where ${where(due, table)}${among} limit ${batch} for update skip locked`,
    known,
  )
  return rows.map(row => row.id)
}

/** A partition in which every row is due goes whole: the fastest way, and the one that leaves no dead rows. */
async function dropWholePartitions(
  store: Store,
  table: AnyTable,
  { moment, latest, ofTenant, someTenants }: Due,
): Promise<void> {
  if (!table.partitionedBy || table.partitionedBy !== moment || ofTenant || someTenants) return
  if (table.about.who === 'owner' && (await store.desk('sweep', anybodyHeld))) return
  if (table.about.who === 'through' && (await somebodyRestricted(store, table.about.through.possession()))) return
  await store.asOwner(async owner => {
    for (const leaf of await leavesUpTo(owner, table, latest, store.clock.now())) {
      await transaction(owner, async () => {
        await owner.query(`set local lock_timeout = '2s'`)
        await sharedWithSweeps(owner)
        // A hold that was approved meanwhile.
        if (!(await isHeldIn(owner, table))) await owner.query(`drop table ${leaf}`)
      }).catch(error => {
        // Somebody reads it now; its rows go one by one below, or with the next sweep.
        if ((error as { code?: string }).code !== '55P03') throw error
      })
    }
  })
}

/** Asked in the transaction that drops a leaf, with which an approval waits: somebody is held who may have rows there. */
async function isHeldIn(owner: ClientBase, { about }: AnyTable): Promise<boolean> {
  const approved = `select h.subject from obhut.legal_hold h where h.decision = 'approved' and h.ended_at is null`
  const held =
    about.who === 'owner'
      ? approved
      : about.who === 'through'
        ? `select from ${qualified(about.through.possession())} where subject in (${approved})`
        : undefined
  if (!held) return false
  const {
    rows: [row],
  } = await owner.query<{ held: boolean }>(`select exists (${held}) as held`)
  return row?.held ?? false
}

/** A leaf may hold rows of somebody who had them restricted, or whom a hold stands for; then what is due goes row by row. */
const somebodyRestricted = (store: Store, possession: { readonly name: string }): Promise<boolean> =>
  store.desk('sweep', async client => {
    const {
      rows: [row],
    } = await client.query<{ some: boolean }>(
      `select exists (select from ${qualified(possession)} where restricted is not null or subject in (${personsHeld})) as some`,
    )
    return row?.some ?? false
  })

/** Leaves that are due whole, but for those that a hold reaches into. */
async function leavesUpTo(owner: ClientBase, table: AnyTable, latest: Date, now: Date): Promise<string[]> {
  const { rows } = await owner.query<{ leaf: string }>(
    `
    select format('%I.%I', n.nspname, c.relname) as leaf
    from pg_inherits i join pg_class c on c.oid = i.inhrelid join pg_namespace n on n.oid = c.relnamespace
    cross join lateral regexp_match(pg_get_expr(c.relpartbound, c.oid), $2) as bound
    where i.inhparent = $1::regclass and bound[2]::timestamptz <= $3
      and not exists (select from obhut.hold h where h.held = $4 and h.lifted_at is null and h.until > $5 and h.begins < bound[2]::timestamptz and h.ends > bound[1]::timestamptz)`,
    [qualified(table), `FROM \\('([^']+)'\\) TO \\('([^']+)'\\)`, latest, table.name, now],
  )
  return rows.map(row => row.leaf)
}
