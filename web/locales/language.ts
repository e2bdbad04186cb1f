import { store, storedIn } from '../storage.ts'

export type Language = 'de' | 'en'
export const languages: readonly Language[] = ['de', 'en']

/** German unless the person chose, or the browser asks for, English before German. */
export function preferred(kept: string | null, asked: readonly string[]): Language {
  const known = (code: string | null): code is Language => languages.includes(code as Language)
  if (known(kept)) return kept
  return asked.map(tag => tag.slice(0, 2).toLowerCase()).find(known) ?? 'de'
}

/** What the person chose here; where a browser keeps nothing, a choice lasts as long as the page. */
export const kept = (): string | null => storedIn('obhut.language')
export const keep = (choice: Language): void => {
  store('obhut.language', choice)
}

let current: Language = 'de'
/** The language that is on screen, which is also the one we ask the server for. */
export const language = () => current
export function setLanguage(next: Language) {
  current = next
  if (typeof document !== 'undefined') document.documentElement.lang = next
}
