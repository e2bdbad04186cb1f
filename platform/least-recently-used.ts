/**
 * Keeps what was asked for last, by name. What cannot be made takes no place: names come from whoever asks.
 *
 *     const pages = leastRecentlyUsed<Page>(50)
 *     pages.get('imprint', () => render('imprint')) // made once, as long as it is asked for
 */
export interface LeastRecentlyUsed<T> {
  get(name: string, make: () => T): T
  delete(name: string): void
  clear(): void
}

export function leastRecentlyUsed<T>(most: number): LeastRecentlyUsed<T> {
  const kept = new Map<string, { readonly it: T }>()
  return {
    get(name, make) {
      const found = kept.get(name) ?? { it: make() }
      kept.delete(name)
      kept.set(name, found)
      const [oldest] = kept.keys()
      if (oldest !== undefined && kept.size > most) kept.delete(oldest)
      return found.it
    },
    delete: name => void kept.delete(name),
    clear: () => {
      kept.clear()
    },
  }
}
