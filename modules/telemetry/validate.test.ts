import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { beginning, readingFault } from './validate.ts'
import { boundsOf } from './units.ts'

const watts = boundsOf('W')
const limits = { earliest: Date.UTC(2024, 0, 1), latest: Date.UTC(2026, 0, 1) }

describe('validation of readings', () => {
  it('lets in numbers that the unit can have, of the time that is kept, and nothing else, whatever comes', () => {
    const anything = fc.oneof(
      fc.anything(),
      fc.double(),
      fc.integer({ min: Date.UTC(1990, 0, 1), max: Date.UTC(2030, 0, 1) }),
    )
    fc.assert(
      fc.property(anything, anything, (at, value) => {
        const right =
          typeof value === 'number' &&
          Math.abs(value) <= 1e9 &&
          typeof at === 'number' &&
          Number.isInteger(at) &&
          at >= limits.earliest &&
          at <= limits.latest
        expect(
          readingFault({ channel: 1, at: at as number, value: value as number }, limits, watts) === undefined,
        ).toBe(right)
      }),
      { seed: 7, numRuns: 2000 },
    )
  })
  it('says why', () => {
    const why = (at: number, value: number) => readingFault({ channel: 1, at, value }, limits, watts)
    expect([
      why(limits.latest + 1, 1),
      why(limits.earliest - 1, 1),
      why(beginning - 1, 1),
      why(limits.latest, Number.NaN),
      why(0.5, 1),
    ]).toEqual(['in the future', 'too old', 'time', 'no number', 'time'])
    expect(readingFault({ channel: 1, at: limits.latest, value: 1 }, limits, undefined)).toBe('unknown channel')
  })
  it.each([
    ['W', 1e9, 1.01e9],
    ['V', 230, 1e7],
    ['A', -16, 1e7],
    ['°C', -273.15, -274],
    ['°C', 1500, 5e200],
    ['kWh', 999_999_999_999, 1e13],
    ['m³', 0, 1e200],
    ['furlong', 1e12, 1.1e12],
    ['W', -1e9, -Number.MAX_VALUE],
  ])('takes %s up to %d and not %d', (unit, right, wrong) => {
    const why = (value: number) => readingFault({ channel: 1, at: limits.latest, value }, limits, boundsOf(unit))
    expect([why(right), why(wrong)]).toEqual([undefined, 'beyond its unit'])
  })
})
