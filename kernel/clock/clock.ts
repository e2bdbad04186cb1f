/** The only source of time. Tests and demo stores turn it; nothing else in the house asks the machine. */
export interface Clock {
  now(): Date
}

/** The machine's time, moved on by an offset that the store keeps. */
export interface MovableClock extends Clock {
  /** Milliseconds ahead of the machine. Never less than before: time does not run backwards. */
  readonly offset: number
  moveTo(offset: number): void
}

export function systemClock(offset = 0): MovableClock {
  let ahead = offset
  return {
    now: () => new Date(Date.now() + ahead),
    get offset() { return ahead },
    moveTo(next) {
      if (next > ahead) ahead = next
    },
  }
}

export const seconds = (n: number): number => n * 1000
export const minutes = (n: number): number => n * 60_000
export const hours = (n: number): number => n * 3_600_000
export const days = (n: number): number => n * 86_400_000
export const later = (moment: Date, milliseconds: number): Date => new Date(moment.getTime() + milliseconds)
