import { days, hours } from '../../kernel/clock/clock.ts'

interface Value { readonly at: number, readonly value: number }
/** Readings of a counter that the ones around them disprove: the first and the last of them, and the reading that did it. */
export interface Outliers { readonly at: number, readonly last: number, readonly ends: number }
/** Whether a counter can have gone from one reading to the other. */
export type Plausible = (before: Value, after: Value) => boolean

/** Within this time a counter that went astray is back, or it counted anew. */
const soon = hours(6)
/** Where readings are rare: the next but one, at the latest so much later. */
const next = { readings: 3, within: days(3) } as const
/** So far around a reading others can decide about it: this long, and from the eighth reading before and after, where that is not too far off. */
export const reach = { time: 2 * soon, readings: 8, within: days(7) } as const

/**
 * Which readings of a counter, in their order, the ones around them disprove. Where it falls and soon is back where it was, the low ones were no reset: 397.12, 0, 0,
 * 397.14. Where it rises and falls back to where it was, the high ones were no consumption: 35548.9, 355549.2, 35549.1. What counts its way
 * back, step by step, did count, and a counter that falls to zero began anew. Depends on nothing but the readings within `reach`.
 */
export function outliersIn(readings: readonly Value[], plausible: Plausible): Outliers[] {
  const dips = dipsIn(readings, plausible)
  const low = new Set(dips.flatMap(({ from, to }) => range(from + 1, to)))
  const left = readings.flatMap((reading, place) => low.has(place) ? [] : [{ ...reading, place }])
  const peaks = peaksIn(left, plausible).map(({ from, to }) => ({ from: left[from]!.place, to: left[to]!.place })) // both are places in it
  return [...dips.filter(dip => !peaks.some(peak => dip.from >= peak.from && dip.to <= peak.to)), ...peaks].toSorted((a, b) => a.from - b.from)
    .map(({ from, to }) => ({ at: readings[from + 1]!.at, last: readings[to - 1]!.at, ends: readings[to]!.at })) // something lies between
}

/** An excursion: what lies between these two places is disproved by them. */
interface Excursion { readonly from: number, readonly to: number }

/** Falls below a reading that soon are back at it, the widest of those that lie in one another. */
function dipsIn(readings: readonly Value[], plausible: Plausible): Excursion[] {
  const back = nextNotLower(readings)
  const found: Excursion[] = []
  for (let from = 0; from < readings.length - 1; from++) {
    const to = back[from]!
    if (to <= from + 1 || !isNear(readings, from, to, to - from)) continue
    const [start, end, between] = [readings[from]!, readings[to]!, readings.slice(from + 1, to)]
    const depth = start.value - least(between)
    if (!plausible(start, end) || !isAstray(depth, start.value, end.value - start.value, [...between, end], isSoon(start, end))) continue
    found.push({ from, to })
    from = to - 1
  }
  return found
}

/** The mirror image: rises above a reading to which it then falls back. */
function peaksIn(left: readonly (Value & { readonly place: number })[], plausible: Plausible): Excursion[] {
  const before = lastNotHigher(left)
  const found: Excursion[] = []
  for (let to = left.length - 1; to > 0; to--) {
    const from = before[to]!
    if (from < 0 || from >= to - 1 || !isNear(left, from, to, left[to]!.place - left[from]!.place)) continue
    const [start, end, between] = [left[from]!, left[to]!, left.slice(from + 1, to)]
    const height = most(between) - end.value
    if (end.value === 0 || !plausible(start, end) || !isAstray(height, end.value, end.value - start.value, [start, ...between], isSoon(start, end))) continue
    found.push({ from, to })
    to = from + 1
  }
  return found
}

/**
 * Whether an excursion this wide, from this level, was none of counting: a small one (jitter of the last digit); else one whose way back, or out, was a leap; and
 * where readings are rare, one that came back to about where it was.
 */
function isAstray(width: number, level: number, apart: number, way: readonly Value[], isSoon: boolean): boolean {
  if (width < level / 10) return true
  if (!isSoon) return apart <= width / 10
  let leap = 0
  for (let place = 1; place < way.length; place++) leap = Math.max(leap, way[place]!.value - way[place - 1]!.value) // within its length
  return leap > width / 2
}

const isSoon = (start: Value, end: Value): boolean => end.at - start.at <= soon
function isNear(readings: readonly Value[], from: number, to: number, apart: number): boolean {
  const [start, end] = [readings[from]!, readings[to]!] // both are places in it
  return isSoon(start, end) || (apart <= next.readings && end.at - start.at <= next.within)
}

/** For each reading the place of the first one after it that is not lower; -1 where there is none. */
function nextNotLower(readings: readonly Value[]): number[] {
  const found = readings.map(() => -1)
  const open: number[] = []
  for (let place = 0; place < readings.length; place++) {
    while (open.length && readings[open.at(-1)!]!.value <= readings[place]!.value) found[open.pop()!] = place // it holds some
    open.push(place)
  }
  return found
}
/** For each reading the place of the last one before it that is not higher. */
function lastNotHigher(readings: readonly Value[]): number[] {
  const open: number[] = []
  return readings.map(({ value }, place) => {
    while (open.length && readings[open.at(-1)!]!.value > value) open.pop() // it holds some
    const found = open.at(-1) ?? -1
    open.push(place)
    return found
  })
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, index) => from + index)
const least = (values: readonly Value[]): number => values.reduce((low, { value }) => Math.min(low, value), Infinity)
const most = (values: readonly Value[]): number => values.reduce((high, { value }) => Math.max(high, value), -Infinity)
