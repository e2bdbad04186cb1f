import { sql } from 'kysely'
import type { ListPosition } from '../../platform/paging.ts'
import type { Staff } from '../../platform/route.ts'
import { accountability } from '../../kernel/declare/activities.ts'
import { auditEntry, auditOrigin, auditPerson } from '../../kernel/audit/tables.ts'
import { days, later } from '../../kernel/clock/clock.ts'
import { csvLine, csvStart, type Dialect } from '../../kernel/text/csv.ts'
import type { Store } from '../../kernel/store/store.ts'
import type { Who } from '../../kernel/store/work.ts'

/** What is looked for in the log; what is left out is not asked for. */
export interface LogQuery {
  readonly from?: Date | undefined
  readonly to?: Date | undefined
  /** The beginning of the user name of whoever acted, as far as the manifest has it recorded. */
  readonly user?: string | undefined
  /** A person, by id: whoever acted or was concerned. */
  readonly person?: string | undefined
  readonly activity?: string | undefined
  readonly what?: string | undefined
  readonly about?: string | undefined
}
export interface Found {
  readonly id: string
  readonly at: Date
  readonly activity: string
  readonly what: string
  readonly about: string | null
  readonly rows: number
  readonly actor: string
  readonly acted: string | null
  readonly concerned: string | null
  readonly userName: string | null
  readonly address: string | null
  readonly browser: string | null
  readonly browserVersion: string | null
  readonly os: string | null
  /** Why somebody looked, as they said; of a refusal, what was refused. It goes with the person. */
  readonly reason: string | null
  readonly sealed: boolean
}

/** Under what the reason stands among the facts beside an entry; look-ups of before said `occasion`. */
const reasons = ['reason', 'occasion', 'route']
function reasonIn(facts: unknown): string | null {
  if (typeof facts !== 'object' || facts === null) return null
  const [said] = Object.entries(facts)
    .filter(([name]) => reasons.includes(name))
    .map(([, value]: [string, unknown]) => value)
  return typeof said === 'string' ? said : null
}

/** Where nothing is said, one looks a week back. */
const usually = days(7)

/**
 * Entries that answer a question, the latest first. That somebody looked, and at whom, is on record in the same log.
 */
export async function entriesFor(
  store: Store,
  { account }: Staff,
  question: LogQuery,
  { after, limit }: { readonly after: ListPosition | undefined; readonly limit: number },
): Promise<Found[]> {
  const { from, to, user, person, activity, what, about } = question
  const who: Who = { is: 'staff', id: account, ...(person !== undefined && { subject: person }) }
  return store.under(accountability, who, async work => {
    let query = work
      .over(auditEntry, auditPerson, auditOrigin)
      .selectFrom('obhut.audit_entry as e')
      .leftJoin('obhut.audit_person as a', join => join.onRef('a.entryId', '=', 'e.id').on('a.part', '=', 'acted'))
      .leftJoin('obhut.audit_person as c', join => join.onRef('c.entryId', '=', 'e.id').on('c.part', '=', 'concerned'))
      .leftJoin('obhut.audit_origin as o', 'o.entryId', 'e.id')
      .select([
        'e.id',
        'e.at',
        'e.activity',
        'e.what',
        'e.about',
        'e.rows',
        'e.actor',
        'e.seal',
        'a.subject as acted',
        'c.subject as concerned',
        'o.userName',
        'o.address',
        'o.browser',
        'o.browserVersion',
        'o.os',
        'a.facts as saidByActor',
        'c.facts as saidOfPerson',
      ])
      .where('e.at', '>=', from ?? later(to ?? work.now, -usually))
      .where('e.at', '<', to ?? later(work.now, 1))
      .orderBy('e.at', 'desc')
      .orderBy('e.id', 'desc')
      .limit(limit)
    if (user !== undefined) query = query.where(sql<boolean>`${sql.ref('o.user_name')} ^@ ${user.toLowerCase()}`)
    if (person !== undefined)
      query = query.where(eb => eb.or([eb('a.subject', '=', person), eb('c.subject', '=', person)]))
    if (activity !== undefined) query = query.where('e.activity', '=', activity)
    if (what !== undefined) query = query.where('e.what', '=', what)
    if (about !== undefined) query = query.where('e.about', '=', about)
    if (after)
      query = query.where(eb =>
        eb.or([eb('e.at', '<', after.at), eb.and([eb('e.at', '=', after.at), eb('e.id', '<', after.id)])]),
      )
    work.note({ what: 'searched', about: 'obhut.audit_entry' })
    return (await query.execute()).map(({ seal, saidByActor, saidOfPerson, ...entry }) => ({
      ...entry,
      reason: reasonIn(saidOfPerson) ?? reasonIn(saidByActor),
      sealed: seal !== null,
    }))
  })
}

const columns = [
  'at',
  'activity',
  'what',
  'about',
  'rows',
  'actor',
  'acted',
  'concerned',
  'userName',
  'address',
  'browser',
  'browserVersion',
  'os',
  'reason',
] as const

/** The same as a table, page by page. */
export async function* logAsCsv(
  store: Store,
  staff: Staff,
  question: LogQuery,
  dialect: Dialect,
): AsyncGenerator<string> {
  yield csvStart(dialect) + csvLine(columns, dialect)
  // Reading the log adds to the log: what comes about meanwhile is not part of this export.
  const to = question.to ?? later(store.clock.now(), 1)
  let after: ListPosition | undefined
  do {
    const page = await entriesFor(store, staff, { ...question, to }, { after, limit: 500 })
    if (page.length)
      yield page
        .map(entry =>
          csvLine(
            columns.map(name => entry[name]),
            dialect,
          ),
        )
        .join('')
    after = page.length === 500 ? page.at(-1) : undefined
  } while (after)
}
