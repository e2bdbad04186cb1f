import { createContext, type ReactNode, use, useCallback, useMemo, useState } from 'react'
import type { Words } from './de.ts'
import { keep, type Language, language, setLanguage } from './language.ts'
import type { Said } from './said.ts'

type Source<W> = () => Promise<W>
/** Words that travel when something asks for them, in the language on screen alone. */
export interface Dictionary<W> {
  /** Loads them, once a language. */
  readonly in: (language: Language) => Promise<W>
  /** What is loaded already. */
  readonly now: (language: Language) => W | undefined
}
/** The words that a dictionary brings. */
export type WordsOf<D> = D extends Dictionary<infer W> ? W : never

/** Those that something has asked for: another language is on screen only once they all have come in it. */
const asked = new Set<Dictionary<unknown>>()

function loadedFrom<W>(sources: Record<Language, Source<W>>): Dictionary<W> {
  const loads = new Map<Language, Promise<W>>()
  const loaded = new Map<Language, W>()
  const load = async (language: Language) => {
    try {
      const words = await sources[language]()
      loaded.set(language, words)
      return words
    } catch (thrown) {
      // The next one who asks tries again.
      loads.delete(language)
      throw thrown
    }
  }
  const its: Dictionary<W> = {
    in(language) {
      asked.add(its)
      const loading = loads.get(language) ?? load(language)
      loads.set(language, loading)
      return loading
    },
    now: language => loaded.get(language),
  }
  return its
}

/** What every screen says. */
export const common: Dictionary<Words> = loadedFrom({
  de: () => import('./de.ts').then(({ de }) => de),
  en: () => import('./en.ts').then(({ en }) => en),
})

/**
 * The words of a module, beside what every screen says. A key that English lacks does not compile.
 * `export const homesWords = dictionary({ de: () => import('./de.ts'), en: () => import('./en.ts') })`
 */
export const dictionary = <D extends object>(its: {
  readonly de: Source<{ readonly de: D }>
  readonly en: Source<{ readonly en: Said<D> }>
}): Dictionary<Words & Said<D>> => {
  const beside = async (language: Language, own: Source<Said<D>>) => {
    const [every, its] = await Promise.all([common.in(language), own()])
    return { ...every, ...its }
  }
  return loadedFrom({
    // as: German is what the shape was read from
    de: () => beside('de', async () => (await its.de()).de as object as Said<D>),
    en: () => beside('en', async () => (await its.en()).en),
  })
}

/** Gives the words of a dictionary in the language on screen; while they are on their way, what draws with them waits. */
export type Say = <W>(words: Dictionary<W>) => W
const saying =
  (language: Language): Say =>
  words => {
    const loaded = words.now(language)
    if (loaded) return loaded
    // Thrown, as Suspense takes it, and not used: `use` wants the same promises in the same order at each try, and
    // what is loaded by then is no longer waited for.
    throw words.in(language)
  }

interface Spoken {
  readonly language: Language
  readonly say: Say
  readonly speak: (next: Language, remember?: boolean) => Promise<void>
}
const OnScreen = createContext<Spoken | undefined>(undefined)

/** Around everything: which language is on screen. The words of every screen have to be loaded in it. */
export function Speaking({ begin, children }: { begin: Language; children: ReactNode }) {
  const [onScreen, turn] = useState(begin)
  const speak = useCallback(async (next: Language, remember = true) => {
    await Promise.all([...asked].map(words => words.in(next)))
    setLanguage(next)
    if (remember) keep(next)
    turn(next)
  }, [])
  const spoken = useMemo(() => ({ language: onScreen, say: saying(onScreen), speak }), [onScreen, speak])
  return <OnScreen value={spoken}>{children}</OnScreen>
}

export function useLanguage(): Spoken {
  const spoken = use(OnScreen)
  if (!spoken) throw new Error('Words are used outside of <Speaking>.')
  return spoken
}
/** `const t = useWords(homesWords)`: the words of a module; without one, those of every screen. */
export function useWords(): Words
export function useWords<W>(words: Dictionary<W>): W
export function useWords(words: Dictionary<unknown> = common): unknown {
  return useLanguage().say(words)
}

/** Loads words ahead, in the language on screen. */
export const comeWords = (words: Dictionary<unknown>): Promise<unknown> => words.in(language())
