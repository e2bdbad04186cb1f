// What charts should show, worked out slowly and in another way: by walking the clock on the wall in steps, and a
// counter's rise from reading to reading.
import type { Bucket, By } from './contract.ts'

interface Value {
  readonly at: number
  readonly value: number
}
const step = 15 * 60_000

const wall = (at: number, zone: string): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone)

/** Where the label of the time on the wall (its hour, day, month or year) begins to be another. */
export function oracleEdges(by: By, day: Temporal.PlainDate, zone: string): number[] {
  const stretch = ({ year, month, day }: Temporal.ZonedDateTime): string =>
    [year, by !== 'month' && month, by === 'hour' && day].join()
  const piece = ({ month, day, hour }: Temporal.ZonedDateTime): number => ({ hour, day, month, year: 0 })[by]
  const named = stretch(day.toZonedDateTime(zone))
  const around = { hour: 2, day: 33, month: 368, year: 0 }[by] * 86_400_000
  const middle = Math.floor(day.toZonedDateTime({ timeZone: zone, plainTime: '12:00' }).epochMilliseconds / step) * step
  const edges: number[] = []
  for (let at = middle - around; at <= middle + around; at += step) {
    const [before, now] = [wall(at - step, zone), wall(at, zone)]
    const [wasInside, isInside] = [stretch(before) === named, stretch(now) === named]
    const begins = piece(now) !== piece(before) || (by === 'hour' && now.minute === 0)
    if (wasInside !== isInside || (isInside && begins)) edges.push(at)
  }
  return edges
}

export function oracleGauge(edges: readonly number[], readings: readonly Value[]): Bucket[] {
  return pieces(edges).map(([from, to]) => {
    const within = readings.filter(one => one.at >= from && one.at < to)
    if (within.length === 0) return { from, to, value: null }
    const quarters = Object.values(Object.groupBy(within, one => Math.floor(one.at / step)) as Record<string, Value[]>)
    const mean = (all: number[]): number => all.reduce((a, b) => a + b, 0) / all.length
    const values = within.map(one => one.value)
    return {
      from,
      to,
      value: mean(quarters.map(some => mean(some.map(one => one.value)))),
      min: Math.min(...values),
      max: Math.max(...values),
    }
  })
}

/** What a counter in kWh may rise by between two readings. */
const canRise = (before: Value, after: Value): boolean =>
  after.value - before.value <= 10 + (1000 * (after.at - before.at)) / 3_600_000

interface Span {
  readonly start: Value
  readonly end: Value
  readonly between: readonly Value[]
}

/**
 * By the words of the definition, trying every two readings: whatever lies between two that disprove it is struck out,
 * first what is too low, then what is too high.
 */
export function oracleStruck(readings: readonly Value[]): Span[] {
  const spans = (of: readonly Value[], is: (span: Span) => boolean): Span[] =>
    of.flatMap((start, from) =>
      of
        .slice(from + 2)
        .map((end, apart) => ({ start, end, between: of.slice(from + 1, from + 2 + apart) }))
        .filter(is),
    )
  const places = (start: Value, end: Value): number => readings.indexOf(end) - readings.indexOf(start)
  const near = ({ start, end }: Span, within: number): boolean => end.at - start.at <= within
  const step = (way: readonly Value[]): number =>
    Math.max(...way.slice(1).map(({ value }, index) => value - way[index]!.value))
  const fits = (span: Span, width: number, level: number, way: readonly Value[]): boolean => {
    const soon = near(span, 6 * 3_600_000)
    if (!soon && !(near(span, 72 * 3_600_000) && places(span.start, span.end) <= 3)) return false
    if (!canRise(span.start, span.end)) return false
    return width < level / 10 || (soon ? step(way) > width / 2 : span.end.value - span.start.value <= width / 10)
  }
  const dips = spans(
    readings,
    span =>
      span.end.value >= span.start.value &&
      span.between.every(one => one.value < span.start.value) &&
      fits(span, span.start.value - Math.min(...span.between.map(one => one.value)), span.start.value, [
        ...span.between,
        span.end,
      ]),
  )
  const left = readings.filter(one => !dips.some(({ between }) => between.includes(one)))
  const peaks = spans(
    left,
    span =>
      span.end.value > 0 &&
      span.start.value <= span.end.value &&
      span.between.every(one => one.value > span.end.value) &&
      fits(span, Math.max(...span.between.map(one => one.value)) - span.end.value, span.end.value, [
        span.start,
        ...span.between,
      ]),
  )
  return [...dips, ...peaks]
}

export function oracleCounter(edges: readonly number[], measured: readonly Value[], tolerated: number): Bucket[] {
  const struck = oracleStruck(measured)
  const readings = measured.filter(one => !struck.some(({ start, end }) => one.at > start.at && one.at < end.at))
  const pairs = readings.slice(1).map((after, index) => ({ before: readings[index]!, after }))
  return pieces(edges).map(([from, to]) => {
    let value: number | null = null
    let estimated = false
    for (const { before, after } of pairs) {
      const [begin, end] = [Math.max(from, before.at), Math.min(to, after.at)]
      const leapt = !canRise(before, after)
      if (begin < end)
        value =
          (value ?? 0) +
          (leapt ? 0 : (Math.max(0, after.value - before.value) * (end - begin)) / (after.at - before.at))
      if ((leapt || after.value < before.value) && after.at >= from && after.at < to) estimated = true
      for (const edge of [from, to])
        if (edge > before.at && edge < after.at && after.at - before.at > tolerated) estimated = true
    }
    // The piece in which the first of those that were struck out lies, up to that of the reading that disproved them.
    for (const { start, end } of struck) {
      const first = measured[measured.indexOf(start) + 1]
      if (first && first.at < to && end.at >= from) estimated = true
    }
    return value === null ? { from, to, value } : { from, to, value, ...(estimated && { estimated }) }
  })
}

const pieces = (edges: readonly number[]): [number, number][] => edges.slice(1).map((to, index) => [edges[index]!, to])
