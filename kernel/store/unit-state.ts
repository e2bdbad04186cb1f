import type { CompiledQuery } from 'kysely'

type QueryId = CompiledQuery['queryId']

/** The unit of work has lent its transaction to an inner one: until that ends, only the inner one may use it. */
export class UnitLent extends Error {
  constructor(activity: string, to: string) {
    super(`the unit of work under '${activity}' is lent to one under '${to}'; await the inner one before it goes on`)
    this.name = 'UnitLent'
  }
}

/** The unit of work is over, and its connection may serve somebody else already. */
export class UnitEnded extends Error {
  constructor(activity: string) {
    super(`the unit of work under '${activity}' has ended; nothing can be done in it any more`)
    this.name = 'UnitEnded'
  }
}

/** Somebody did not wait for a query or an inner unit; nothing of the transaction is kept. */
export class UnitUnfinished extends Error {
  constructor(activity: string) {
    super(`the unit of work under '${activity}' returned while something in it was still running: an await is missing`)
    this.name = 'UnitUnfinished'
  }
}

/** An inner unit of work spoilt the transaction, and whoever called it went on as if it had not. */
export class UnitBroken extends Error {
  constructor(activity: string, cause: unknown) {
    super(`a unit of work within the one under '${activity}' failed in the database, so nothing of either is kept`, {
      cause,
    })
    this.name = 'UnitBroken'
  }
}

/** The queries of a transaction that are under way. One may be several statements: those of encrypted columns are. */
export class Flights {
  #count = 0
  #waiting: (() => void)[] = []
  get any(): boolean {
    return this.#count > 0
  }
  begin(): void {
    this.#count += 1
  }
  end(): void {
    this.#count -= 1
    if (this.#count === 0 && this.#waiting.length > 0) for (const wake of this.#waiting.splice(0)) wake()
  }
  async run<R>(query: () => Promise<R>): Promise<R> {
    this.begin()
    try {
      return await query()
    } finally {
      this.end()
    }
  }
  async settled(): Promise<void> {
    while (this.#count > 0)
      await new Promise<void>(wake => {
        this.#waiting.push(wake)
      })
  }
}

/**
 * A unit of work is open, lent to an inner one, or ended. Only an open one can be used: role and settings of the
 * connection are those of whichever is open, so that a query of another would run as somebody else.
 *
 * What was asked before is waited for when the unit is lent: it was asked in the right state, and its answer is right.
 * What is still running when the unit returns was forgotten, and fails it, as nobody knows what became of it.
 */
export class UnitState {
  readonly activity: string
  readonly flights: Flights
  #lentTo: UnitState | undefined
  #ended = false
  /** Queries that were compiled here and have not arrived: between the two Kysely may wait some turns. */
  readonly #coming = new Set<QueryId>()

  constructor(activity: string, flights: Flights) {
    this.activity = activity
    this.flights = flights
  }

  /** Throws unless the unit is open. */
  use(): void {
    if (this.#ended) throw new UnitEnded(this.activity)
    if (this.#lentTo) throw new UnitLent(this.activity, this.#lentTo.activity)
  }
  get ended(): boolean {
    return this.#ended
  }

  comes(query: QueryId): void {
    if (!this.#ended && !this.#lentTo) this.#coming.add(query)
  }
  /** Throws unless the query was asked while the unit was open. */
  arrives(query: QueryId): void {
    const came = this.#coming.delete(query)
    if (this.#ended || !came) this.use()
  }

  /** Nothing but the inner unit can use the transaction from now on; comes back when nothing of this one is running. */
  async lend(inner: UnitState): Promise<void> {
    this.use()
    this.#lentTo = inner
    if (this.#coming.size > 0) await nextTurn()
    await this.flights.settled()
    this.#coming.clear()
  }
  takeBack(): void {
    this.#lentTo = undefined
  }

  get #isIdle(): boolean {
    return this.#coming.size === 0 && !this.#lentTo && !this.flights.any
  }
  /** Throws where something is running that nobody waits for; answers nothing where that can be told at once. */
  finished(): Promise<void> | undefined {
    return this.#isIdle ? undefined : this.#finishedLater()
  }
  async #finishedLater(): Promise<void> {
    const coming = this.#coming.size
    const running = this.#lentTo !== undefined || this.flights.any
    // What was compiled and never asked does not come.
    await nextTurn()
    if (running || this.#coming.size < coming) throw new UnitUnfinished(this.activity)
    this.#coming.clear()
  }
  /** Ends the unit and whatever it was lent to; nothing of it is running on the connection then. */
  end(): Promise<void> | undefined {
    if (!this.#isIdle) return this.#endLater()
    this.#ended = true
    return undefined
  }
  async #endLater(): Promise<void> {
    // What is on its way was asked in the right state; refusing it would tell nobody, as nobody waits for it.
    if ([...this.#chain()].some(unit => unit.#coming.size > 0)) await nextTurn()
    for (const unit of this.#chain()) unit.#ended = true
    await this.flights.settled()
  }
  *#chain(): Generator<UnitState> {
    yield this
    if (this.#lentTo) yield* this.#lentTo.#chain()
  }
}

const nextTurn = (): Promise<void> =>
  new Promise(resolve => {
    setImmediate(resolve)
  })
