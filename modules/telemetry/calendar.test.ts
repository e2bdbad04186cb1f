import { describe, expect, it } from 'vitest'
import { dayBefore, quarter, startOf, stretch } from './calendar.ts'
import type { By } from './contract.ts'
import { oracleEdges } from './oracle-for-test.ts'

const day = Temporal.PlainDate.from
const pieces = (by: By, on: string, zone: string): number => stretch(by, day(on), zone).edges.length - 1

describe('the pieces of a time', () => {
  it('has 23, 24 and 25 hours in a day in Berlin', () => {
    expect([
      pieces('hour', '2026-03-29', 'Europe/Berlin'),
      pieces('hour', '2026-06-01', 'Europe/Berlin'),
      pieces('hour', '2026-10-25', 'Europe/Berlin'),
    ]).toEqual([23, 24, 25])
  })
  it('follows the clock on Lord Howe Island, which moves by half an hour', () => {
    const spring = stretch('hour', day('2026-10-04'), 'Australia/Lord_Howe').edges
    const lengths = spring.slice(1).map((to, index) => (to - spring[index]!) / 60_000)
    expect(lengths.filter(minutes => minutes !== 60)).toEqual([30])
    const autumn = stretch('hour', day('2026-04-05'), 'Australia/Lord_Howe').edges
    expect(
      autumn
        .slice(1)
        .map((to, index) => (to - autumn[index]!) / 60_000)
        .filter(minutes => minutes !== 60),
    ).toEqual([90])
  })
  it('begins the day at one where the clock leaves out midnight', () => {
    expect(new Date(stretch('hour', day('2018-11-04'), 'America/Sao_Paulo').edges[0]!).toISOString()).toBe(
      '2018-11-04T03:00:00.000Z',
    )
    expect(pieces('hour', '2018-11-04', 'America/Sao_Paulo')).toBe(23)
  })
  it('leaves out the day that Samoa left out', () => {
    expect(pieces('day', '2011-12-01', 'Pacific/Apia')).toBe(30)
    expect(pieces('hour', '2011-12-30', 'Pacific/Apia')).toBe(0)
  })
  it('has as many days as the month, twelve months, ten years', () => {
    expect([
      pieces('day', '2024-02-11', 'Asia/Kathmandu'),
      pieces('month', '2024-02-11', 'Asia/Kathmandu'),
      pieces('year', '2024-02-11', 'Asia/Kathmandu'),
    ]).toEqual([29, 12, 10])
  })
  it('is preceded by one that ends where it begins', () => {
    for (const by of ['hour', 'day', 'month', 'year'] as const) {
      expect(stretch(by, dayBefore(by, day('2026-03-31')), 'Europe/Berlin').edges.at(-1)).toBe(
        stretch(by, day('2026-03-31'), 'Europe/Berlin').edges[0],
      )
    }
  })
  it('lies on quarters of an hour by UTC in every zone since 2000, which sums rest on', () => {
    const odd: string[] = []
    for (const zone of Intl.supportedValuesOf('timeZone')) {
      for (
        let at: Temporal.ZonedDateTime | null = Temporal.ZonedDateTime.from(`2000-01-01T00:00[${zone}]`);
        at && at.year < 2035;
        at = at.getTimeZoneTransition('next')
      ) {
        if ((at.offsetNanoseconds / 1e6) % quarter !== 0) odd.push(`${zone} ${at.offset}`)
        const tomorrow = at.toPlainDate().add({ days: 1 })
        if ([startOf(at.toPlainDate(), zone), startOf(tomorrow, zone)].some(edge => edge % quarter !== 0))
          odd.push(`${zone} ${at.toString()}`)
      }
    }
    expect(odd).toEqual([])
  })
  it('is what walking the clock on the wall gives', () => {
    const zones = [
      'Europe/Berlin',
      'Asia/Kathmandu',
      'Pacific/Chatham',
      'Australia/Lord_Howe',
      'America/Santiago',
      'Africa/Casablanca',
      'America/St_Johns',
    ]
    for (const zone of zones)
      for (const on of ['2025-03-30', '2025-10-26', '2025-04-06', '2025-09-07', '2025-09-28', '2025-11-02']) {
        expect(stretch('hour', day(on), zone).edges, `${zone} ${on}`).toEqual(oracleEdges('hour', day(on), zone))
        expect(stretch('day', day(on), zone).edges, `${zone} ${on}`).toEqual(oracleEdges('day', day(on), zone))
      }
    expect(stretch('month', day('2025-06-01'), 'Europe/Berlin').edges).toEqual(
      oracleEdges('month', day('2025-06-01'), 'Europe/Berlin'),
    )
  })
})
