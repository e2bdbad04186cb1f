import { leastRecentlyUsed } from '../../platform/least-recently-used.ts'

/** Pages that were made, by name: those that were asked for last, for as long as what they were made `of` is the same. */
export function pageCache<T>(most = 50): (of: readonly unknown[], name: string, make: () => T) => T {
  const kept = leastRecentlyUsed<T>(most)
  let madeOf: readonly unknown[] = []
  return (of, name, make) => {
    if (madeOf.length !== of.length || madeOf.some((one, at) => one !== of[at])) kept.clear()
    madeOf = of
    return kept.get(name, make)
  }
}
