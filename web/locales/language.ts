export type Language = 'de' | 'en'
export const languages: readonly Language[] = ['de', 'en']

const shelf = 'obhut.language'

/** German unless the person chose, or the browser asks for, English before German. */
export function preferred(kept: string | null, asked: readonly string[]): Language {
  const known = (code: string | null): code is Language => languages.includes(code as Language)
  if (known(kept)) return kept
  return asked.map(tag => tag.slice(0, 2).toLowerCase()).find(known) ?? 'de'
}

/** Browsers that refuse cookies throw here: then the choice lasts as long as the page. */
export function kept(): string | null {
  try {
    return localStorage.getItem(shelf)
  } catch {
    return null
  }
}

export function keep(choice: Language) {
  try {
    localStorage.setItem(shelf, choice)
  } catch {
    /* lasts as long as the page */
  }
}

let current: Language = 'de'
/** The language that is on screen, which is also the one we ask the server for. */
export const language = () => current
export function setLanguage(next: Language) {
  current = next
  if (typeof document !== 'undefined') document.documentElement.lang = next
}
