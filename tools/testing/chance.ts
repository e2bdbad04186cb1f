/** Chance that comes out the same each time: whole numbers below the one that is said, by a linear congruence. */
export function chance(seed: number): (below: number) => number {
  let state = seed >>> 0
  return below => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}
