import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { beginning, faultOf } from './door.ts'

const limits = { earliest: Date.UTC(2024, 0, 1), latest: Date.UTC(2026, 0, 1) }

describe('the door', () => {
  it('lets in finite numbers of the time that is kept, and nothing else, whatever comes', () => {
    const anything = fc.oneof(fc.anything(), fc.double(), fc.integer({ min: Date.UTC(1990, 0, 1), max: Date.UTC(2030, 0, 1) }))
    fc.assert(fc.property(anything, anything, (at, value) => {
      const right = typeof value === 'number' && Number.isFinite(value) && typeof at === 'number' && Number.isInteger(at) && at >= limits.earliest && at <= limits.latest
      expect(faultOf({ channel: 1, at: at as number, value: value as number }, limits) === undefined).toBe(right)
    }), { seed: 7, numRuns: 2000 })
  })
  it('says why', () => {
    const why = (at: number, value: number) => faultOf({ channel: 1, at, value }, limits)
    expect([why(limits.latest + 1, 1), why(limits.earliest - 1, 1), why(beginning - 1, 1), why(limits.latest, Number.NaN), why(0.5, 1)]).toEqual(['in the future', 'too old', 'time', 'no number', 'time'])
  })
})
