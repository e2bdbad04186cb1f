import type { Bucket, By } from './contract.ts'
import type { Outliers, Plausible } from './outliers.ts'

/** A counter's readings around a moment: the last one before it, and the first one at it or after. */
export interface Around {
  readonly before: Known | null
  readonly after: Known | null
}
interface Known {
  readonly at: number
  readonly value: number
}
/**
 * Where the counter did not go on from the reading before: the moment of the reading, and by how much it is lower;
 * negative where it leapt up.
 */
export interface Fall {
  readonly at: number
  readonly amount: number
}

/** Readings that were disproved, and what the channel's unit can count. */
export interface Judged {
  readonly outliers: readonly Outliers[]
  readonly plausible: Plausible
}

const hour = 3_600_000
/**
 * A reading that far from the next one says little about what was used in between: the share of a piece is then an
 * estimate.
 */
const tolerated: Record<By, number> = { hour: 1.5 * hour, day: 36 * hour, month: 36 * hour, year: 36 * hour }

/**
 * What a counter counted in each piece of time. Where no reading lies on an edge, the counter is taken to have risen
 * evenly between the readings around it; so the pieces add up to the difference of the readings, and a gap becomes a
 * slope, not a peak.
 *
 * A counter that falls was reset or exchanged, and one that leaps beyond what can be counted was exchanged. How much it
 * counted between these two readings nobody knows; it counts as nothing, and the piece in which it happened is an
 * estimate. (An exchange with its end and start readings will say.) `around` knows no readings that were disproved
 * (`outliers`), and the pieces in which they lie are estimates too.
 */
export function consumption(
  edges: readonly number[],
  around: readonly Around[],
  falls: readonly Fall[],
  by: By,
  { outliers, plausible }: Judged,
): Bucket[] {
  return edges.slice(0, -1).map((from, index) => {
    const to = edges[index + 1]! // one fewer than edges
    const [start, end] = [around[index]!, around[index + 1]!]
    const known =
      start.after !== null &&
      end.before !== null &&
      lastKnown(end) > Math.max(from, start.before ? from : start.after.at)
    if (!known) return { from, to, value: null }
    const within = falls.filter(fall => fall.at >= from && fall.at < to)
    const value =
      levelAt(end, to, plausible) - levelAt(start, from, plausible) + within.reduce((sum, fall) => sum + fall.amount, 0)
    const disproved = outliers.some(({ at, ends }) => at < to && ends >= from)
    const estimated = disproved || within.length > 0 || isGuess(start, from, by) || isGuess(end, to, by)
    return { from, to, value, ...(estimated && { estimated }) }
  })
}

const lastKnown = ({ before, after }: Around): number => (after ? Infinity : before!.at) // asked only where one of them is there

/** The counter just before a moment; from the first reading on, and up to the last. */
function levelAt({ before, after }: Around, at: number, plausible: Plausible): number {
  if (!before) return after!.value // asked only where one of them is there
  if (!after) return before.value
  // A leap and a fall happen with the reading that shows them.
  if (!plausible(before, after)) return before.value
  const risen = Math.max(0, after.value - before.value)
  if (after.at === at && after.value >= before.value) return after.value
  return before.value + (risen * (at - before.at)) / (after.at - before.at)
}

const isGuess = ({ before, after }: Around, at: number, by: By): boolean =>
  before !== null && after !== null && after.at !== at && after.at - before.at > tolerated[by]
