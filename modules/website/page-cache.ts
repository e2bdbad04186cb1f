/**
 * Pages that were made, by name: those that were asked for last, for as long as what they were made `of` is the same.
 * What cannot be made, because there is no such page, takes no place: names come from whoever asks.
 */
export function pageCache<T>(most = 50): (of: readonly unknown[], name: string, make: () => T) => T {
  const kept = new Map<string, T>()
  let madeOf: readonly unknown[] = []
  return (of, name, make) => {
    if (madeOf.length !== of.length || madeOf.some((one, at) => one !== of[at])) kept.clear()
    madeOf = of
    const found = kept.get(name) ?? make()
    kept.delete(name)
    kept.set(name, found)
    for (const [oldest] of kept) {
      if (kept.size <= most) break
      kept.delete(oldest)
    }
    return found
  }
}
