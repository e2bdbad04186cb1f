import type { Column } from '../declare/columns.ts'
import type { Described } from '../declare/declarations.ts'
import { PersonalData, type Language, type Words } from '../declare/terms.ts'
import { countryName } from './countries.ts'
import { label } from './labels.ts'
import { nameOfColumn } from './names.ts'

type Known = Pick<Described, 'activities' | 'tables'>

/** What the values of a column are called, where they are words of the program: by the value. */
export function termsOf(
  { terms }: Column<unknown>,
  { activities }: Known,
  language: Language,
): Readonly<Record<string, string>> {
  if (terms === undefined) return {}
  if (terms === 'activities')
    return Object.fromEntries([...activities.values()].map(({ name, spec }) => [name, spec.title[language]]))
  if (terms === 'personal data')
    return Object.fromEntries(Object.values(PersonalData).map(term => [term, label(term)[language]]))
  return Object.fromEntries(Object.entries(terms).map(([value, words]) => [value, words[language]]))
}

const locales: Record<Language, string> = { de: 'de-DE', en: 'en-GB' }
const answers: Record<'yes' | 'no', Words> = { yes: { de: 'ja', en: 'yes' }, no: { de: 'nein', en: 'no' } }

/** Writes values of one column as one reads them in a letter; nothing where there is none. */
export function valuesInWords(
  column: Column<unknown>,
  known: Known,
  language: Language,
  timeZone: string,
): (value: unknown) => string {
  const terms = termsOf(column, known, language)
  const moments = new Intl.DateTimeFormat(locales[language], { dateStyle: 'medium', timeStyle: 'short', timeZone })
  const days = new Intl.DateTimeFormat(locales[language], { dateStyle: 'medium', timeZone: 'UTC' })
  const numbers = new Intl.NumberFormat(locales[language], { maximumFractionDigits: 6 })
  const word = (text: string): string => {
    const term = Object.hasOwn(terms, text) ? terms[text] : undefined
    if (term !== undefined) return term
    if (column.kind === 'day') return days.format(new Date(text))
    if (column.is === PersonalData.Country && /^[A-Z]{2}$/.test(text)) return countryName(text, language)
    return column.terms === undefined ? text : (nameOfField(known, text, language) ?? text)
  }
  return function said(value: unknown): string {
    if (value === null || value === undefined) return ''
    if (value instanceof Date) return moments.format(value)
    if (typeof value === 'boolean') return answers[value ? 'yes' : 'no'][language]
    if (typeof value === 'number') return numbers.format(value)
    if (typeof value === 'string') return word(value)
    if (Array.isArray(value)) return value.map(said).filter(Boolean).join(', ')
    return Object.entries(value)
      .map(([name, one]) => [name, said(one)] as const)
      .filter(([, one]) => one !== '')
      .map(([name, one]) => `${name}: ${one}`)
      .join(', ')
  }
}

/** What `identity.account.mail` is called. */
function nameOfField({ tables }: Known, path: string, language: Language): string | undefined {
  const name = path.slice(path.lastIndexOf('.') + 1)
  const columns = tables.get(path.slice(0, -name.length - 1))?.columns
  const column = columns && Object.hasOwn(columns, name) ? columns[name] : undefined
  return column && nameOfColumn(name, column, language)
}
