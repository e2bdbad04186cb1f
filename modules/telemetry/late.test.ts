import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { days, hours } from '../../kernel/clock/clock.ts'
import { aMeasuringWorld, type MeasuringWorld } from './world-for-test.ts'
import { sumUp as sumUpOnce } from './summing.ts'

const day = Temporal.PlainDate.from
const at = (text: string): number => Date.parse(text)
let started: MeasuringWorld
beforeAll(async () => {
  started = await aMeasuringWorld()
})

/** A reading every quarter of an hour for some days. */
const quarters = (channel: number, from: string, count: number, value: (index: number) => number) =>
  Array.from({ length: count }, (_, index) => ({ channel, at: at(from) + index * 900_000, value: value(index) }))

/**
 * One at a time sums up, and the platform does so by itself too: whoever comes second leaves it to the first. So this
 * looks until all is done.
 */
async function sumUp(store: Parameters<typeof sumUpOnce>[0]): Promise<void> {
  await expect
    .poll(async () => {
      await sumUpOnce(store)
      return started.rows('select from telemetry.late union all select from telemetry.progress where summed < closed')
    })
    .toEqual([])
}

describe('a late reading', () => {
  it.each(['gauge', 'counter'] as const)(
    'of a %s changes the pieces of time whose figures it touches, and no other',
    async kind => {
      const holder = randomUUID()
      const { number } = await started.aChannel({ holder, kind })
      await started.telemetry.append(quarters(number, '2025-03-28T00:00:00Z', 4 * 96, index => index))
      await sumUp(started.store)
      const asked = { channel: number, kind, by: 'hour', day: day('2025-03-30'), zone: 'Europe/Berlin' } as const
      const before = (await started.series(holder, asked)).buckets
      await started.telemetry.append([
        { channel: number, at: at('2025-03-30T10:20:00Z'), value: kind === 'gauge' ? 1e6 : 233.3 },
      ])
      for (const summed of [false, true]) {
        if (summed) await sumUp(started.store)
        const after = (await started.series(holder, asked)).buckets
        const changed = after.flatMap((bucket, index) =>
          JSON.stringify(bucket) === JSON.stringify(before[index]) ? [] : [new Date(bucket.from).toISOString()],
        )
        expect(changed).toEqual(kind === 'gauge' ? ['2025-03-30T10:00:00.000Z'] : [])
      }
    },
  )
  it('that shows a fall is found even when the reading after it lies days later', async () => {
    const holder = randomUUID()
    const { number } = await started.aChannel({ holder })
    await started.telemetry.append([
      { channel: number, at: at('2025-05-01T00:00:00Z'), value: 100 },
      { channel: number, at: at('2025-05-09T00:00:00Z'), value: 140 },
    ])
    await sumUp(started.store)
    await started.telemetry.append([{ channel: number, at: at('2025-05-03T00:00:00Z'), value: 900 }])
    const total = async () =>
      (
        await started.series(holder, {
          channel: number,
          kind: 'counter',
          by: 'day',
          day: day('2025-05-01'),
          zone: 'UTC',
        })
      ).total
    expect(await total()).toBe(800)
    await sumUp(started.store)
    expect(await total()).toBe(800)
    expect(await started.rows('select at, amount from telemetry.fall where channel = $1', [number])).toEqual([
      { at: new Date('2025-05-09T00:00:00Z'), amount: 760 },
    ])
  })
  it('is noted with its day in the same transaction, and forgotten once the day is summed up anew', async () => {
    const { number } = await started.aChannel({ holder: randomUUID(), kind: 'gauge' })
    const marks = () => started.rows('select at from telemetry.late where channel = $1', [number])
    await sumUp(started.store)
    await started.telemetry.append([
      { channel: number, at: at('2025-05-03T12:00:00Z'), value: 1 },
      { channel: number, at: at('2025-05-03T13:00:00Z'), value: 2 },
    ])
    expect(await marks()).toEqual([{ at: new Date('2025-05-03T00:00:00Z') }])
    await sumUp(started.store)
    expect(await marks()).toEqual([])
    await started.telemetry.append([{ channel: number, at: at('2025-05-03T12:00:00Z'), value: 1 }])
    expect(await marks()).toEqual([])
  })
})

describe('a day that is over', () => {
  it('is summed up by itself an hour later, and what comes then is late', async () => {
    const own = await aMeasuringWorld()
    const holder = randomUUID()
    const { number } = await own.aChannel({ holder, kind: 'gauge' })
    const midnight = Math.floor(own.clock.now().getTime() / days(1)) * days(1)
    await own.telemetry.append([{ channel: number, at: own.clock.now().getTime(), value: 5 }])
    expect(await own.rows('select from telemetry.late')).toEqual([])
    await own.turnTo(new Date(midnight + days(1) + hours(1) - 60_000))
    expect(await own.rows('select from telemetry.day')).toEqual([])
    await own.turnTo(new Date(midnight + days(1) + hours(1) + 60_000))
    expect(await own.rows('select at, quarters, total from telemetry.day')).toEqual([
      { at: new Date(midnight), quarters: 1, total: 5 },
    ])
    await own.telemetry.append([{ channel: number, at: midnight + 1000, value: 7 }])
    await own.turnBy(120_000)
    expect(await own.rows('select quarters, low, high from telemetry.day')).toMatchObject([{ low: 5, high: 7 }])
  })
  it('is caught up with when the platform was asleep for weeks', async () => {
    const own = await aMeasuringWorld()
    const { number } = await own.aChannel({ holder: randomUUID(), kind: 'gauge' })
    const start = own.clock.now().getTime()
    for (const later of [0, 1, 20]) {
      if (later) await own.turnTo(new Date(start + days(later)))
      await own.telemetry.append([{ channel: number, at: start + days(later), value: later }])
    }
    await own.turnTo(new Date(start + days(30)))
    expect((await own.rows('select total from telemetry.day order by at')).map(row => row.total)).toEqual([0, 1, 20])
  })
  it('has no sums if the holder changed in it: they would be about two people', async () => {
    const [anna, bert] = [randomUUID(), randomUUID()]
    const { number, device } = await started.aChannel({ holder: anna, kind: 'gauge' })
    await started.telemetry.append(quarters(number, '2025-02-01T00:00:00Z', 3 * 96, index => (index < 144 ? 10 : 30)))
    await sumUp(started.store)
    await started.releases(anna, device, new Date('2025-02-02T12:00:00Z'))
    await started.holds(bert, device, new Date('2025-02-02T12:00:00Z'))
    await sumUp(started.store)
    expect(
      (await started.rows('select at from telemetry.day where channel = $1 order by at', [number])).map(row =>
        row.at.toISOString().slice(0, 10),
      ),
    ).toEqual(['2025-02-01', '2025-02-03'])
    const asked = { channel: number, kind: 'gauge', by: 'day', day: day('2025-02-01'), zone: 'UTC' } as const
    expect((await started.series(anna, asked)).buckets.slice(0, 3).map(one => one.value)).toEqual([10, 10, null])
    expect((await started.series(bert, asked)).buckets.slice(0, 3).map(one => one.value)).toEqual([null, 30, 30])
  })
})
