import type { Formats } from '../locales/formats.ts'
import type { WordsOf } from '../locales/words.tsx'
import type { rightsWords } from './words/index.ts'

type Terms = Readonly<Record<string, string>>

const moment = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/
const day = /^\d{4}-\d{2}-\d{2}$/
/** Longer lists stand in the file. */
const fewEnough = 4

/** What facts beside an entry of the log are called. */
const factsIn = (t: WordsOf<typeof rightsWords>): Readonly<Record<string, string>> => t.myData.facts

/**
 * A value in words that one reads in a letter, not in a file; the file has it as it is. `terms` are what the server
 * calls values that are words of the program: `electricity-meter` is `Stromzähler`.
 */
export function said(value: unknown, format: Formats, t: WordsOf<typeof rightsWords>, terms: Terms = {}): string {
  if (value === null || value === undefined || value === '') return t.myData.empty
  if (typeof value === 'boolean') return value ? t.common.yes : t.common.no
  if (typeof value === 'number') return format.number(value, 4)
  if (Array.isArray(value)) return listed(value, format, t, terms)
  if (typeof value === 'object')
    return (
      Object.entries(value)
        .map(([name, one]) => `${factsIn(t)[name] ?? name}: ${said(one, format, t, terms)}`)
        .join(', ') || t.myData.empty
    )
  if (typeof value !== 'string') return t.myData.empty
  const term = Object.hasOwn(terms, value) ? terms[value] : undefined
  if (term !== undefined) return term
  if (moment.test(value) && !Number.isNaN(Date.parse(value))) return format.moment(value)
  return day.test(value) ? format.calendarDay(`${value}T12:00:00Z`) : value
}

function listed(values: readonly unknown[], format: Formats, t: WordsOf<typeof rightsWords>, terms: Terms): string {
  const there = values.filter(value => value !== null)
  if (!there.length) return t.myData.empty
  return there.length > fewEnough
    ? t.myData.many(there.length)
    : there.map(value => said(value, format, t, terms)).join(', ')
}
