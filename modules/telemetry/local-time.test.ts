import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { localTime } from './local-time.ts'

describe('local time', () => {
  it('is what the clock at the place shows, for moments in any order', () => {
    const moments = fc.array(fc.integer({ min: Date.UTC(2000, 0, 1), max: Date.UTC(2035, 0, 1) }), { minLength: 1 })
    fc.assert(
      fc.property(
        fc.constantFrom('Europe/Berlin', 'UTC', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'America/St_Johns'),
        moments,
        (zone, all) => {
          const local = localTime(zone)
          for (const at of all) {
            const expected = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone)
            expect(local(at)).toBe(
              expected.toString({ timeZoneName: 'never', fractionalSecondDigits: at % 1000 === 0 ? 0 : 3 }),
            )
          }
        },
      ),
      { seed: 7, numRuns: 200 },
    )
  })
})
