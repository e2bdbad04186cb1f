import pg, { type PoolClient, type QueryConfig, type QueryResult } from 'pg'

/**
 * A statement that comes again and again: PostgreSQL plans it once a connection. Its values as they go over the wire.
 */
export interface Planned {
  readonly name: string
  readonly text: string
  readonly values: (string | Buffer | null)[]
}

export const begin: Planned = { name: 'obhut-begin', text: 'begin', values: [] }
export const commit: Planned = { name: 'obhut-commit', text: 'commit', values: [] }

/**
 * Says statements to the database in one go, and answers with the result of the last: one message for all of them, with
 * one Sync behind it (PostgreSQL, "Message Flow", on pipelining). Each of its own would cost both sides a call to the
 * system and a turn. Where one fails the rest is skipped.
 */
export async function inOneGo(client: PoolClient, before: readonly Planned[], last: QueryConfig): Promise<QueryResult> {
  const known = knownTo(client)
  if (knowsAll(client, before)) return say(client, new LastOf(before, last))
  // What a connection does not know yet goes in messages of its own, one behind the other all the same.
  const said = before.map(one =>
    client.query(one).then(() => {
      known.add(one.name)
    }),
  )
  const [result, ...all] = await Promise.allSettled([client.query(last), ...said])
  for (const one of [...all, result]) if (one.status === 'rejected') throw one.reason
  return (result as PromiseFulfilledResult<QueryResult>).value
}

/** A transaction that begins with the first statement in it, in one go with that. */
export class Beginning {
  readonly #client: PoolClient
  readonly #first: readonly Planned[]
  #endsAnother: boolean
  #waits = true
  #alone: Promise<unknown> | undefined
  /**
   * `first` bind the transaction: they go behind `begin`, and that behind the end of a transaction that was left here.
   */
  constructor(client: PoolClient, first: readonly Planned[]) {
    this.#client = client
    this.#first = first
    this.#endsAnother = left.delete(client)
  }
  /** Asks in the transaction. Should the beginning fail, so does this, and nothing of it was done. */
  ask(query: QueryConfig): Promise<QueryResult> {
    return this.#waits ? inOneGo(this.#client, this.taken(), query) : this.#client.query(query)
  }
  /**
   * Asks before the beginning what surely only reads and holds nothing until the end, in a transaction of its own that
   * is bound alike: PostgreSQL makes one of what comes before a Sync ("Message Flow", on pipelining), so that neither
   * begin nor commit is said. Answers nothing where that is not possible: what binds has to go in the same message, and
   * goes in messages of its own while the connection does not know it.
   */
  askAlone(query: QueryConfig): Promise<QueryResult> | undefined {
    const bound = this.#endsAnother ? [commit, ...this.#first] : this.#first
    if (!this.#waits || !knowsAll(this.#client, bound)) return undefined
    this.#endsAnother = false
    return say(this.#client, new LastOf(bound, query))
  }
  /** The connection, for whoever says more than one statement; it has begun. */
  get client(): PoolClient {
    const [last, ...before] = this.taken().toReversed()
    if (last)
      this.#alone = inOneGo(this.#client, before.toReversed(), last).then(
        () => undefined,
        error => error as Error,
      )
    return this.#client
  }
  /** Throws what it met if it went alone; answers nothing where it did not. */
  met(): Promise<void> | undefined {
    return this.#alone?.then(failed => {
      if (failed !== undefined) throw failed
    })
  }
  /** Goes from a transaction in which something was read at most; the connection may be given to the next. */
  leave(): void {
    if (!this.#waits || this.#endsAnother) leave(this.#client)
  }
  /** What has yet to go before the next statement: whoever takes it sends it. */
  taken(): readonly Planned[] {
    if (!this.#waits) return []
    this.#waits = false
    return this.#endsAnother ? [commit, begin, ...this.#first] : [begin, ...this.#first]
  }
}

/**
 * Connections with a transaction that only read: what it read is true without its end, which goes out with the next
 * beginning, or by itself once the process has come to rest.
 */
const left = new WeakSet<PoolClient>()
function leave(client: PoolClient): void {
  left.add(client)
  setImmediate(() => {
    // It fails with its connection only, and of that the pool is told.
    if (left.delete(client)) client.query(commit).catch(() => {})
  })
}

const known = new WeakMap<PoolClient, Set<string>>()
function knownTo(client: PoolClient): Set<string> {
  const its = known.get(client) ?? new Set()
  known.set(client, its)
  return its
}

const knowsAll = (client: PoolClient, statements: readonly Planned[]): boolean => {
  const its = knownTo(client)
  return statements.every(one => its.has(one.name))
}

const say = (client: PoolClient, query: LastOf): Promise<QueryResult> =>
  new Promise((resolve, reject) => {
    query.callback = (error, result) => {
      if (error) reject(error)
      else resolve(result)
    }
    client.query(query)
  })

/**
 * The parts of the driver's query and connection that its types leave out. The public way, each statement a message of
 * its own with a Sync, took 1.4 to 1.5 times as long for a unit of work that reads, and 1.0 to 1.1 times with 1.1 to 1.2
 * times the CPU for one that reads and writes (one and eight clients, both ways in turn in one run, two cores). So the
 * version is pinned, and pipeline.test.ts holds what is assumed of it.
 */
interface Connection {
  bind(of: { statement: string; values: readonly unknown[] }): void
  execute(of: object): void
}
interface DriversQuery {
  name: string | undefined
  values: readonly unknown[] | undefined
  queryMode: 'extended'
  callback: (error: Error | null, result: QueryResult) => void
  submit(connection: unknown): void
  prepare(connection: Connection): void
  handleDataRow(message: unknown): void
  handleCommandComplete(message: unknown, connection: Connection): void
}
const DriversQuery = pg.Query as unknown as new (text: string) => DriversQuery

/** A query that takes others along, whose results nobody asks for. */
class LastOf extends DriversQuery {
  readonly #before: readonly Planned[]
  #answered = 0
  constructor(before: readonly Planned[], last: QueryConfig) {
    // Given a whole query the driver would clone it, property by property.
    super(last.text)
    this.name = last.name
    this.values = last.values
    this.queryMode = 'extended'
    this.#before = before
  }
  override prepare(connection: Connection): void {
    for (const { name, values } of this.#before) {
      connection.bind({ statement: name, values })
      connection.execute({})
    }
    super.prepare(connection)
  }
  override handleDataRow(message: unknown): void {
    if (this.#answered === this.#before.length) super.handleDataRow(message)
  }
  override handleCommandComplete(message: unknown, connection: Connection): void {
    if (this.#answered === this.#before.length) super.handleCommandComplete(message, connection)
    else this.#answered++
  }
}
