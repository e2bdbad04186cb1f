import { describe, expect, it } from 'vitest'
import { de as common } from '../locales/de.ts'
import { formats } from '../locales/formats.ts'
import { said } from './said.ts'
import { de as rights } from './words/de.ts'

const de = { ...common, ...rights }
const format = formats('de', 'Europe/Berlin')

describe('A value on "My data"', () => {
  it.each([
    ['2026-03-10T12:00:00Z', '10.03.2026, 13:00'],
    ['2026-03-10', '10. März 2026'],
    [true, 'ja'],
    [1234.5, '1.234,5'],
    [null, '–'],
    ['', '–'],
    ['24103', '24103'],
    [{ a: 1, b: null }, 'a: 1, b: –'],
    [[], '–'],
    [[1.5, null, 2], '1,5, 2'],
    [Array.from({ length: 96 }, () => 1), '96 Werte'],
  ])('of %j is written %s', (value, written) => expect(said(value, format, de)).toBe(written))
  it('of a column with few words is one of ours, and what people wrote stays theirs', () => {
    const terms = { 'electricity-meter': 'Stromzähler', de: 'Deutsch' }
    expect([
      said('electricity-meter', format, de, terms),
      said('electricity-meter', format, de),
      said(['de', 'fr'], format, de, terms),
      said('valueOf', format, de, terms),
    ]).toEqual(['Stromzähler', 'electricity-meter', 'Deutsch, fr', 'valueOf'])
  })
})
