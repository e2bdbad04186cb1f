// What charts should show, worked out slowly and in another way: by walking the clock on the wall in steps, and a counter's rise from reading to reading.
import type { Bucket, By } from './contract.ts'

interface Value { readonly at: number, readonly value: number }
const step = 15 * 60_000

const wall = (at: number, zone: string): Temporal.ZonedDateTime => Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone)

/** Where the label of the time on the wall (its hour, day, month or year) begins to be another. */
export function oracleEdges(by: By, day: Temporal.PlainDate, zone: string): number[] {
  const stretch = ({ year, month, day }: Temporal.ZonedDateTime): string => [year, by !== 'month' && month, by === 'hour' && day].join()
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
    return { from, to, value: mean(quarters.map(some => mean(some.map(one => one.value)))), min: Math.min(...values), max: Math.max(...values) }
  })
}

export function oracleCounter(edges: readonly number[], readings: readonly Value[], tolerated: number): Bucket[] {
  const pairs = readings.slice(1).map((after, index) => ({ before: readings[index]!, after }))
  return pieces(edges).map(([from, to]) => {
    let value: number | null = null
    let estimated = false
    for (const { before, after } of pairs) {
      const [begin, end] = [Math.max(from, before.at), Math.min(to, after.at)]
      if (begin < end) value = (value ?? 0) + Math.max(0, after.value - before.value) * (end - begin) / (after.at - before.at)
      if (after.value < before.value && after.at >= from && after.at < to) estimated = true
      for (const edge of [from, to]) if (edge > before.at && edge < after.at && after.at - before.at > tolerated) estimated = true
    }
    return value === null ? { from, to, value } : { from, to, value, ...(estimated && { estimated }) }
  })
}

const pieces = (edges: readonly number[]): [number, number][] => edges.slice(1).map((to, index) => [edges[index]!, to])
