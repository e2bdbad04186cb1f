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
