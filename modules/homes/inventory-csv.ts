import { NoGateways } from './refusals.ts'

/** A line of a file with gateways, by its number as an editor counts. */
export interface GatewayLine {
  readonly line: number
  readonly serial: string
  readonly model: string
  readonly secret: string
}

/** Lines and characters of one file: what goes into one transaction. */
export const mostLines = 10_000
const longestLine = 1000
const columns = ['serial', 'model', 'secret'] as const

/**
 * Reads a file with gateways (RFC 4180, comma or semicolon, no field over several lines). What stands in a line is
 * looked at elsewhere.
 */
export function gatewaysIn(csv: string, atMost = mostLines): GatewayLine[] {
  const lines = csv.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/)
  if (lines.length > atMost + 2) throw new NoGateways(tooMany(atMost))
  const [first = ''] = lines
  const separator = first.includes(';') ? ';' : ','
  const heads = fieldsOf(first, separator).map(name => name.trim().toLowerCase())
  if (!heads.includes('serial') && !heads.includes('model'))
    throw new NoGateways({
      de: 'In der ersten Zeile fehlen die Namen der Spalten.',
      en: 'The first line lacks the names of the columns.',
    })
  const places = columns.map(name => heads.indexOf(name))
  return lines.flatMap((text, index) => {
    // Excel writes an empty row as separators alone.
    if (index === 0 || text.replaceAll(separator, '').trim() === '') return []
    const fields = text.length > longestLine ? [] : fieldsOf(text, separator)
    const [serial = '', model = '', secret = ''] = places.map(place => fields[place]?.trim() ?? '')
    return [{ line: index + 1, serial, model, secret }]
  })
}

const tooMany = (atMost: number) =>
  atMost === mostLines
    ? {
        de: `Eine Datei hat höchstens ${inGerman(atMost)} Zeilen.`,
        en: `A file has at most ${inEnglish(atMost)} lines.`,
      }
    : {
        de: `Auf einmal sind es höchstens ${inGerman(atMost)} Zeilen. Teilen Sie die Datei auf; bis zu ${inGerman(mostLines)} Zeilen nimmt „obhut gateway import“ auf.`,
        en: `At most ${inEnglish(atMost)} lines at once. Divide the file; up to ${inEnglish(mostLines)} lines are taken by obhut gateway import.`,
      }
const inGerman = (count: number): string => count.toLocaleString('de')
const inEnglish = (count: number): string => count.toLocaleString('en')

function fieldsOf(line: string, separator: string): string[] {
  const fields: string[] = []
  for (let at = 0; at <= line.length; ) {
    if (line[at] === '"') {
      let text = ''
      for (at++; at < line.length && !(line[at] === '"' && line[at + 1] !== '"'); at++) {
        if (line[at] === '"') at++
        text += line[at]
      }
      fields.push(text)
      at = line.indexOf(separator, at)
      if (at < 0) break
    } else {
      const end = line.indexOf(separator, at)
      fields.push(line.slice(at, end < 0 ? undefined : end))
      if (end < 0) break
      at = end
    }
    at++
  }
  return fields
}
