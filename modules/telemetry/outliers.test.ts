import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { days, hours, later, minutes } from '../../kernel/clock/clock.ts'
import { aMeasuringWorld, type MeasuringWorld } from './world-for-test.ts'
import { oracleStruck } from './oracle-for-test.ts'
import { outliersIn } from './outliers.ts'
import { sumUp } from './summing.ts'
import { plausibleIn } from './units.ts'

let platform: MeasuringWorld
beforeAll(async () => {
  platform = await aMeasuringWorld()
})

const start = Date.parse('2025-03-11T10:20:00Z')
const day = Temporal.PlainDate.from('2025-03-11')
/** What a day of a counter shows that reported these values, so many milliseconds apart. */
async function shownOf(
  values: readonly number[],
  {
    apart = 5000,
    order = values.map((_, place) => place),
    unit = 'kWh',
    by = 'hour',
  }: { apart?: number; order?: readonly number[]; unit?: string; by?: 'hour' | 'day' | 'month' | 'year' } = {},
) {
  const holder = randomUUID()
  const { number } = await platform.aChannel({ holder, unit })
  for (const place of order)
    await platform.telemetry.append([{ channel: number, at: start + place * apart, value: values[place]! }])
  const shown = async () => {
    const { total, buckets } = await platform.series(holder, { channel: number, kind: 'counter', by, day, zone: 'UTC' })
    return {
      total: total === null ? null : Math.round(total * 1e6) / 1e6,
      estimated: buckets.some(one => one.estimated),
    }
  }
  return {
    holder,
    number,
    before: await shown(),
    after: async () => {
      await sumUp(platform.store)
      return shown()
    },
  }
}

describe('a counter that', () => {
  it.each([
    ['is zero for a moment', [397.11, 397.12, 0, 0, 397.14, 397.15], 0.04, true],
    ['has a digit too many once', [35548.8, 35548.9, 355549.2, 35549.1, 35549.2], 0.4, true],
    ['jitters in its last digit', [2917.1, 2917.0, 2917.1, 2917.0, 2917.2], 0.1, true],
    ['jitters and stays there', [2917.0, 2917.1, 2917.0, 2917.0], 0, true],
    ['was reset and counts from zero', [10.42, 10.5, 0, 0.1, 0.2], 0.28, true],
    ['was reset early and counts past where it was', [0.1, 0.2, 0, 0.05, 0.1, 0.15, 0.2, 0.25], 0.35, true],
    ['was exchanged for one that begins low', [48013.2, 48013.3, 3.1, 3.2], 0.2, true],
    ['was exchanged for one that begins high', [100, 100.1, 2200.5, 2200.6], 0.2, true],
    ['runs over', [999999.1, 999999.9, 0.4, 0.9], 1.3, true],
    ['goes astray twice', [50, 50.1, 0, 50.2, 500.3, 50.3, 50.4], 0.4, true],
    ['counts', [1, 1.1, 1.1, 1.3], 0.3, false],
  ] as const)(
    '%s shows what was counted, before and after the day is summed up',
    async (_, values, right, estimated) => {
      const { before, after } = await shownOf(values)
      expect(before).toEqual({ total: right, estimated })
      expect(await after()).toEqual({ total: right, estimated })
    },
  )
  it('is read once a day shows a zero for no consumption, too', async () => {
    const { before, after } = await shownOf([397, 0, 398.5], { apart: days(1), by: 'day' })
    expect(before).toEqual({ total: 1.5, estimated: true })
    expect(await after()).toEqual({ total: 1.5, estimated: true })
  })
  it('begins anew each day is none that went astray', async () => {
    const { after } = await shownOf([8, 12, 3, 9, 13], { apart: hours(8), by: 'day' })
    expect((await after()).total).toBe(4 + 6 + 4)
  })
  it('shows a fall once where the days on both sides of an empty one wait to be summed up', async () => {
    const holder = randomUUID()
    const { number } = await platform.aChannel({ holder })
    const put = (at: number, value: number) => platform.telemetry.append([{ channel: number, at, value }])
    await put(start, 500)
    await put(start + days(1), 510)
    await put(start + days(3), 20)
    await put(start + days(3) + hours(1), 21)
    const month = async () =>
      (await platform.series(holder, { channel: number, kind: 'counter', by: 'month', day, zone: 'UTC' })).total
    expect(await month()).toBeCloseTo(11, 6)
    await sumUp(platform.store)
    expect(await month()).toBeCloseTo(11, 6)
  })
  it('jitters at every reading for days is judged as a whole, however often it fell', async () => {
    const values = Array.from({ length: 700 }, (_, place) => 100 + place / 100 - (place % 2) / 50)
    const { before, after } = await shownOf(values, { apart: minutes(15), by: 'month' })
    expect(before.total).toBeCloseTo(6.97, 6)
    expect((await after()).total).toBeCloseTo(6.97, 6)
  })
  it('of a unit without a bound may leap', async () => {
    expect((await shownOf([100, 2200], { unit: 'GJ' })).before.total).toBe(2100)
  })
  it('shows the same whatever the order in which its readings come, and by hour, day, month and year', async () => {
    const values = [397.11, 397.12, 0, 0, 397.14, 3971.4, 397.15, 397.1, 397.2]
    for (const [n, order] of [
      [0, [8, 7, 6, 5, 4, 3, 2, 1, 0]],
      [1, [2, 5, 3, 7, 0, 8, 1, 4, 6]],
      [2, [0, 8, 2, 3, 5, 7, 1, 4, 6]],
    ] as const) {
      const { holder, number, after } = await shownOf(values, { order, apart: minutes(7) })
      for (const again of [false, true]) {
        if (again) await after()
        const totals = []
        for (const by of ['hour', 'day', 'month', 'year'] as const)
          totals.push((await platform.series(holder, { channel: number, kind: 'counter', by, day, zone: 'UTC' })).total)
        expect(
          totals.map(total => Math.round((total ?? 0) * 1e6) / 1e6),
          String(n),
        ).toEqual([0.09, 0.09, 0.09, 0.09])
      }
    }
  })
})

describe('what was booked', () => {
  it('is corrected when a reading days later disproves it', async () => {
    const own = await aMeasuringWorld()
    const holder = randomUUID()
    const { number } = await own.aChannel({ holder })
    // Amid a month, as a view by days ends with it.
    const today = own.clock.now()
    const midnight = Date.UTC(today.getUTCFullYear(), today.getUTCMonth() + 1, 10)
    await own.turnTo(new Date(midnight))
    const put = (at: number, value: number) => own.telemetry.append([{ channel: number, at, value }])
    await put(midnight + hours(20), 500)
    await put(midnight + hours(23), 501)
    await put(midnight + hours(23.9), 0)
    const total = async (at: number) =>
      (
        await own.series(holder, {
          channel: number,
          kind: 'counter',
          by: 'day',
          day: Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO('UTC').toPlainDate(),
          zone: 'UTC',
        })
      ).buckets.reduce((sum, { from, value }) => (from <= at && from > at - days(3) ? sum + (value ?? 0) : sum), 0)
    await own.turnTo(later(new Date(midnight), days(1) + hours(2)))
    expect(await own.rows('select from telemetry.fall')).toHaveLength(1)
    await put(midnight + days(1) + hours(1.5), 502)
    expect(await total(midnight + days(1))).toBeCloseTo(2, 6)
    await own.turnTo(later(new Date(midnight), days(2) + hours(2)))
    expect(await own.rows('select at from telemetry.outlier')).toEqual([{ at: new Date(midnight + hours(23.9)) }])
    expect(await total(midnight + days(1))).toBeCloseTo(2, 6)
    expect(own.faults).toEqual([])
  })
})

describe('which readings are disproved', () => {
  const reading = fc.record({
    gap: fc.oneof(fc.constantFrom(5000, 60_000, minutes(15)), fc.integer({ min: 1, max: hours(30) })),
    value: fc.oneof(fc.constantFrom(0, 1, 10, 100, 100.1, 100.2, 1000), fc.integer({ min: 0, max: 120 })),
  })
  it('is what the definition says, found by trying every two', () => {
    fc.assert(
      fc.property(fc.array(reading, { maxLength: 24 }), all => {
        let at = 0
        const readings = all.map(({ gap, value }) => ({ at: (at += gap), value }))
        const struck = oracleStruck(readings)
        const left = readings.filter(one => !struck.some(({ start, end }) => one.at > start.at && one.at < end.at))
        const found = outliersIn(readings, plausibleIn('kWh'))
        expect(readings.filter(one => !found.some(({ at, last }) => one.at >= at && one.at <= last))).toEqual(left)
      }),
      { seed: 11, numRuns: 4000 },
    )
  })
  it.each([
    ['a deep valley', (place: number, middle: number) => Math.abs(place - middle)],
    ['a mountain', (place: number, middle: number) => 1 + middle - Math.abs(place - middle)],
    ['jitter at every reading', (place: number) => 1000 + place - 2 * (place % 2)],
    ['teeth that grow', (place: number) => (place % 2 ? 0 : place)],
  ])('in %s are found among 43,200 within half a second of processor time', (_, valueAt) => {
    const readings = Array.from({ length: 43_200 }, (_, place) => ({
      at: (place * hours(6)) / 43_200,
      value: valueAt(place, 21_600),
    }))
    const before = process.threadCpuUsage()
    outliersIn(readings, plausibleIn('kWh'))
    const { user, system } = process.threadCpuUsage(before)
    expect(user + system).toBeLessThan(500_000)
  })
})
