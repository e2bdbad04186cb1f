import { later, minutes, days, type Clock } from '../clock/clock.ts'
import { isLost } from '../data/errors.ts'
import { NotStated } from '../data/store.ts'

/** Some rows of a batch failed; all others are done. Names no row and no value, because rows are about people. */
export class SomeFailed extends Error {
  constructor(causes: readonly unknown[]) {
    const [first] = causes
    super(`${causes.length === 1 ? '1 row was' : `${causes.length} rows were`} left out and will be tried again, each time after a longer wait; the others are done. The first failed with ${wordsOf(first)}`, { cause: first })
    this.name = 'SomeFailed'
  }
}
/** A message may hold a value, a code and the name of an error do not. */
const wordsOf = (error: unknown): string => error instanceof Error ? [error.name, codeOf(error)].filter(Boolean).join(' ') : typeof error
const codeOf = ({ code }: Error & { readonly code?: unknown }): string => typeof code === 'string' ? code : ''

/**
 * Rows that failed, and when each may be tried again: after one minute, two, four, and at most a day. Remembered by this process alone, so a
 * restart, which may have brought the mend, tries each once.
 */
export class SetAside {
  readonly #clock: Clock
  readonly #held = new Map<string, { readonly tries: number, readonly until: Date }>()
  constructor(clock: Clock) { this.#clock = clock }

  /** Keys whose time has not come: a query that reads only so many rows leaves them out, or they would fill it. */
  get waiting(): string[] {
    const now = this.#clock.now()
    return [...this.#held].filter(([, { until }]) => until > now).map(([key]) => key)
  }
  isWaiting(key: string): boolean {
    const held = this.#held.get(key)
    return held !== undefined && held.until > this.#clock.now()
  }
  failed(key: string): void {
    const tries = (this.#held.get(key)?.tries ?? 0) + 1
    this.#held.delete(key)
    this.#held.set(key, { tries, until: waitAfter(this.#clock.now(), tries) })
    // The oldest is forgotten, and so tried sooner than it might be.
    if (this.#held.size > mostHeld) for (const oldest of this.#held.keys()) { this.#held.delete(oldest); break }
  }
  done(key: string): void { this.#held.delete(key) }
}
const mostHeld = 10_000

/** When something that failed so often is tried again. */
export const waitAfter = (now: Date, tries: number): Date => later(now, Math.min(days(1), minutes(2 ** Math.min(20, tries - 1))))

/** How rows are known again from one run to the next. */
export interface Known<T> { readonly aside: SetAside, readonly keyOf: (row: T) => string }

/**
 * Does something with each row, each in a transaction of its own, and throws `SomeFailed` once all had their turn. What every row would
 * run into (the database is gone) ends it at once.
 *
 *     await each(rows, { aside, keyOf: row => row.id }, row => store.under(reporting, person(row.subject), work => …))
 */
export async function each<T>(rows: readonly T[], { aside, keyOf }: Known<T>, does: (row: T) => Promise<unknown>): Promise<void> {
  const causes: unknown[] = []
  for (const row of rows) if (!aside.isWaiting(keyOf(row))) await halves([row], { aside, keyOf }, () => does(row), causes)
  if (causes.length) throw new SomeFailed(causes)
}

/** As `each`, but all rows in one transaction as long as none fails; else in halves, down to the row that does. */
export async function together<T>(rows: readonly T[], { aside, keyOf }: Known<T>, does: (rows: readonly T[]) => Promise<unknown>): Promise<void> {
  const causes: unknown[] = []
  const due = rows.filter(row => !aside.isWaiting(keyOf(row)))
  if (due.length) await halves(due, { aside, keyOf }, does, causes)
  if (causes.length) throw new SomeFailed(causes)
}

async function halves<T>(rows: readonly T[], { aside, keyOf }: Known<T>, does: (rows: readonly T[]) => Promise<unknown>, causes: unknown[]): Promise<void> {
  try {
    await does(rows)
    for (const row of rows) aside.done(keyOf(row))
  } catch (error) {
    if (isLost(error) || error instanceof NotStated) throw error
    if (rows.length === 1) {
      for (const row of rows) aside.failed(keyOf(row))
      causes.push(error)
      return
    }
    const middle = rows.length >> 1
    for (const half of [rows.slice(0, middle), rows.slice(middle)]) await halves(half, { aside, keyOf }, does, causes)
  }
}
