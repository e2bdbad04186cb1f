import type { Words } from '../words/de.ts'
import type { Formats } from '../words/formats.ts'

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
