/**
 * Keeps what was made for as long as it stands for the same things, and of that what was asked for last. What could not
 * be made, because there is no such page, is not kept either: names come from whoever asks.
 */
export function keeping<T>(most = 50): (standing: readonly unknown[], name: string, make: () => T) => T {
  const kept = new Map<string, T>()
  let keptFor: readonly unknown[] = []
  return (standing, name, make) => {
    if (keptFor.length !== standing.length || keptFor.some((one, at) => one !== standing[at])) kept.clear()
    keptFor = standing
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
