import type { Reading } from '../live.ts'

export type Moment = Pick<Reading, 'at' | 'value'>
/** How long the trace on the home screen is. */
export const traced = 15

/** The last minutes with one reading more; what is older than them, or was there already, goes. */
export function withReading(readings: readonly Moment[], { at, value }: Moment, minutes = traced): Moment[] {
  const oldest = Date.parse(at) - minutes * 60_000
  return [
    ...readings.filter(reading => Date.parse(reading.at) >= oldest && Date.parse(reading.at) < Date.parse(at)),
    { at, value },
  ]
}
