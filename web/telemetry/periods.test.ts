import { describe, expect, it } from 'vitest'
import { dayIn, isAhead, isBefore, periodOf, seenBy, stepped } from './periods.ts'

describe('The day in the house', () => {
  it('is already tomorrow in Berlin when London still has today', () => {
    const at = new Date('2026-01-14T23:30:00Z')
    expect([dayIn('Europe/Berlin', at), dayIn('Europe/London', at)]).toEqual(['2026-01-15', '2026-01-14'])
  })
  it('is right around both changes of the clocks', () => {
    expect(dayIn('Europe/Berlin', new Date('2026-03-28T23:00:00Z'))).toBe('2026-03-29')
    expect(dayIn('Europe/Berlin', new Date('2026-10-25T22:59:00Z'))).toBe('2026-10-25')
    expect(dayIn('Europe/Berlin', new Date('2026-10-25T23:00:00Z'))).toBe('2026-10-26')
  })
})

describe('Going through time', () => {
  it('goes from day to day over the end of a leap February', () => {
    expect(stepped('hour', '2028-02-28', 1)).toBe('2028-02-29')
    expect(stepped('hour', '2028-03-01', -1)).toBe('2028-02-29')
  })
  it('goes from month to month and never skips a short one', () => {
    expect(stepped('day', periodOf('day', '2026-01-31'), 1)).toBe('2026-02-01')
    expect(stepped('day', '2026-01-01', -1)).toBe('2025-12-01')
  })
  it('goes by whole years, and by ten of them where a chart shows ten', () => {
    expect(stepped('month', '2026-01-01', -1)).toBe('2025-01-01')
    expect(stepped('year', '2026-01-01', -1)).toBe('2016-01-01')
  })
  it('comes back to where it began', () => {
    for (const by of ['hour', 'day', 'month', 'year'] as const)
      expect(stepped(by, stepped(by, '2026-05-01', -7), 7)).toBe('2026-05-01')
  })
  it('ends at the period that has begun', () => {
    expect(isAhead('hour', '2026-03-11', '2026-03-10')).toBe(true)
    expect(isAhead('day', '2026-03-01', '2026-03-10')).toBe(false)
    expect(isAhead('year', '2036-01-01', '2026-03-10')).toBe(true)
  })
})

describe('Going back', () => {
  it('ends where nothing was ever measured', () => {
    expect([
      isBefore('hour', '2000-12-31'),
      isBefore('day', '2000-12-01'),
      isBefore('month', '2000-01-01'),
      isBefore('year', '1996-01-01'),
    ]).toEqual([true, true, true, true])
    expect([
      isBefore('hour', '2001-01-01'),
      isBefore('day', '2001-01-01'),
      isBefore('month', '2001-01-01'),
      isBefore('year', '2006-01-01'),
    ]).toEqual([false, false, false, false])
  })
})

describe('Looking closer or from farther away', () => {
  it('stays at today while today is in sight', () => {
    expect(seenBy('month', '2026-01-01', 'hour', '2026-03-10')).toBe('2026-03-10')
  })
  it('stays in the past where one was looking', () => {
    expect(seenBy('day', '2025-08-01', 'hour', '2026-03-10')).toBe('2025-08-01')
    expect(seenBy('hour', '2025-08-17', 'month', '2026-03-10')).toBe('2025-01-01')
  })
})
