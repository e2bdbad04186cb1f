import type { Reading, RefusedReading } from './contract.ts'
import type { Bounds } from './units.ts'

/** How far off a reading's time may be. */
export interface TimeLimits {
  /** Earliest and latest time that is taken, in milliseconds since 1970. */
  readonly earliest: number
  readonly latest: number
}

/** Before the year 2000 clocks of devices lie, and time zones know offsets of odd minutes. */
export const beginning = Date.UTC(2000, 0, 1)

/**
 * What is wrong with a reading, if anything; `bounds` are its channel's, and undefined where nobody knows the channel.
 */
export function readingFault(
  { at, value }: Reading,
  { earliest, latest }: TimeLimits,
  bounds: Bounds | undefined,
): RefusedReading['why'] | undefined {
  if (typeof value !== 'number' || !Number.isFinite(value)) return 'no number'
  if (bounds && (value < bounds.least || value > bounds.most)) return 'beyond its unit'
  if (!Number.isInteger(at) || at < beginning) return 'time'
  if (at > latest) return 'in the future'
  if (at < earliest) return 'too old'
  return bounds ? undefined : 'unknown channel'
}
