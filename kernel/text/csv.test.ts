import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { csvLine, csvStart, dialectFor, dialects, type Dialect } from './csv.ts'

/** Reads CSV as RFC 4180 describes it, character by character. */
function read(text: string, separator: string): string[][] {
  const lines: string[][] = [[]]
  let field = ''
  let inQuotes = false
  for (let at = 0; at < text.length; at++) {
    const sign = text.charAt(at)
    if (inQuotes && sign === '"' && text[at + 1] === '"') {
      field += '"'
      at += 1
    } else if (sign === '"') inQuotes = !inQuotes
    else if (!inQuotes && sign === separator) {
      lines.at(-1)?.push(field)
      field = ''
    } else if (!inQuotes && sign === '\r' && text[at + 1] === '\n') {
      lines.at(-1)?.push(field)
      field = ''
      lines.push([])
      at += 1
    } else field += sign
  }
  return lines.slice(0, -1)
}
const separatorOf = (dialect: Dialect): string => (dialect === 'excel-de' ? ';' : ',')

describe('a table as CSV', () => {
  it.each(dialects)(
    'is read back as it was, but for the apostrophe that keeps a spreadsheet from running it: %s',
    dialect => {
      const kept = (text: string): string =>
        text.replaceAll(/^(?=[\t\r\n])|(?<=^|[,;\t\r\n])(?="*[=+\-@＝＋－＠])/g, `'`)
      fc.assert(
        fc.property(
          fc.array(
            fc.array(
              fc.oneof(
                fc.string({ unit: 'binary' }),
                fc.constantFrom('=1+1', '-5', '@x', '"', ',', ';', '\r\n', '+49 30'),
              ),
              { minLength: 1 },
            ),
            { minLength: 1 },
          ),
          lines => {
            expect(read(lines.map(cells => csvLine(cells, dialect)).join(''), separatorOf(dialect))).toEqual(
              lines.map(cells => cells.map(kept)),
            )
          },
        ),
        { seed: 7, numRuns: 300 },
      )
    },
  )
  it('opens in German Excel: byte order mark, semicolons, decimal commas', () => {
    expect(dialectFor('de')).toBe('excel-de')
    expect(
      csvStart('excel-de') + csvLine(['Zählerstand (kWh)', 1209.145, -0.5, 1e21, true, new Date(0)], 'excel-de'),
    ).toBe('\uFEFFZählerstand (kWh);1209,145;-0,5;1e+21;true;1970-01-01T00:00:00.000Z\r\n')
  })
  it('opens in English Excel, and in programs', () => {
    expect(csvStart(dialectFor('en')) + csvLine(['a;b', 1209.145], dialectFor('en'))).toBe('\uFEFFa;b,1209.145\r\n')
    expect(csvStart('rfc4180') + csvLine(['Zähler', 1209.145, null, undefined, { a: [1] }], 'rfc4180')).toBe(
      'Zähler,1209.145,,,"{""a"":[1]}"\r\n',
    )
  })
  it.each([
    [';', 'excel-en'],
    [',', 'excel-de'],
    ['\t', 'rfc4180'],
    [';', 'rfc4180'],
  ] as const)('runs nothing either where lines are taken apart at %j: %s', (separator, dialect) => {
    const signs = fc.constantFrom('=1+1', '=', '-2', '@x', '"', ',', ';', '\t', '\n', '\r\n', 'x', ' ')
    const text = fc.array(signs, { maxLength: 8 }).map(all => all.join(''))
    fc.assert(
      fc.property(
        fc.array(fc.oneof(text, fc.record({ a: text, b: fc.array(text) })), { minLength: 1, maxLength: 4 }),
        cells => {
          // As a spreadsheet reads it that takes quotation marks for signs like any other, and as one that leaves them
          // away.
          for (const cell of csvLine(cells, dialect).split(new RegExp(`[${separator}\r\n]`)))
            expect(cell.replaceAll('"', '')).not.toMatch(/^[=+@＝＋＠-]/)
        },
      ),
      { seed: 7, numRuns: 2000 },
    )
    expect(csvLine(["x;=1+cmd|' /C calc'!A0;y"], 'excel-en')).toBe("x;'=1+cmd|' /C calc'!A0;y\r\n")
  })
  it('runs nothing in a spreadsheet, and leaves numbers numbers', () => {
    expect(csvLine(['=HYPERLINK("x")', '+49 331', '\t=1', '＝1', -1], 'excel-de')).toBe(
      `"'=HYPERLINK(""x"")";'+49 331;'\t'=1;'＝1;-1\r\n`,
    )
  })
})
