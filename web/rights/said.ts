import type { Words } from '../locales/de.ts'
import type { Formats } from '../locales/formats.ts'

const moment = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/
const day = /^\d{4}-\d{2}-\d{2}$/
/** Longer lists stand in the file. */
const fewEnough = 4

/** A value in words that one reads in a letter, not in a file; the file has it as it is. */
export function said(value: unknown, format: Formats, t: Words): string {
  if (value === null || value === undefined || value === '') return t.myData.empty
  if (typeof value === 'boolean') return value ? t.common.yes : t.common.no
  if (typeof value === 'number') return format.number(value, 4)
  if (Array.isArray(value)) return listed(value, format, t)
  if (typeof value === 'object') return Object.entries(value).map(([name, one]) => `${name}: ${said(one, format, t)}`).join(', ') || t.myData.empty
  if (typeof value !== 'string') return t.myData.empty
  if (moment.test(value) && !Number.isNaN(Date.parse(value))) return format.moment(value)
  return day.test(value) ? format.calendarDay(`${value}T12:00:00Z`) : value
}

function listed(values: readonly unknown[], format: Formats, t: Words): string {
  const there = values.filter(value => value !== null)
  if (!there.length) return t.myData.empty
  return there.length > fewEnough ? t.myData.many(there.length) : there.map(value => said(value, format, t)).join(', ')
}

/** The same in a column whose values are words of the program: `electricity-meter` is `Stromzähler`. */
export function saidIn(column: string, value: unknown, format: Formats, t: Words): string {
  const known: Readonly<Record<string, Readonly<Record<string, string>>>> = t.values
  return (typeof value === 'string' ? known[column]?.[value] : undefined) ?? said(value, format, t)
}
