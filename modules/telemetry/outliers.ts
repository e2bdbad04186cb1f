import { days, hours } from '../../kernel/clock/clock.ts'

interface Value {
  readonly at: number
  readonly value: number
}
/**
 * Readings of a counter that the ones around them disprove: the first and the last of them, and the reading that did
 * it.
 */
export interface Outliers {
  readonly at: number
  readonly last: number
  readonly ends: number
}
/** Whether a counter can have gone from one reading to the other. */
export type Plausible = (before: Value, after: Value) => boolean

/** Within this time a counter that went astray is back, or it counted anew. */
const soon = hours(6)
/** Where readings are rare: the next but one, at the latest so much later. */
const next = { readings: 3, within: days(3) } as const
/**
 * So far around a reading others can decide about it: this long, and from the eighth reading before and after, where
 * that is not too far off.
 */
export const reach = { time: 2 * soon, readings: 8, within: days(7) } as const

/**
 * Which readings of a counter, in their order, the ones around them disprove. Where it falls and soon is back where it
 * was, the low ones were no reset: 397.12, 0, 0, 397.14. Where it rises and falls back to where it was, the high ones
 * were no consumption: 35548.9, 355549.2, 35549.1. What counts its way back, step by step, did count, and a counter
 * that falls to zero began anew. Depends on nothing but the readings within `reach`.
 */
export function outliersIn(readings: readonly Value[], plausible: Plausible): Outliers[] {
  const dips = dipsIn(readings, plausible)
  const left = without(readings, dips)
  const peaks = peaksIn(left, plausible).map(({ from, to }) => ({ from: left[from]!.place, to: left[to]!.place })) // both are places in it
  return [...notWithin(dips, peaks), ...peaks]
    .toSorted((a, b) => a.from - b.from)
    .map(({ from, to }) => ({ at: readings[from + 1]!.at, last: readings[to - 1]!.at, ends: readings[to]!.at })) // something lies between
}

/**
 * An excursion: what lies between these two places is disproved by them. Of one kind none overlap, and they stand in
 * their order.
 */
interface Excursion {
  readonly from: number
  readonly to: number
}

/** Falls below a reading that soon are back at it, the widest of those that lie in one another. */
function dipsIn(readings: readonly Value[], plausible: Plausible): Excursion[] {
  const returns = returnsIn(readings.map(({ value }) => value))
  const found: Excursion[] = []
  for (let from = 0; from < readings.length - 1; from++) {
    const back = returns[from]
    if (!back || back.to <= from + 1 || !isNear(readings, from, back.to, back.to - from)) continue
    const [start, end] = [readings[from]!, readings[back.to]!]
    if (
      !plausible(start, end) ||
      !isAstray(start.value - back.least, start.value, end.value - start.value, back.leap, isSoon(start, end))
    )
      continue
    found.push({ from, to: back.to })
    from = back.to - 1
  }
  return found
}

interface Placed extends Value {
  readonly place: number
}

/**
 * The mirror image, from the last reading to the first and upside down: rises above a reading to which it then falls
 * back. A step up stays one.
 */
function peaksIn(left: readonly Placed[], plausible: Plausible): Excursion[] {
  const last = left.length - 1
  const returns = returnsIn(left.map(({ value }) => -value).toReversed())
  const found: Excursion[] = []
  for (let to = last; to > 0; to--) {
    const back = returns[last - to]
    if (!back) continue
    const from = last - back.to
    const [start, end] = [left[from]!, left[to]!]
    if (from >= to - 1 || end.value === 0 || !isNear(left, from, to, end.place - start.place)) continue
    if (
      !plausible(start, end) ||
      !isAstray(-back.least - end.value, end.value, end.value - start.value, back.leap, isSoon(start, end))
    )
      continue
    found.push({ from, to })
    to = from + 1
  }
  return found.toReversed()
}

/** What lies in none of these. */
function without(readings: readonly Value[], excursions: readonly Excursion[]): Placed[] {
  const left: Placed[] = []
  let next = 0
  for (const [place, { at, value }] of readings.entries()) {
    while (next < excursions.length && excursions[next]!.to <= place) next++ // there is such a one
    const one = excursions[next]
    if (!one || place <= one.from) left.push({ at, value, place })
  }
  return left
}

/** Those that lie in none of the others. */
function notWithin(inner: readonly Excursion[], outer: readonly Excursion[]): Excursion[] {
  let next = 0
  return inner.filter(({ from, to }) => {
    while (next < outer.length && outer[next]!.to < to) next++ // there is such a one
    const one = outer[next]
    return !one || from < one.from
  })
}

/**
 * Whether an excursion this wide, from this level, was none of counting: a small one (jitter of the last digit); else
 * one whose way back, or out, was a leap; and where readings are rare, one that came back to about where it was.
 */
function isAstray(width: number, level: number, apart: number, leap: number, isSoon: boolean): boolean {
  if (width < level / 10) return true
  return isSoon ? leap > width / 2 : apart <= width / 10
}

const isSoon = (start: Value, end: Value): boolean => end.at - start.at <= soon
function isNear(readings: readonly Value[], from: number, to: number, apart: number): boolean {
  const [start, end] = [readings[from]!, readings[to]!] // both are places in it
  return isSoon(start, end) || (apart <= next.readings && end.at - start.at <= next.within)
}

/**
 * Where it is first not lower than here, the least value in between (infinite where there is none), and the largest
 * step up on the way there.
 */
interface Return {
  readonly to: number
  readonly least: number
  readonly leap: number
}

/**
 * For each place the return to its value; none where it stays below. In one pass: what a place has seen is handed on
 * when it is closed.
 */
function returnsIn(values: readonly number[]): (Return | undefined)[] {
  const found: (Return | undefined)[] = values.map(() => undefined)
  const open: { readonly place: number; readonly value: number; least: number; leap: number }[] = []
  let before = 0
  for (const [place, value] of values.entries()) {
    let seen = { least: Infinity, leap: Math.max(0, value - before) }
    for (let top = open.at(-1); top; top = open.at(-1)) {
      top.least = Math.min(top.least, seen.least)
      top.leap = Math.max(top.leap, seen.leap)
      if (top.value > value) break
      open.pop()
      found[top.place] = { to: place, least: top.least, leap: top.leap }
      seen = { least: Math.min(top.least, top.value), leap: top.leap }
    }
    open.push({ place, value, least: Infinity, leap: 0 })
    before = value
  }
  return found
}
