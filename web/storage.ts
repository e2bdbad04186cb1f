/**
 * All that the platform keeps in a browser's storage: choices of how it looks, and nothing of anybody's. The browser
 * suite fails on any other key, and lint on any other place that writes there.
 */
export const storageKeys = ['obhut.language', 'obhut.scheme'] as const
export type StorageKey = (typeof storageKeys)[number]

/** Browsers that refuse cookies throw here: then nothing is kept. */
export function storedIn(key: StorageKey): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}

export function store(key: StorageKey, value: string): void {
  try {
    localStorage.setItem(key, value)
  } catch {
    /* lasts as long as the page */
  }
}
