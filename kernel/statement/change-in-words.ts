import type { Change } from './change.ts'
import type { Language } from '../declare/terms.ts'

/** A change as one line: "Zugriffsprotokoll: Aufbewahrung, bisher sieben Tage, künftig sechs Monate". */
export function changeInWords({ what, before, after }: Change, language: Language): string {
  const words = {
    de: { was: 'bisher', is: 'künftig', comes: 'neu', goes: 'entfällt' },
    en: { was: 'until now', is: 'from then on', comes: 'new', goes: 'no longer' },
  }[language]
  const subject = what[language]
  if (before && after) return `${subject}: ${words.was} ${before[language]}, ${words.is} ${after[language]}`
  if (after) return `${subject}: ${words.comes} ${after[language]}`
  return before ? `${subject}: ${words.goes} ${before[language]}` : subject
}

/** The same with why people have to be told of it, or need not be. */
export const changesInWords = (changes: readonly Change[], language: Language): string[] =>
  changes.map(one => `${changeInWords(one, language)} (${one.why[language]})`)
