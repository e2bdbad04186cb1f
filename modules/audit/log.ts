import { sql, type Expression, type SqlBool } from 'kysely'
import type { ListPosition } from '../../platform/paging.ts'
import type { Staff } from '../../platform/route.ts'
import { accountability } from '../../kernel/declare/activities.ts'
import { besideEntries } from '../../kernel/audit/beside.ts'
import { auditEntry, auditOrigin, auditPerson } from '../../kernel/audit/tables.ts'
import { days, later } from '../../kernel/clock/clock.ts'
import { csvLine, csvStart, type Dialect } from '../../kernel/text/csv.ts'
import type { Units } from '../../kernel/store/units.ts'
import type { Who, Work } from '../../kernel/store/work.ts'

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
export interface EntryFound {
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

/** Where to go on: the entries after this one, the latest first. */
type After = ListPosition | undefined

/**
 * Entries that answer a question, the latest first. That somebody looked, and at whom, is on record in the same log.
 */
export async function entriesFor(
  store: Units,
  { account }: Staff,
  question: LogQuery,
  { after, limit }: { readonly after: After; readonly limit: number },
): Promise<EntryFound[]> {
  const { person } = question
  const who: Who = { is: 'staff', id: account, ...(person !== undefined && { subject: person }) }
  return store.under(accountability, who, async work => {
    work.note({ what: 'searched', about: 'obhut.audit_entry' })
    const entries = await entriesIn(work, question, after, limit)
    const [beside, origins] = [await besideEntries(work, entries), await originsOf(work, entries)]
    return entries.map(({ id, seal, ...entry }) => {
      const [acted, concerned] = (['acted', 'concerned'] as const).map(part =>
        beside.get(id)?.find(one => one.part === part),
      )
      return {
        id,
        ...entry,
        acted: acted?.subject ?? null,
        concerned: concerned?.subject ?? null,
        ...(origins.get(id) ?? nowhere),
        reason: reasonIn(concerned?.facts) ?? reasonIn(acted?.facts),
        sealed: seal !== null,
      }
    })
  })
}

/** Of what is in the log, and of who: the rest is looked up for the entries that are shown. */
type LogEntry = Pick<EntryFound, 'id' | 'at' | 'activity' | 'what' | 'about' | 'rows' | 'actor'> & {
  readonly seal: number | null
}
type Looking = Work<typeof accountability>

/**
 * Of a person or a user name the entries are found by what lies beside them, some at a time, until enough of them
 * answer the rest of the question.
 */
async function entriesIn(work: Looking, question: LogQuery, after: After, limit: number): Promise<LogEntry[]> {
  const besides = besideFor(question)
  if (!besides) return matching(work, question, { after }, limit)
  const found: LogEntry[] = []
  let last = after
  for (let size = limit; ; size = Math.min(mostAtOnce, size * 4)) {
    const some = await besides(work, question, last, size)
    if (some.length)
      found.push(...(await matching(work, question, { ids: some.map(({ id }) => id) }, limit - found.length)))
    last = some.at(-1)
    if (found.length >= limit || some.length < size) return found
  }
}
const mostAtOnce = 1000

function matching(
  work: Looking,
  question: LogQuery,
  which: { readonly after: After } | { readonly ids: readonly string[] },
  limit: number,
): Promise<LogEntry[]> {
  const { activity, what, about } = question
  const { from, to } = spanOf(question, work.now)
  return work
    .over(auditEntry)
    .selectFrom('obhut.audit_entry as e')
    .select(['e.id', 'e.at', 'e.activity', 'e.what', 'e.about', 'e.rows', 'e.actor', 'e.seal'])
    .where('e.at', '>=', from)
    .where('e.at', '<', to)
    .$if(activity !== undefined, query => query.where('e.activity', '=', activity ?? ''))
    .$if(what !== undefined, query => query.where('e.what', '=', what ?? ''))
    .$if(about !== undefined, query => query.where('e.about', '=', about ?? ''))
    .where(eb => ('ids' in which ? eb('e.id', 'in', which.ids) : before(which.after, 'e.at', 'e.id')))
    .orderBy('e.at', 'desc')
    .orderBy('e.id', 'desc')
    .limit(limit)
    .execute()
}

const spanOf = ({ from, to }: LogQuery, now: Date): { readonly from: Date; readonly to: Date } => ({
  from: from ?? later(to ?? now, -usually),
  to: to ?? later(now, 1),
})

/** What comes later in a list, the latest first. */
const before = (after: After, at: string, id: string): Expression<SqlBool> =>
  after ? sql`(${sql.ref(at)}, ${sql.ref(id)}) < (${after.at}, ${after.id})` : sql`true`

type Besides = (work: Looking, question: LogQuery, after: After, limit: number) => Promise<ListPosition[]>

/** How entries are found by somebody; undefined where nobody was named. */
const besideFor = ({ person, user }: LogQuery): Besides | undefined =>
  person !== undefined ? besidePerson : user !== undefined ? besideUser : undefined

const besidePerson: Besides = (work, question, after, limit) => {
  const { from, to } = spanOf(question, work.now)
  const { person = '', user } = question
  return work
    .over(auditPerson, auditOrigin)
    .selectFrom('obhut.audit_person as p')
    .select(['p.entryId as id', 'p.at'])
    .where('p.subject', '=', person)
    .where('p.at', '>=', from)
    .where('p.at', '<', to)
    .where(before(after, 'p.at', 'p.entry_id'))
    .$if(user !== undefined, query =>
      query.where(eb =>
        eb.exists(
          eb
            .selectFrom('obhut.audit_origin as o')
            .select('o.id')
            .whereRef('o.entryId', '=', 'p.entryId')
            .where(beginning('o.user_name', user ?? '')),
        ),
      ),
    )
    .orderBy('p.at', 'desc')
    .orderBy('p.entryId', 'desc')
    .limit(limit)
    .execute()
}

const besideUser: Besides = (work, question, after, limit) => {
  const { from, to } = spanOf(question, work.now)
  return work
    .over(auditOrigin)
    .selectFrom('obhut.audit_origin as o')
    .select(['o.entryId as id', 'o.at'])
    .where(beginning('o.user_name', question.user ?? ''))
    .where('o.at', '>=', from)
    .where('o.at', '<', to)
    .where(before(after, 'o.at', 'o.entry_id'))
    .orderBy('o.at', 'desc')
    .orderBy('o.entryId', 'desc')
    .limit(limit)
    .execute()
}

const beginning = (column: string, text: string): Expression<SqlBool> =>
  sql`${sql.ref(column)} ^@ ${text.toLowerCase()}`

type From = Pick<EntryFound, 'userName' | 'address' | 'browser' | 'browserVersion' | 'os'>
const nowhere: From = { userName: null, address: null, browser: null, browserVersion: null, os: null }

/** From where whoever acted came, as far as the manifest has that recorded. */
async function originsOf(work: Looking, entries: readonly LogEntry[]): Promise<ReadonlyMap<string, From>> {
  if (entries.length === 0) return new Map()
  const rows = await work
    .over(auditOrigin)
    .selectFrom('obhut.audit_origin')
    .select(['entryId', 'userName', 'address', 'browser', 'browserVersion', 'os'])
    .where(
      'entryId',
      'in',
      entries.map(({ id }) => id),
    )
    .execute()
  return new Map(rows.map(({ entryId, ...from }) => [entryId, from]))
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
  store: Units,
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
