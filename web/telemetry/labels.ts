import type { Formats } from '../locales/formats.ts'
import type { Bucket, Series } from './comparison.ts'
import { type By, type Day, stepped } from './periods.ts'
import type { WordsOf } from '../locales/words.tsx'
import type { telemetryWords } from './words/index.ts'

const lastDay = (from: Day, by: By): Day => {
  const next = new Date(`${stepped(by, from, 1)}T00:00:00Z`)
  next.setUTCDate(next.getUTCDate() - 1)
  return next.toISOString().slice(0, 10)
}
/** From the first to the last day of a period, both inclusive. By year these are the ten years up to `from`. */
export function daysOf(by: By, from: Day): { first: Day; last: Day } {
  if (by !== 'year') return { first: from, last: lastDay(from, by) }
  const year = Number(from.slice(0, 4))
  return { first: `${year - 9}-01-01`, last: `${year}-12-31` }
}

/** What a period is called: `Sonntag, 22. November 2026`, `November 2026`, `2026`, `2017 bis 2026`. */
export function periodName(by: By, from: Day, format: Formats, t: WordsOf<typeof telemetryWords>): string {
  const at = (day: Day) => `${day}T12:00:00Z`
  if (by === 'hour') return format.calendarWeekday(at(from))
  if (by === 'day') return format.calendarMonth(at(from))
  if (by === 'month') return format.calendarYear(at(from))
  const { first } = daysOf(by, from)
  return t.chart.years(format.calendarYear(at(first)), format.calendarYear(at(from)))
}

/**
 * Names for the buckets, short for the axis and long for tooltip and table. Formats have to be in the time zone of the
 * series.
 */
export function bucketNames(series: Series, format: Formats): { short: string; long: string }[] {
  const name = ({ from, to }: Bucket) => {
    if (series.by === 'hour') return { short: format.hour(from), long: `${format.hour(from)}–${format.hour(to)}` }
    if (series.by === 'day') return { short: format.dayOfMonth(from), long: format.weekday(from) }
    if (series.by === 'month') return { short: format.shortMonth(from), long: format.month(from) }
    return { short: format.year(from), long: format.year(from) }
  }
  const names = series.buckets.map(name)
  if (series.by !== 'hour') return names
  // On the day the clocks go back one hour comes twice: then both say by which time, and end where the second one ends.
  return names.map((each, at) => {
    const twins = series.buckets.filter((_, other) => names[other]?.short === each.short)
    const [bucket, last] = [series.buckets[at], twins.at(-1)]
    return bucket && last && twins.length > 1
      ? { ...each, long: `${each.short}–${format.hour(last.to)} (${format.zone(bucket.from)})` }
      : each
  })
}
