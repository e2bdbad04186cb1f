import { describe, expect, it } from 'vitest'
import { countries, countryName, eea } from '../statement/countries.ts'
import { labels } from '../statement/labels.ts'
import { nearest } from '../text/nearest.ts'
import { rightsUnder } from '../statement/rights.ts'
import { consent, contract, legalDuty, legitimateInterest } from './terms.ts'

const why = { de: '', en: '' }

describe('a term', () => {
  it('has words of its own in both languages', () => {
    for (const language of ['de', 'en'] as const) {
      const personal = Object.entries(labels)
        .filter(([term]) => term.startsWith('pd:'))
        .map(([, words]) => words[language])
      expect(new Set(personal).size).toBe(personal.length)
      expect(Object.values(labels).every(words => words[language].length > 2)).toBe(true)
    }
  })
})

const short = (rights: readonly string[]): string => rights.map(right => right.replace('eu-gdpr:', '')).join(' ')
describe('rights', () => {
  it('follow from the legal basis as DPV maps them', () => {
    expect(short(rightsUnder(consent))).toBe('A7-3 A15 A16 A17 A18 A20 A22 A77')
    expect(short(rightsUnder(contract))).toBe('A15 A16 A17 A18 A20 A22 A77')
    expect(short(rightsUnder(legalDuty(why)))).toBe('A15 A16 A18 A77')
    expect(short(rightsUnder(legitimateInterest(why)))).toBe('A15 A16 A17 A18 A21 A22 A77')
  })
})

describe('a country', () => {
  it('is one of ISO 3166, with a name', () => {
    expect([countries.length, new Set(countries).size]).toEqual([249, 249])
    expect([...eea].filter(code => !countries.includes(code))).toEqual([])
    expect([eea.size, countryName('AT', 'de'), countryName('AT', 'en')]).toEqual([30, 'Österreich', 'Austria'])
  })
})

describe('the nearest known name', () => {
  it('is the one that was meant, or none', () => {
    expect(nearest('identity.sigin', ['identity.sign-in', 'identity.account'])).toBe('identity.sign-in')
    expect(nearest('weather', ['identity.sign-in', 'timeZone'])).toBeUndefined()
  })
})
