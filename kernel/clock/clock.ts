/** The only source of time. Tests and demo stores turn it; nothing else in the platform asks the machine. */
export interface Clock {
  now(): Date
}

/** The machine's time, moved on by an offset that the store keeps. */
export interface MovableClock extends Clock {
  /** Milliseconds ahead of the machine. Never less than before: time does not run backwards. */
  readonly offset: number
  moveTo(offset: number): void
  /**
   * Why the clock of a live store is not believed: nothing is deleted by it, and nothing takes effect, until it is
   * right or somebody vouches for it.
   */
  readonly inDoubt: Doubt | undefined
  /** Whoever watches over the clock is asked each time. */
  watchedBy(doubts: () => Doubt | undefined): void
}

/**
 * Why a clock is not believed: it jumped, or differs from the database's. `expected` is what it should show, as far as
 * is known.
 */
export interface Doubt {
  readonly is: 'ahead' | 'behind' | 'not as the database'
  readonly shows: Date
  readonly expected: Date
}

export function systemClock(offset = 0): MovableClock {
  let ahead = offset
  let doubts: (() => Doubt | undefined) | undefined
  return {
    now: () => new Date(Date.now() + ahead),
    get offset() {
      return ahead
    },
    moveTo(next) {
      if (next > ahead) ahead = next
    },
    get inDoubt() {
      return doubts?.()
    },
    watchedBy(watch) {
      doubts = watch
    },
  }
}

export const seconds = (n: number): number => n * 1000
export const minutes = (n: number): number => n * 60_000
export const hours = (n: number): number => n * 3_600_000
export const days = (n: number): number => n * 86_400_000
export const later = (moment: Date, milliseconds: number): Date => new Date(moment.getTime() + milliseconds)

/**
 * What clocks may differ by, of two processes, or of one before and after it was set right by a little; a moment further
 * ahead came from a clock that was wrong.
 */
export const clocksDiffer = minutes(5)
/** Up to when something may have come about to count now: a moment in the future never decides the present. */
export const bySkew = (now: Date): Date => later(now, clocksDiffer)
/** Whether something bears a moment that has not come: it came about by a clock that was ahead. */
export const isYetToCome = (at: Date, now: Date): boolean => at > bySkew(now)
/**
 * Whether something that lasts so long at most, in milliseconds, lasts still. What ends later than that began by a clock
 * that was ahead, and lasts no longer.
 *
 *     stillLasts(new Date('2026-01-01T00:10Z'), new Date('2026-01-01T00:00Z'), minutes(15)) // true
 *     stillLasts(new Date('2027-06-01T00:00Z'), new Date('2026-01-01T00:00Z'), minutes(15)) // false
 */
export const stillLasts = (until: Date | null | undefined, now: Date, longest: number): boolean =>
  until !== null && until !== undefined && until > now && !isYetToCome(until, later(now, longest))
/** Whether so much has passed since then; what began by a clock that was ahead is past, too. */
export const hasPassed = (since: Date, now: Date, time: number): boolean =>
  isYetToCome(since, now) || now.getTime() - since.getTime() >= time

type Watched = Pick<MovableClock, 'now' | 'inDoubt'>
/** The moment by which something may be said to have ended: while a clock is in doubt, the earlier of what it may be. */
export const surelyReached = (clock: Watched): Date => span(clock).earliest
/** Between which moments the present lies, as far as is known: at one, unless the clock is in doubt. */
export function span(clock: Watched): { readonly earliest: Date; readonly latest: Date } {
  const [now, expected] = [clock.now(), clock.inDoubt?.expected]
  if (!expected) return { earliest: now, latest: now }
  return expected < now ? { earliest: expected, latest: now } : { earliest: now, latest: expected }
}
