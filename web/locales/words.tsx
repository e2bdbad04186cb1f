import { createContext, type ReactNode, use, useCallback, useMemo, useState } from 'react'
import type { Words } from './de.ts'
import { keep, type Language, setLanguage } from './language.ts'

const shelves: Record<Language, () => Promise<Words>> = {
  de: () => import('./de.ts').then(({ de }) => de),
  en: () => import('./en.ts').then(({ en }) => en),
}
/** Only the dictionary that is read travels. */
export const wordsIn = (language: Language) => shelves[language]()

interface Spoken {
  readonly language: Language
  readonly words: Words
  readonly speak: (next: Language, remember?: boolean) => Promise<void>
}
const Tongue = createContext<Spoken | undefined>(undefined)

export function Speaking({ begin, children }: { begin: { language: Language; words: Words }; children: ReactNode }) {
  const [{ language, words }, turn] = useState(begin)
  const speak = useCallback(async (next: Language, remember = true) => {
    const words = await wordsIn(next)
    setLanguage(next)
    if (remember) keep(next)
    turn({ language: next, words })
  }, [])
  return <Tongue value={useMemo(() => ({ language, words, speak }), [language, words, speak])}>{children}</Tongue>
}

export function useLanguage(): Spoken {
  const spoken = use(Tongue)
  if (!spoken) throw new Error('Words are used outside of <Speaking>.')
  return spoken
}
export const useWords = () => useLanguage().words
