import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dayInWords, dueAfter, exactlyAfter, latestDue, periodInWords, type RunsFrom } from './periods.ts'
import { period, type Period } from './settings.ts'

const p = (text: string): Period => period.parse(text)
const berlin = 'Europe/Berlin'
const local = (text: string, zone = berlin): Date =>
  new Date(Temporal.PlainDateTime.from(text).toZonedDateTime(zone).epochMilliseconds)

describe('a period in words', () => {
  it.each([
    ['P6M', 'sechs Monate', 'six months'],
    ['P1M', 'ein Monat', 'one month'],
    ['P7D', 'sieben Tage', 'seven days'],
    ['P90D', '90 Tage', '90 days'],
    ['PT24H', '24 Stunden', '24 hours'],
    ['P1Y6M', 'ein Jahr und sechs Monate', 'one year and six months'],
    ['P1Y1W1D', 'ein Jahr, eine Woche und ein Tag', 'one year, one week and one day'],
  ])('reads %s as %s, %s', (text, de, en) => {
    expect(periodInWords(p(text), 'de')).toBe(de)
    expect(periodInWords(p(text), 'en')).toBe(en)
  })

  it('bends in German', () => {
    expect(periodInWords(p('P1M'), 'de', 'accusative')).toBe('einen Monat')
    expect(periodInWords(p('P6M'), 'de', 'dative')).toBe('sechs Monaten')
    expect(periodInWords(p('P1W'), 'de', 'dative')).toBe('einer Woche')
  })

  it.each(['', 'P', 'PT', '6M', 'P6', 'P1DT', 'P0D', 'PT0H', 'P1DT12H', 'P-1D', 'P1.5D', 'P6m', 'P123456Y', ' P6M'])(
    'refuses %j',
    text => {
      expect(period.safeParse(text).success).toBe(false)
    },
  )
})

describe('a day in words', () => {
  it('is the same day in both languages', () => {
    expect([dayInWords('2027-03-01', 'de'), dayInWords('2027-03-01', 'en')]).toEqual(['1. März 2027', '1 March 2027'])
  })
})

describe('the end of a period', () => {
  it('comes with the end of its last day', () => {
    expect(dueAfter(local('2026-11-22T10:00'), p('P7D'), berlin)).toEqual(local('2026-11-30T00:00'))
  })
  it('is the last of February for six months from the last of August', () => {
    expect(dueAfter(local('2026-08-31T23:59'), p('P6M'), berlin)).toEqual(local('2027-03-01T00:00'))
    expect(dueAfter(local('2027-08-31T00:00'), p('P6M'), berlin)).toEqual(local('2028-03-01T00:00'))
  })
  it('keeps to the local calendar where the clocks change', () => {
    expect(dueAfter(local('2026-10-24T23:30'), p('P1D'), berlin)).toEqual(local('2026-10-26T00:00'))
    expect(dueAfter(local('2027-03-27T23:30'), p('P1D'), berlin)).toEqual(local('2027-03-29T00:00'))
  })
  it('counts hours exactly', () => {
    expect(dueAfter(local('2026-10-24T23:30'), p('PT24H'), berlin)).toEqual(local('2026-10-25T22:30'))
  })
  it('knows a day that a place left out', () => {
    expect(dueAfter(local('2011-12-29T12:00', 'Pacific/Apia'), p('P1D'), 'Pacific/Apia')).toEqual(
      local('2011-12-31T00:00', 'Pacific/Apia'),
    )
  })
  it('runs from the end of the calendar year where a law says so', () => {
    expect(dueAfter(local('2026-03-05T09:00'), p('P8Y'), berlin, 'the end of its year')).toEqual(
      local('2035-01-01T00:00'),
    )
    expect(dueAfter(local('2026-12-31T23:59'), p('P8Y'), berlin, 'the end of its year')).toEqual(
      local('2035-01-01T00:00'),
    )
  })
  it('is the same minute of another day where that is asked for', () => {
    expect(exactlyAfter(local('2026-08-31T10:15'), p('P6M'), berlin)).toEqual(local('2027-02-28T10:15'))
  })
})

describe('the cut-off of the sweep', () => {
  const moments = fc.date({
    min: new Date('2011-06-01T00:00:00Z'),
    max: new Date('2040-01-01T00:00:00Z'),
    noInvalidDate: true,
  })
  const calendar = fc
    .tuple(fc.nat(3), fc.nat(15), fc.nat(5), fc.nat(60))
    .filter(counts => counts.some(count => count > 0))
    .map(([y, m, w, d]) => p(`P${y}Y${m}M${w}W${d}D`))
  const hours = fc.integer({ min: 1, max: 2000 }).map(count => p(`PT${count}H`))
  const zones = fc.constantFrom('Europe/Berlin', 'UTC', 'Pacific/Apia', 'America/New_York', 'Asia/Kathmandu')
  const starts = fc.constantFrom<RunsFrom>('the moment', 'the end of its year')
  const periods = fc.oneof(calendar, hours)
  const seeded = { seed: 20261122, numRuns: 400 }

  it('is itself due, and one millisecond later is not', () => {
    fc.assert(
      fc.property(moments, periods, zones, starts, (now, length, zone, runs) => {
        const cut = latestDue(now, length, zone, runs)
        expect(dueAfter(cut, length, zone, runs).getTime()).toBeLessThanOrEqual(now.getTime())
        expect(dueAfter(new Date(cut.getTime() + 1), length, zone, runs).getTime()).toBeGreaterThan(now.getTime())
      }),
      seeded,
    )
  })
  it('parts all moments into due and not due', () => {
    fc.assert(
      fc.property(moments, moments, periods, zones, starts, (now, moment, length, zone, runs) => {
        expect(moment <= latestDue(now, length, zone, runs)).toBe(dueAfter(moment, length, zone, runs) <= now)
      }),
      seeded,
    )
  })
  it('never moves backwards', () => {
    fc.assert(
      fc.property(moments, fc.nat(1e9), periods, zones, starts, (now, later, length, zone, runs) => {
        const then = new Date(now.getTime() + later)
        expect(latestDue(then, length, zone, runs).getTime()).toBeGreaterThanOrEqual(
          latestDue(now, length, zone, runs).getTime(),
        )
        expect(dueAfter(then, length, zone, runs).getTime()).toBeGreaterThanOrEqual(
          dueAfter(now, length, zone, runs).getTime(),
        )
      }),
      seeded,
    )
  })
})
