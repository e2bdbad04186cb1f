import type { Reading, RefusedReading } from './contract.ts'

/** How far off a reading's time may be. */
export interface TimeLimits {
  /** Earliest and latest time that is taken, in milliseconds since 1970. */
  readonly earliest: number
  readonly latest: number
}

/** Before the year 2000 clocks of devices lie, and time zones know offsets of odd minutes. */
export const beginning = Date.UTC(2000, 0, 1)

/** What is wrong with a reading, if anything; whether its channel is known is asked elsewhere. */
export function faultOf({ at, value }: Reading, { earliest, latest }: TimeLimits): RefusedReading['why'] | undefined {
  if (typeof value !== 'number' || !Number.isFinite(value)) return 'no number'
  if (!Number.isInteger(at) || at < beginning) return 'time'
  if (at > latest) return 'in the future'
  if (at < earliest) return 'too old'
  return undefined
}
