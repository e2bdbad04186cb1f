import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { csvLine } from './csv.ts'
import { localTime } from './local-time.ts'

/** Reads CSV as RFC 4180 describes it, character by character. */
function read(text: string): string[][] {
  const lines: string[][] = [[]]
  let field = ''
  let quoted = false
  for (let at = 0; at < text.length; at++) {
    const sign = text[at]!
    if (quoted && sign === '"' && text[at + 1] === '"') { field += '"'; at += 1 }
    else if (sign === '"') quoted = !quoted
    else if (!quoted && sign === ',') { lines.at(-1)!.push(field); field = '' }
    else if (!quoted && sign === '\r' && text[at + 1] === '\n') { lines.at(-1)!.push(field); field = ''; lines.push([]); at += 1 }
    else field += sign
  }
  return lines.slice(0, -1)
}

describe('a line of CSV', () => {
  it('is read back as it was, but for the apostrophe that keeps a spreadsheet from running it', () => {
    fc.assert(fc.property(fc.array(fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('=1+1', '-5', '@x', '"', ',', '\r\n', '1e21', '+49 30')), { minLength: 1 }), { minLength: 1 }), lines => {
      const kept = (field: string): string => /^[=+\-@\t\r]/.test(field) && !(field.trim() !== '' && Number.isFinite(Number(field))) ? `'${field}` : field
      expect(read(lines.map(csvLine).join(''))).toEqual(lines.map(fields => fields.map(kept)))
    }), { seed: 7, numRuns: 300 })
  })
})

describe('local time', () => {
  it('is what the clock at the place shows, for moments in any order', () => {
    const moments = fc.array(fc.integer({ min: Date.UTC(2000, 0, 1), max: Date.UTC(2035, 0, 1) }), { minLength: 1 })
    fc.assert(fc.property(fc.constantFrom('Europe/Berlin', 'UTC', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'America/St_Johns'), moments, (zone, all) => {
      const local = localTime(zone)
      for (const at of all) {
        const expected = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone)
        expect(local(at)).toBe(expected.toString({ timeZoneName: 'never', fractionalSecondDigits: at % 1000 === 0 ? 0 : 3 }))
      }
    }), { seed: 7, numRuns: 200 })
  })
})
