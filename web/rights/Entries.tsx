import { useInfiniteQuery } from '@tanstack/react-query'
import { Pages } from '../parts/Rows.tsx'
import { useFormats } from '../questions.ts'
import type { Formats } from '../words/formats.ts'
import type { Words } from '../words/de.ts'
import { useWords } from '../words/words.tsx'
import { entriesOf, type HeldTable } from './questions.ts'

/** The entries of one table, as a table where there is room and as cards where there is not. */
export function Entries({ of }: { of: HeldTable }) {
  const t = useWords()
  const format = useFormats()
  const entries = useInfiniteQuery(entriesOf(of.table))
  return (
    <Pages of={entries}>
      {items => (
        <div className="table-wrap entries" tabIndex={0} role="region" aria-label={t.myData.entriesOf(of.title)}>
          <table className="table figures">
            <caption className="unseen">{t.myData.entriesOf(of.title)}</caption>
            <thead><tr>{of.columns.map(({ name, label }) => <th key={name} scope="col">{label}</th>)}</tr></thead>
            <tbody>
              {items.map((entry, at) => (
                <tr key={at}>{of.columns.map(({ name, label }) => <td key={name} data-label={label}>{said(entry[name], format, t)}</td>)}</tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Pages>
  )
}

const moment = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/
const day = /^\d{4}-\d{2}-\d{2}$/
/** A value in words that one reads in a letter, not in a file; the file has it as it is. */
export function said(value: unknown, format: Formats, t: Words): string {
  if (value === null || value === undefined || value === '') return t.myData.empty
  if (typeof value === 'boolean') return value ? t.common.yes : t.common.no
  if (typeof value === 'number') return format.number(value, 4)
  if (typeof value !== 'string') return JSON.stringify(value)
  if (moment.test(value) && !Number.isNaN(Date.parse(value))) return format.moment(value)
  return day.test(value) ? format.calendarDay(`${value}T12:00:00Z`) : value
}
