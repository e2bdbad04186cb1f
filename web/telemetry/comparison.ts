import type { components } from '../api.d.ts'

export type Series = components['schemas']['Series']
export type Bucket = components['schemas']['Bucket']

/** One place on the chart's axis: a stretch of time and the one that matches it in the period before. */
export interface Slot {
  readonly now: Bucket
  readonly before: Bucket | undefined
}

export interface Comparison {
  readonly total: number
  /** The same stretch of the period before; of a running period only as much of it as has gone by here. */
  readonly before: number | undefined
  readonly difference: number | undefined
  /** As a share: 0.1 is ten percent more than before. */
  readonly share: number | undefined
  readonly running: boolean
}

/** What a stretch is called on the clock or the calendar of the house, so that like is compared with like. */
function naming(series: Pick<Series, 'by' | 'timeZone'>) {
  const { by, timeZone } = series
  const part = { hour: 'hour', day: 'day', month: 'month', year: 'year' }[by] as Intl.DateTimeFormatPartTypes
  const format = new Intl.DateTimeFormat('en', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
  })
  return (bucket: Bucket) =>
    Number(format.formatToParts(new Date(bucket.from)).find(({ type }) => type === part)?.value)
}

/**
 * The buckets beside those of the period before, matched by hour, day or month and not by position: the day on which
 * the clocks change has 23 or 25 hours, and months differ in length. The second two o'clock of an autumn night has no
 * match the day before. Years are matched by position, ten to ten.
 */
export function slots(series: Series): Slot[] {
  if (series.by === 'year') return series.buckets.map((now, at) => ({ now, before: series.before.buckets[at] }))
  const named = naming(series)
  const earlier = new Map<number, Bucket[]>()
  for (const bucket of series.before.buckets)
    earlier.set(named(bucket), [...(earlier.get(named(bucket)) ?? []), bucket])
  return series.buckets.map(now => ({ now, before: earlier.get(named(now))?.shift() }))
}

/** Whether there is anything of this period to draw. A zero was measured. */
export const wasMeasured = (buckets: readonly Bucket[]): boolean => buckets.some(({ value }) => value !== null)

const sum = (values: readonly (number | null | undefined)[]) => {
  const known = values.filter(value => value != null)
  return known.length ? known.reduce((all, value) => all + value, 0) : undefined
}

/** How much of a stretch has gone by, from 0 to 1. */
const gone = ({ from, to }: Bucket, now: number) =>
  Math.min(1, Math.max(0, (now - Date.parse(from)) / (Date.parse(to) - Date.parse(from))))

/** The total and its difference to the period before. A day that is half over is held against half of yesterday. */
export function comparison(series: Series, now: number): Comparison | undefined {
  const total = series.total
  if (total === null || series.kind === 'gauge') return undefined
  const last = series.buckets.at(-1)
  const running = last !== undefined && Date.parse(last.to) > now
  const before = running
    ? sum(
        slots(series).map(({ now: bucket, before }) =>
          before?.value == null ? undefined : before.value * gone(bucket, now),
        ),
      )
    : (series.before.total ?? undefined)
  const difference = before === undefined ? undefined : total - before
  const share = difference === undefined || !before ? undefined : difference / before
  return { total, before, difference, share, running }
}
