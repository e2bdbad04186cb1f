/**
 * Keeps what was made for as long as it stands for the same thing. What could not be made, because there is no such
 * page, is not kept either: names come from whoever asks.
 */
export function keeping<T>(): (standing: string, name: string, make: () => T) => T {
  const kept = new Map<string, T>()
  let keptFor = ''
  return (standing, name, make) => {
    if (keptFor !== standing) kept.clear()
    keptFor = standing
    const found = kept.get(name) ?? make()
    kept.set(name, found)
    return found
  }
}
