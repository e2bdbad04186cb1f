import { expect, it } from 'vitest'
import { afterDay, beginOfDay, endOfDay } from './day.ts'

it.each([
  ['2026-11-30', 'Europe/Berlin', '2026-11-29T23:00:00.000Z', '2026-11-30T22:59:59.000Z'],
  ['2026-07-01', 'Europe/Berlin', '2026-06-30T22:00:00.000Z', '2026-07-01T21:59:59.000Z'],
  // 23 and 25 hours.
  ['2026-03-29', 'Europe/Berlin', '2026-03-28T23:00:00.000Z', '2026-03-29T21:59:59.000Z'],
  ['2026-10-25', 'Europe/Berlin', '2026-10-24T22:00:00.000Z', '2026-10-25T22:59:59.000Z'],
  ['2026-11-30', 'Asia/Tokyo', '2026-11-29T15:00:00.000Z', '2026-11-30T14:59:59.000Z'],
  ['2026-11-30', 'America/New_York', '2026-11-30T05:00:00.000Z', '2026-12-01T04:59:59.000Z'],
  ['2026-11-30', 'Pacific/Kiritimati', '2026-11-29T10:00:00.000Z', '2026-11-30T09:59:59.000Z'],
])('%s in %s', (day, timeZone, begins, ends) => {
  expect([beginOfDay(day, timeZone), endOfDay(day, timeZone)]).toEqual([begins, ends])
  expect(Date.parse(afterDay(day, timeZone)) - Date.parse(ends)).toBe(1000)
})
