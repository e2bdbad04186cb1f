import type { By } from './contract.ts'

/** A stretch of time in pieces: piece i goes from `edges[i]` to `edges[i + 1]`, in milliseconds since 1970. */
export interface Stretch {
  readonly edges: readonly number[]
}

/**
 * The pieces in which people think of time where they live: the hours of a day (23, 24 or 25 of them, and a half one
 * where the clock moves by half an hour), the days of a month, the months of a year, ten years up to one.
 *
 *     stretch('hour', Temporal.PlainDate.from('2026-03-29'), 'Europe/Berlin').edges.length   // 24: the 23 hours of that day
 */
export function stretch(by: By, day: Temporal.PlainDate, zone: string): Stretch {
  if (by === 'hour') return { edges: hours(day, zone) }
  const { first, pieces, each } = calendar(by, day)
  const edges = Array.from({ length: pieces + 1 }, (_, index) => startOf(first.add({ [each]: index }), zone))
  // A day that a place left out (Samoa, 30 December 2011) has no length and is no piece.
  return { edges: edges.filter((edge, index) => index === 0 || edge > edges[index - 1]!) } // index is not 0
}

/** The day in the stretch before the one that `day` lies in. */
export function dayBefore(by: By, day: Temporal.PlainDate): Temporal.PlainDate {
  switch (by) {
    case 'hour':
      return day.subtract({ days: 1 })
    case 'day':
      return day.subtract({ months: 1 })
    case 'month':
      return day.subtract({ years: 1 })
    case 'year':
      return day.subtract({ years: 10 })
  }
}

export const startOf = (day: Temporal.PlainDate, zone: string): number => day.toZonedDateTime(zone).epochMilliseconds

function calendar(
  by: Exclude<By, 'hour'>,
  day: Temporal.PlainDate,
): { first: Temporal.PlainDate; pieces: number; each: 'days' | 'months' | 'years' } {
  switch (by) {
    case 'day':
      return { first: day.with({ day: 1 }), pieces: day.daysInMonth, each: 'days' }
    case 'month':
      return { first: day.with({ month: 1, day: 1 }), pieces: 12, each: 'months' }
    case 'year':
      return { first: day.with({ month: 1, day: 1 }).subtract({ years: 9 }), pieces: 10, each: 'years' }
  }
}

/** All offsets since 2000 are whole quarters of an hour, so each full hour of any clock falls on one of UTC's. */
export const quarter = 15 * 60_000

/** Where the clock on the wall shows a full hour or leaps into another one, and where the day begins and ends. */
function hours(day: Temporal.PlainDate, zone: string): number[] {
  const begins = startOf(day, zone)
  const ends = startOf(day.add({ days: 1 }), zone)
  const edges = [begins]
  let { hour: before } = wall(begins, zone)
  for (let at = (Math.floor(begins / quarter) + 1) * quarter; at < ends; at += quarter) {
    const { hour, minute } = wall(at, zone)
    if (minute === 0 || hour !== before) edges.push(at)
    before = hour
  }
  return ends > begins ? [...edges, ends] : edges
}

const wall = (at: number, zone: string): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone)
