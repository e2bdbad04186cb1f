import type { Bucket } from './contract.ts'

/** Quarter-hours of a gauge that lie in one piece of time: sum of their means, how many, lowest and highest. */
export interface Cell {
  readonly at: number
  readonly total: number
  readonly quarters: number
  readonly low: number
  readonly high: number
}

/**
 * A gauge's mean over each piece of time, in which every quarter of an hour that has readings weighs the same: a device
 * that reports often for a while (because something changed) does not outweigh the quiet hours around it.
 */
export function means(edges: readonly number[], cells: readonly Cell[]): Bucket[] {
  const inOrder = cells.toSorted((a, b) => a.at - b.at)
  let next = inOrder.findIndex(cell => cell.at >= edges[0]!) // a stretch has an edge
  if (next < 0) next = inOrder.length
  return edges.slice(0, -1).map((from, index) => {
    const to = edges[index + 1]! // one fewer than edges
    let total = 0,
      quarters = 0,
      min = Infinity,
      max = -Infinity
    for (; next < inOrder.length && inOrder[next]!.at < to; next++) {
      const cell = inOrder[next]! // within its length
      total += cell.total
      quarters += cell.quarters
      min = Math.min(min, cell.low)
      max = Math.max(max, cell.high)
    }
    return quarters === 0 ? { from, to, value: null } : { from, to, value: total / quarters, min, max }
  })
}

/** One series out of several about the same pieces of time: of a person who moved out and in again. */
export function added(series: readonly (readonly Bucket[])[]): Bucket[] {
  const [first = [], ...others] = series
  return others.reduce<Bucket[]>(
    (sum, other) => sum.map((bucket, index) => together(bucket, other[index]!)), // all have the same pieces
    [...first],
  )
}

function together(a: Bucket, b: Bucket): Bucket {
  if (a.value === null || b.value === null) return a.value === null ? b : a
  return { from: a.from, to: a.to, value: a.value + b.value, ...((a.estimated ?? b.estimated) && { estimated: true }) }
}

/** What was counted in all pieces; null where nothing is known. */
export function totalOf(buckets: readonly Bucket[]): number | null {
  const known = buckets.map(bucket => bucket.value).filter(value => value !== null)
  return known.length ? known.reduce((sum, value) => sum + value, 0) : null
}
