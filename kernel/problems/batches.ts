import { sql, type RawBuilder } from 'kysely'
import { OperatorProblem } from './problem.ts'
import { classOf, errorCodeOf } from './raised.ts'
import { later, minutes, days, stillLasts, type Clock } from '../clock/clock.ts'
import { isLost, NotStated } from './errors.ts'

/** Some rows of a batch failed; all others are done. Names no row and no value, because rows are about people. */
export class SomeFailed extends OperatorProblem {
  readonly causes: readonly unknown[]
  constructor(causes: readonly unknown[]) {
    const [first] = causes
    const count = causes.length
    const what = [classOf(first), errorCodeOf(first)].filter(Boolean).join(' ')
    super({
      says: {
        de: `${count === 1 ? 'Eine Zeile konnte' : `${count} Zeilen konnten`} nicht verarbeitet werden (${what}); alle anderen sind erledigt.`,
        en: `${count === 1 ? '1 row' : `${count} rows`} could not be processed (${what}); all others are done.`,
      },
      mend: {
        de: 'Sie werden automatisch erneut versucht, in wachsenden Abständen bis zu einem Tag. Bleibt es dabei, nennt das Protokoll mit OBHUT_TRACE=1 die Ursache.',
        en: 'They are tried again automatically, at growing intervals of up to a day. If it stays so, the log names the cause with OBHUT_TRACE=1.',
      },
      cause: first,
      byPlace: true,
    })
    this.causes = causes
  }
}

/**
 * Rows that failed, and when each may be tried again: after one minute, two, four, and at most a day. Remembered by
 * this process alone, so a restart, which may have brought the mend, tries each once.
 */
export class SetAside {
  readonly #clock: Clock
  readonly #longest: number
  readonly #held = new Map<string, { readonly tries: number; readonly until: Date }>()
  /** `longest`: what waits is tried again at least that often, in milliseconds. */
  constructor(clock: Clock, longest = days(1)) {
    this.#clock = clock
    this.#longest = longest
  }

  /** Keys whose time has not come. */
  get waiting(): string[] {
    return [...this.#held.keys()].filter(key => this.isWaiting(key))
  }
  /**
   * A condition that leaves them out of a query, where the key is a column of ids: a query that reads only so many rows
   * would be filled by them.
   */
  without(column: string): RawBuilder<boolean> {
    return sql<boolean>`${sql.ref(column)} <> all(${this.waiting}::uuid[])`
  }
  isWaiting(key: string): boolean {
    const held = this.#held.get(key)
    return held !== undefined && stillLasts(held.until, this.#clock.now(), pauseAfter(held.tries, this.#longest))
  }
  failed(key: string): void {
    const tries = (this.#held.get(key)?.tries ?? 0) + 1
    this.#held.delete(key)
    this.#held.set(key, { tries, until: waitAfter(this.#clock.now(), tries, this.#longest) })
    // The oldest is forgotten, and so tried sooner than it might be.
    if (this.#held.size > mostHeld)
      for (const oldest of this.#held.keys()) {
        this.#held.delete(oldest)
        break
      }
  }
  done(key: string): void {
    this.#held.delete(key)
  }
}
const mostHeld = 10_000

/** When something that failed so often is tried again. */
export const waitAfter = (now: Date, tries: number, longest = days(1)): Date => later(now, pauseAfter(tries, longest))
const pauseAfter = (tries: number, longest: number): number => Math.min(longest, minutes(2 ** Math.min(20, tries - 1)))

/** How rows are known again from one run to the next. */
export interface RowIdentity<T> {
  readonly aside: SetAside
  readonly keyOf: (row: T) => string
}
/**
 * Rows, or what gives the next page of them until there is none; a page leaves out what waits (`aside.without`), or it
 * would come again for ever.
 */
export type Rows<T> = readonly T[] | (() => Promise<readonly T[]>)

/**
 * Does something with each row, each in a transaction of its own, and throws `SomeFailed` once all had their turn. What
 * every row would run into (the database is gone) ends it at once.
 *
 *     await each(rows, { aside, keyOf: row => row.id }, row => store.under(reporting, person(row.subject), work => …))
 */
export const each = <T>(rows: Rows<T>, known: RowIdentity<T>, does: (row: T) => Promise<unknown>): Promise<void> =>
  paged(rows, known, async (due, causes) => {
    for (const row of due) await halves([row], known, () => does(row), causes)
  })

/**
 * As `each`, but the rows of a page in one transaction as long as none fails; else in halves, down to the row that
 * does.
 */
export const inBatches = <T>(
  rows: Rows<T>,
  known: RowIdentity<T>,
  does: (rows: readonly T[]) => Promise<unknown>,
): Promise<void> => paged(rows, known, (due, causes) => halves(due, known, does, causes))

/**
 * As `inBatches` for rows that come once and need not be known again: how many are missing in the end, and why. Nothing
 * where all are done. Where more than twenty fail it is no single row that is at fault, and the rest is not tried.
 *
 *     const left = await allBut(visits, some => insert(some))
 */
export async function allBut<T>(
  rows: readonly T[],
  does: (rows: readonly T[]) => Promise<unknown>,
): Promise<{ readonly missing: number; readonly error: unknown } | undefined> {
  let done = 0
  const causes: unknown[] = []
  try {
    if (rows.length)
      await halve(rows, does, {
        done: some => {
          done += some.length
        },
        failed: (_, error) => {
          causes.push(error)
          if (causes.length > mostAlone) throw error
        },
      })
  } catch (error) {
    causes.unshift(error)
  }
  return causes.length ? { missing: rows.length - done, error: causes[0] } : undefined
}
const mostAlone = 20

/** Where so many fail, it is no single row that is at fault; the next run goes on. */
export const mostFailures = 1000

async function paged<T>(
  rows: Rows<T>,
  { aside, keyOf }: RowIdentity<T>,
  run: (due: readonly T[], causes: unknown[]) => Promise<void>,
): Promise<void> {
  const causes: unknown[] = []
  const some = async (page: readonly T[]): Promise<boolean> => {
    const due = page.filter(row => !aside.isWaiting(keyOf(row)))
    if (due.length) await run(due, causes)
    return due.length > 0 && causes.length < mostFailures
  }
  if (typeof rows !== 'function') await some(rows)
  else
    while (await some(await rows())) {
      /* the next page */
    }
  if (causes.length) throw new SomeFailed(causes)
}

const halves = <T>(
  rows: readonly T[],
  { aside, keyOf }: RowIdentity<T>,
  does: (rows: readonly T[]) => Promise<unknown>,
  causes: unknown[],
): Promise<void> =>
  halve(rows, does, {
    done: some => {
      for (const row of some) aside.done(keyOf(row))
    },
    failed: (row, error) => {
      aside.failed(keyOf(row))
      causes.push(error)
    },
  })

interface Outcomes<T> {
  readonly done: (rows: readonly T[]) => void
  readonly failed: (row: T, error: unknown) => void
}

async function halve<T>(
  rows: readonly T[],
  does: (rows: readonly T[]) => Promise<unknown>,
  told: Outcomes<T>,
): Promise<void> {
  try {
    await does(rows)
  } catch (error) {
    if (isLost(error) || error instanceof NotStated) throw error
    const [only, ...others] = rows
    if (others.length === 0) {
      if (only !== undefined) told.failed(only, error)
      return
    }
    const middle = rows.length >> 1
    for (const half of [rows.slice(0, middle), rows.slice(middle)]) await halve(half, does, told)
    return
  }
  told.done(rows)
}
