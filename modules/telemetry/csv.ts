/** One line of a CSV file as RFC 4180 has it. */
export const csvLine = (fields: readonly string[]): string => `${fields.map(csvField).join(',')}\r\n`

/** A field, quoted where it has to be. A text that a spreadsheet would run as a formula is kept from it by an apostrophe; a number is none. */
export function csvField(field: string): string {
  const safe = /^[=+\-@\t\r]/.test(field) && !isNumber(field) ? `'${field}` : field
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

const isNumber = (field: string): boolean => field.trim() !== '' && Number.isFinite(Number(field))
