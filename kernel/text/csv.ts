import type { Language } from '../declare/terms.ts'

/**
 * How a table is written for whoever opens it. `excel-de`: Excel set to German, which takes apart at semicolons, reads
 * commas in numbers and takes a file without a byte order mark for Windows-1252. `excel-en`: the same in English.
 * `rfc4180`: for programs.
 */
export const dialects = ['excel-de', 'excel-en', 'rfc4180'] as const
export type Dialect = (typeof dialects)[number]

export const dialectFor = (language: Language): Dialect => (language === 'de' ? 'excel-de' : 'excel-en')

export type Cell = string | number | boolean | Date | object | null | undefined

/** What stands before the first line. */
export const csvStart = (dialect: Dialect): string => (dialect === 'rfc4180' ? '' : '\uFEFF')

/**
 * One line (RFC 4180). A text that a spreadsheet would run as a formula is kept from it by an apostrophe, as OWASP
 * recommends, and so is a part of it that would begin a cell in a spreadsheet which takes lines apart at another sign.
 * Numbers are numbers.
 *
 *     csvLine(['Zählerstand', 1209.145], 'excel-de')   // 'Zählerstand;1209,145\r\n'
 */
export function csvLine(cells: readonly Cell[], dialect: Dialect): string {
  const separator = dialect === 'excel-de' ? ';' : ','
  return `${cells.map(cell => quoted(written(cell, dialect), separator)).join(separator)}\r\n`
}

function written(cell: Cell, dialect: Dialect): string {
  if (cell === null || cell === undefined) return ''
  if (typeof cell === 'number') return dialect === 'excel-de' ? String(cell).replace('.', ',') : String(cell)
  if (cell instanceof Date) return cell.toISOString()
  return typeof cell === 'object'
    ? JSON.stringify(cell, (_, value: unknown) => (typeof value === 'string' ? withoutFormulas(value) : value))
    : withoutFormulas(String(cell))
}

const formula = /^(?=[\t\r\n])|(?<=^|[,;\t\r\n])(?="*[=+\-@＝＋－＠])/g
const withoutFormulas = (text: string): string => text.replaceAll(formula, `'`)

const quoted = (text: string, separator: string): string =>
  text.includes(separator) || /["\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
