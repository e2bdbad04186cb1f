import {
  CamelCasePlugin,
  DefaultQueryExecutor,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryCompiler,
  type QueryResult,
} from 'kysely'
import type { QueryConfig, QueryResult as Answer } from 'pg'
import type { AnyActivity } from '../declare/activity.ts'
import { withoutValues } from '../problems/errors.ts'
import { tokensAhead, withWords } from '../search/writing.ts'
import type { Vault } from '../vault/vault.ts'
import type { Ask, Asking } from '../vault/keys.ts'
import { ShapingCompiler, type Shaped } from './inspect/compiler.ts'
import type { Inspected } from './inspect/inspector.ts'
import type { Beginning } from './pipeline.ts'
import type { Possessing, Resolved } from './possessions.ts'
import type { UnitState } from './unit-state.ts'
import type { Audited, Transaction, Who } from './work.ts'

/** What a query needs of the transaction it runs in. */
export interface Querying
  extends Pick<Transaction, 'wrote' | 'audited' | 'reads' | 'inspect' | 'vault' | 'encrypting' | 'atHand'> {
  readonly beginning: Pick<Beginning, 'ask'> & Partial<Pick<Beginning, 'askAlone'>>
  /** What was asked so far, where that is of interest. */
  readonly course?: Course
  /** Only a unit of work sees rows through possessions. */
  readonly possessing?: Possessing
  readonly resolved?: Resolved
}

/** Reads that more follows in their units: those begin a transaction at once. */
const goesOn = new WeakSet<Inspected>()
/**
 * Whether more than one query was asked in a transaction. One that reads alone needs no begin and no commit; whether it
 * stays alone shows afterwards, so that what happened the last time is taken for what happens next.
 */
export class Course {
  #first: Inspected | undefined
  #more = false
  /** Whether this one is to read without a transaction around it. */
  readsAlone(query: Inspected): boolean {
    if (this.#first) {
      if (!this.#more) goesOn.add(this.#first)
      this.#more = true
      return false
    }
    this.#first = query
    return query.onlyReads && !query.holds && !goesOn.has(query)
  }
  ended(): void {
    if (this.#first && !this.#more) goesOn.delete(this.#first)
  }
}

/** Names for statements that come again and again: PostgreSQL then plans them once a connection, policies included. */
const prepared = new Map<string, { seen: number; readonly name: string }>()
const mostPrepared = 500
function nameFor(sql: string): string | undefined {
  const known = prepared.get(sql)
  if (known) return ++known.seen > 3 ? known.name : undefined
  if (prepared.size < mostPrepared) prepared.set(sql, { seen: 1, name: `obhut ${prepared.size}` })
  return undefined
}

const plugins = [new CamelCasePlugin({ maintainNestedObjectKeys: true })]

/**
 * Says before a query through possessions which they are; what they say of one person counts for nobody else. It goes
 * right before the query, whose answer need not wait for it: where it fails, so does all that comes after.
 */
function resolve(
  { possessing, resolved }: Querying,
  activity: AnyActivity,
  { tables, written }: Inspected,
  ask: Ask,
): readonly Promise<unknown>[] {
  if (!possessing || !resolved) return nothing
  const wanted = possessing.before(tables, activity, resolved)
  const asked = wanted.map(one => {
    resolved.add(one)
    return ask({ sql: one.text, parameters: one.values })
  })
  if (written !== undefined) resolved.written(written)
  return asked
}
const nothing: readonly Promise<unknown>[] = []

/** The answer, once what went before it is known to be good; of two failures the first is the one to be told. */
async function after<R>(before: readonly Promise<unknown>[], answer: Promise<R>): Promise<R> {
  const [given, ...first] = await Promise.allSettled([answer, ...before])
  for (const one of [...first, given]) if (one.status === 'rejected') throw one.reason
  return answer
}

async function refuseTransaction(): Promise<never> {
  throw new Error('a unit of work is a transaction already')
}
const adapter = new PostgresAdapter()
const driver: Driver = {
  init: async () => {},
  destroy: async () => {},
  acquireConnection: refuseTransaction,
  releaseConnection: async () => {},
  beginTransaction: refuseTransaction,
  commitTransaction: refuseTransaction,
  rollbackTransaction: refuseTransaction,
}
const dialect: Dialect = {
  createAdapter: () => adapter,
  createDriver: () => driver,
  createIntrospector: db => new PostgresIntrospector(db),
  createQueryCompiler: () => compiler,
}
/** The protocol counts the parameters of a statement in 16 bits; the driver would send what is left of a higher number. */
const mostParameters = 65_535

/** Somebody binds a list of whatever length item by item: bind it as one array, or go by portions. */
class TooManyParameters extends Error {
  constructor(count: number) {
    super(`a statement takes ${mostParameters} parameters, and this one has ${count}: bind lists as arrays`)
    this.name = 'TooManyParameters'
  }
}

/** The same query with the words of what it writes, where that is searched. */
function withItsWords(
  query: Shaped,
  columns: NonNullable<Inspected['searchable']>,
  vault: Vault,
  known: Parameters<typeof withWords>[3],
): Shaped {
  const node = withWords(query.query, columns, vault, known)
  return node === query.query ? query : compiler.compileQuery(node, query.queryId)
}

/** One for all units: it works without a pause, and making one costs more than compiling with it. */
const compiler = new ShapingCompiler()

/**
 * A Kysely whose queries run in this unit. It is put together here, since the parts that Kysely takes for a pool (a
 * connection for each query, got and given back) cost more than what they do.
 */
// any: the types are Work's
export function databaseOfUnit(transaction: Querying, state: UnitState, activity: AnyActivity, who: Who): Kysely<any> {
  const { beginning, course } = transaction
  const asking = (said: (query: QueryConfig) => Promise<Answer>, query: Parameters<Ask>[0]): Promise<Answer> =>
    said({
      name: nameFor(query.sql),
      text: query.sql,
      values: [...query.parameters],
      // One statement a query: without values the driver would take a text of several.
      queryMode: 'extended',
    } as QueryConfig).catch(error => {
      throw withoutValues(error)
    })
  const ask: Ask = query => asking(said => beginning.ask(said), query)
  const askAlone: Ask = query => asking(said => beginning.askAlone?.(said) ?? beginning.ask(said), query)
  const noted: Asking['noted'] = ({ at }, rows) => {
    transaction.audited.push({ activity: activity.name, what: 'opened', about: at, rows, who })
  }
  const encrypted = (by: Ask): Asking => ({ ask: by, atHand: transaction.atHand, noted })
  const audit = (inspected: Inspected, { rows, rowCount, command }: Answer): void => {
    const { written, isEntered } = inspected
    const by = { activity: activity.name, who }
    if (written !== undefined && rowCount && isEntered)
      transaction.audited.push({ ...by, what: command.toLowerCase(), about: written, rows: rowCount })
    else if (written !== undefined && (who.is === 'staff' || who.is === 'user')) {
      if (rowCount && inspected.isEnteredOfOthers)
        noteOnce(transaction.audited, { ...by, what: command.toLowerCase(), about: written, rows: rowCount })
      else if (inspected.entersReadOfWritten[who.is] && toldOf(inspected, rows.length, rowCount))
        noteOnce(transaction.reads, { ...by, what: 'select', about: written, rows: rows.length })
    }
    // That staff looked for somebody is a fact also where nothing was found.
    for (const about of readsToEnter(inspected, who, rows.length > 0))
      noteOnce(transaction.reads, { ...by, what: 'select', about, rows: rows.length })
  }
  const connection: DatabaseConnection = {
    executeQuery: async <R>(query: Shaped): Promise<QueryResult<R>> => {
      state.arrives(query.queryId)
      if (query.parameters.length > mostParameters) throw new TooManyParameters(query.parameters.length)
      state.flights.begin()
      try {
        const inspected = transaction.inspect(query)
        const { plan, onlyReads, searchable } = inspected
        transaction.wrote ||= !onlyReads
        const ahead = searchable && tokensAhead(query.query, searchable, transaction.vault)
        const known = ahead && (await ahead)
        const before = resolve(transaction, activity, inspected, ask)
        const whole = searchable ? withItsWords(query, searchable, transaction.vault, known) : query
        // What staff read is entered with the commit: there is always more to come.
        const alone = course?.readsAlone(inspected) && before.length === 0 && who.is !== 'staff' && who.is !== 'user'
        const by = alone ? askAlone : ask
        const asked = plan.is === 'plain' ? by(whole) : transaction.encrypting(whole, plan, encrypted(by))
        const answer = await (before.length ? after(before, asked) : asked)
        audit(inspected, answer)
        const { rows, rowCount, command } = answer
        return {
          rows: rows as R[],
          ...(rowCount !== null && command !== 'SELECT' && { numAffectedRows: BigInt(rowCount) }),
        }
      } finally {
        state.flights.end()
      }
    },
    streamQuery: () => {
      throw new Error('a unit of work reads in pages; bulk goes by COPY')
    },
  }
  const compiling: QueryCompiler = {
    compileQuery: (node, id) => {
      state.comes(id)
      return compiler.compileQuery(node, id)
    },
  }
  const executor = new DefaultQueryExecutor(compiling, adapter, { provideConnection: use => use(connection) }, plugins)
  return new Kysely({ config: { dialect }, dialect, driver, executor })
}

function readsToEnter(inspected: Inspected, who: Who, found: boolean): readonly string[] {
  if (who.is === 'staff') return inspected.entersStaffReads
  if (who.is === 'user') return inspected.entersUserReads
  return who.is === 'person' && found ? inspected.entersOwnReads : []
}

/** Rows that a write gave back, or that there are none. */
const toldOf = ({ looksWhereItWrites }: Inspected, given: number, written: number | null): boolean =>
  given > 0 || (looksWhereItWrites && written === 0)

/** What one unit does again and again with one table is one entry. */
function noteOnce(entries: Audited[], entry: Audited): void {
  const same = entries.findIndex(
    one =>
      one.who === entry.who &&
      one.activity === entry.activity &&
      one.what === entry.what &&
      one.about === entry.about &&
      one.facts === undefined,
  )
  if (same < 0) entries.push(entry)
  else entries[same] = { ...entry, rows: entry.rows + (entries[same]?.rows ?? 0) }
}
