import { describe, expect, it } from 'vitest'
import { formats } from './formats.ts'

const [german, english] = [formats('de', 'Europe/Berlin'), formats('en', 'Europe/Berlin')]
const now = Date.parse('2026-03-10T12:00:00Z')

describe('Amounts', () => {
  it('are written as the language writes them, and never part from their unit', () => {
    expect(german.amount(18233.412, 'kWh')).toBe('18.233,41\u00a0kWh')
    expect(english.amount(18233.412, 'kWh')).toBe('18,233.41\u00a0kWh')
  })
  it('are as exact as a household meter, no more', () => {
    expect([german.amount(1234.56, 'W'), german.amount(0.5, 'm³'), german.amount(6.44, '°C')]).toEqual([
      '1.235\u00a0W',
      '0,50\u00a0m³',
      '6,4\u00a0°C',
    ])
  })
  it('show by their sign which way they differ', () => {
    expect([german.difference(0.25, 'kWh'), german.difference(-1.5, 'kWh'), german.percent(0.123)]).toEqual([
      '+0,25\u00a0kWh',
      '-1,50\u00a0kWh',
      '+12\u00a0%',
    ])
  })
})

describe('Times', () => {
  it('are those of the platform, wherever the browser is', () => {
    expect(german.time('2026-07-01T10:00:00Z')).toBe('12:00')
    expect(formats('de', 'America/New_York').time('2026-07-01T10:00:00Z')).toBe('06:00')
  })
  it('call midnight 00:00', () => {
    expect(english.hour('2026-01-14T23:00:00Z')).toBe('00:00')
  })
  it('leave a calendar day the day it is', () => {
    expect(german.calendarDay('2026-03-01T12:00:00Z')).toBe('1. März 2026')
  })
  it('count the days to a calendar day by the calendar here, not by hours', () => {
    const to = (day: string, at: string) => german.daysTo(day, Date.parse(at))
    expect([
      to('2026-03-10', '2026-03-10T00:01:00+01:00'),
      to('2026-03-10', '2026-03-10T23:59:00+01:00'),
      to('2026-03-10', '2026-03-11T00:01:00+01:00'),
    ]).toEqual([0, 0, -1])
    expect([to('2026-03-30', '2026-03-28T23:30:00+01:00'), to('2026-10-26', '2026-10-24T23:30:00+02:00')]).toEqual([
      2, 2,
    ])
  })
  it('say how long ago something was', () => {
    expect(german.ago('2026-03-10T11:57:00Z', now)).toBe('vor 3 Minuten')
    expect(english.ago('2026-03-09T11:00:00Z', now)).toBe('yesterday')
    expect(german.ago('2026-03-10T12:00:09Z', now)).toBe('jetzt')
  })
  it('say how long something has lasted', () => {
    expect([german.lasting(1_047_000), english.lasting(5400), german.lasting(60)]).toEqual([
      '12 Tage',
      '1 hour',
      '1 Minute',
    ])
  })
})
