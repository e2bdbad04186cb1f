import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { aMeasuringWorld, type MeasuringWorld } from './world-for-test.ts'

const day = Temporal.PlainDate.from
const at = (text: string): number => Date.parse(text)
let platform: MeasuringWorld
beforeAll(async () => {
  platform = await aMeasuringWorld()
})

describe('taking readings in', () => {
  it('keeps what is new, and a repetition changes nothing', async () => {
    const { number } = await platform.aChannel({})
    const some = [
      { channel: number, at: at('2025-03-01T06:00:00Z'), value: 1 },
      { channel: number, at: at('2025-03-01T06:15:00Z'), value: 2 },
    ]
    expect(await platform.telemetry.append(some)).toEqual({ kept: 2, repeated: 0, differing: 0, refused: [] })
    expect(await platform.telemetry.append(some)).toEqual({ kept: 0, repeated: 2, differing: 0, refused: [] })
  })
  it('lets the first of two values for one moment hold, and says that the second differed', async () => {
    const { number } = await platform.aChannel({})
    await platform.telemetry.append([{ channel: number, at: at('2025-03-01T06:00:00Z'), value: 1 }])
    expect(
      await platform.telemetry.append([{ channel: number, at: at('2025-03-01T06:00:00Z'), value: 7 }]),
    ).toMatchObject({ kept: 0, differing: 1 })
    expect(await platform.rows('select value from telemetry.reading where channel = $1', [number])).toEqual([
      { value: 1 },
    ])
  })
  it('refuses each reading that cannot be, by its place, and keeps those beside it', async () => {
    const { number } = await platform.aChannel({})
    const now = platform.clock.now().getTime()
    const got = await platform.telemetry.append([
      { channel: number, at: now, value: NaN },
      { channel: number, at: now, value: Infinity },
      { channel: number, at: now + 2 * 86_400_000, value: 1 },
      { channel: number, at: at('1999-12-31T23:00:00Z'), value: 1 },
      { channel: 2_000_000_000, at: now, value: 1 },
      { channel: 1.5, at: now, value: 1 },
      { channel: number, at: 1.5, value: 1 },
      { channel: number, at: NaN, value: 1 },
      { channel: number, at: at('2001-01-01T00:00:00Z'), value: 1 },
      { channel: number, at: now, value: 3 },
    ])
    expect(got.kept).toBe(1)
    expect(got.refused.map(one => one.why)).toEqual([
      'no number',
      'no number',
      'in the future',
      'time',
      'unknown channel',
      'unknown channel',
      'time',
      'time',
      'too old',
    ])
    expect(await platform.rows('select value from telemetry.reading where channel = $1', [number])).toEqual([
      { value: 3 },
    ])
  })
  it('keeps thousands that come at once, together with repetitions among them', async () => {
    const { number } = await platform.aChannel({})
    const messages = Array.from({ length: 3000 }, (_, index) => [
      { channel: number, at: at('2025-05-01T00:00:00Z') + (index % 2900) * 1000, value: index % 2900 },
    ])
    const taken = await Promise.all(messages.map(platform.telemetry.append))
    expect(taken.reduce((sum, one) => sum + one.kept, 0)).toBe(2900)
    expect(taken.reduce((sum, one) => sum + one.repeated, 0)).toBe(100)
    expect(await platform.rows('select count(*) as n from telemetry.reading where channel = $1', [number])).toEqual([
      { n: 2900 },
    ])
  })
  it('takes in a batch over several months, making leaves as they come', async () => {
    const { number } = await platform.aChannel({})
    const some = ['2012-01-31T23:59:59.999Z', '2012-02-01T00:00:00Z', '2012-02-29T12:00:00Z'].map((text, value) => ({
      channel: number,
      at: at(text),
      value,
    }))
    expect(await platform.telemetry.append(some)).toMatchObject({ kept: 3 })
    expect(
      (
        await platform.rows(
          'select tableoid::regclass::text as leaf from telemetry.reading where channel = $1 order by at',
          [number],
        )
      ).map(row => row.leaf),
    ).toEqual(['telemetry.reading_2012_01', 'telemetry.reading_2012_02', 'telemetry.reading_2012_02'])
  })
})

describe('a counter', () => {
  it('shows the consumption of each hour of the 25-hour day', async () => {
    const holder = randomUUID()
    const { number } = await platform.aChannel({ holder })
    const start = at('2025-10-25T22:00:00Z')
    await platform.telemetry.append(
      Array.from({ length: 26 }, (_, hour) => ({ channel: number, at: start + hour * 3_600_000, value: hour * hour })),
    )
    const got = await platform.series(holder, {
      channel: number,
      kind: 'counter',
      by: 'hour',
      day: day('2025-10-26'),
      zone: 'Europe/Berlin',
    })
    expect(got.buckets.map(one => one.value)).toEqual(Array.from({ length: 25 }, (_, hour) => 2 * hour + 1))
    expect(got.total).toBe(625)
    expect(got.buckets.every(one => !one.estimated)).toBe(true)
    expect(got.before.buckets).toHaveLength(24)
    expect(got.before.total).toBeNull()
  })
  it('spreads a gap evenly and calls it an estimate', async () => {
    const holder = randomUUID()
    const { number } = await platform.aChannel({ holder })
    await platform.telemetry.append(
      [
        ['2025-03-01T00:00:00+01:00', 100],
        ['2025-03-02T00:00:00+01:00', 110],
        ['2025-03-06T00:00:00+01:00', 150],
        ['2025-03-07T00:00:00+01:00', 151],
      ].map(([text, value]) => ({ channel: number, at: at(text as string), value: value as number })),
    )
    const { buckets, total } = await platform.series(holder, {
      channel: number,
      kind: 'counter',
      by: 'day',
      day: day('2025-03-15'),
      zone: 'Europe/Berlin',
    })
    expect(buckets.slice(0, 7).map(one => [one.value, one.estimated ?? false])).toEqual([
      [10, false],
      [10, true],
      [10, true],
      [10, true],
      [10, true],
      [1, false],
      [null, false],
    ])
    expect(total).toBe(51)
  })
  it('counts a fall as nothing and goes on from there', async () => {
    const holder = randomUUID()
    const { number } = await platform.aChannel({ holder })
    await platform.telemetry.append(
      [
        ['2025-04-01T10:00:00Z', 500],
        ['2025-04-01T10:20:00Z', 504],
        ['2025-04-01T10:40:00Z', 2],
        ['2025-04-01T11:00:00Z', 3],
      ].map(([text, value]) => ({ channel: number, at: at(text as string), value: value as number })),
    )
    const got = await platform.series(holder, {
      channel: number,
      kind: 'counter',
      by: 'hour',
      day: day('2025-04-01'),
      zone: 'UTC',
    })
    expect(got.buckets[10]).toMatchObject({ value: 5, estimated: true })
    expect(got.total).toBe(5)
  })
})

describe('a gauge', () => {
  it('weighs each quarter of an hour alike, however often it reported', async () => {
    const holder = randomUUID()
    const { number } = await platform.aChannel({ holder, kind: 'gauge', unit: 'W', key: 'power' })
    await platform.telemetry.append(
      [0, 15, 30].map(minute => ({ channel: number, at: at('2025-04-01T10:00:00Z') + minute * 60_000, value: 100 })),
    )
    await platform.telemetry.append(
      Array.from({ length: 60 }, (_, second) => ({
        channel: number,
        at: at('2025-04-01T10:45:00Z') + second * 1000,
        value: 500,
      })),
    )
    const got = await platform.series(holder, {
      channel: number,
      kind: 'gauge',
      by: 'hour',
      day: day('2025-04-01'),
      zone: 'UTC',
    })
    expect(got.buckets[10]).toMatchObject({ value: 200, min: 100, max: 500 })
    expect(got.total).toBeNull()
  })
})

describe('who sees what', () => {
  it('shows a person the time in which they held the channel, and nobody else anything', async () => {
    const [anna, bert, carl] = [randomUUID(), randomUUID(), randomUUID()]
    const { number, device } = await platform.aChannel({ holder: anna, since: '2025-06-01T00:00:00Z' })
    await platform.telemetry.append(
      Array.from({ length: 5 }, (_, index) => ({
        channel: number,
        at: at('2025-06-01T00:00:00Z') + index * 3_600_000,
        value: index * 10,
      })),
    )
    await platform.releases(anna, device, new Date('2025-06-01T02:30:00Z'))
    await platform.holds(bert, device, new Date('2025-06-01T02:30:00Z'))
    const asked = { channel: number, kind: 'counter', by: 'hour', day: day('2025-06-01'), zone: 'UTC' } as const
    const values = async (who: string) => (await platform.series(who, asked)).buckets.slice(0, 5).map(one => one.value)
    expect(await values(anna)).toEqual([10, 10, null, null, null])
    expect(await values(bert)).toEqual([null, null, null, 10, null])
    expect(await values(carl)).toEqual([null, null, null, null, null])
  })
})

describe('moments', () => {
  it('are known again to the millisecond, whichever way they were written', async () => {
    const { number } = await platform.aChannel({})
    const times = Array.from(
      { length: 500 },
      (_, index) => at('2007-02-01T00:00:00Z') + ((index * 1_234_567_891) % 500_000_000_000) + index,
    )
    const some = [...new Set(times)].map(time => ({ channel: number, at: time, value: 1 }))
    const half = some.filter((_, index) => index % 2 === 0)
    await platform.telemetry.append(half)
    expect(await platform.telemetry.append(some)).toMatchObject({
      kept: some.length - half.length,
      repeated: half.length,
    })
    expect(await platform.telemetry.append(some.toReversed())).toMatchObject({
      kept: 0,
      repeated: some.length,
      differing: 0,
    })
    const kept = await platform.rows<{ at: Date }>('select at from telemetry.reading where channel = $1 order by at', [
      number,
    ])
    expect(kept.map(row => row.at.getTime())).toEqual(some.map(one => one.at).toSorted((a, b) => a - b))
  })
})
