import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Bucket, By, Reading } from './contract.ts'
import { aMeasuringWorld, type MeasuringWorld } from './world-for-test.ts'
import { oracleCounter, oracleEdges, oracleGauge } from './oracle-for-test.ts'
import { sumUp } from './summing.ts'

let platform: MeasuringWorld
beforeAll(async () => {
  platform = await aMeasuringWorld()
})

const minute = 60_000
const hour = 60 * minute
const dayLength = 24 * hour
const tolerated: Record<By, number> = { hour: 1.5 * hour, day: 36 * hour, month: 36 * hour, year: 36 * hour }

const zones = fc.constantFrom(
  'Europe/Berlin',
  'UTC',
  'Asia/Kathmandu',
  'Pacific/Chatham',
  'Australia/Lord_Howe',
  'America/Santiago',
  'America/St_Johns',
  'Asia/Kolkata',
)
/** On or beside days on which some of these clocks move. */
const days = fc
  .tuple(
    fc.constantFrom('2024-03-31', '2024-10-27', '2025-04-06', '2025-09-07', '2024-09-29', '2024-12-31', '2024-02-29'),
    fc.integer({ min: -1, max: 1 }),
  )
  .map(([text, off]) => Temporal.PlainDate.from(text).add({ days: off }))

/** Times within some days of a moment: in bursts, at regular steps, and with gaps; each once. */
const offsets = fc
  .tuple(
    fc.array(fc.integer({ min: -3 * dayLength, max: 3 * dayLength }), { maxLength: 25 }),
    fc.array(fc.tuple(fc.integer({ min: -2 * 96, max: 2 * 96 }), fc.integer({ min: 1, max: 40 })), { maxLength: 4 }),
    fc.array(fc.integer({ min: -20 * dayLength, max: 20 * dayLength }), { maxLength: 6 }),
  )
  .map(([near, regular, far]) => [
    ...new Set([
      ...near,
      ...far,
      ...regular.flatMap(([start, count]) =>
        Array.from({ length: count }, (_, index) => (start + index) * 15 * minute),
      ),
    ]),
  ])

const scenario = fc.record({
  zone: zones,
  day: days,
  offsets,
  values: fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 60 }),
  falls: fc.boolean(),
  kind: fc.constantFrom('counter', 'gauge'),
  by: fc.constantFrom<By>('hour', 'day', 'month'),
  since: fc.integer({ min: -25 * 96, max: 2 * 96 }).map(quarters => quarters * 15 * minute + 7 * minute),
  holds: fc.integer({ min: 1, max: 30 * 96 }).map(quarters => quarters * 15 * minute),
  /** What one kWh of `values` is: leaps that no meter counts, or what a home uses. */
  scale: fc.constantFrom(1, 0.01, 0.0001),
  glitches: fc.array(
    fc.record({
      place: fc.nat({ max: 200 }),
      lasts: fc.integer({ min: 1, max: 4 }),
      kind: fc.constantFrom('zero', 'digit', 'jitter', 'low', 'high'),
    }),
    { maxLength: 5 },
  ),
  order: fc.integer(),
  summed: fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
})
type Scenario = typeof scenario extends fc.Arbitrary<infer T> ? T : never

const almost = (bucket: Bucket) => ({
  ...bucket,
  value: bucket.value === null ? null : expect.closeTo(bucket.value, 6),
})

const glitched = {
  zero: () => 0,
  digit: (value: number) => value * 10 + 7,
  jitter: (value: number) => Math.max(0, value - 0.1),
  low: (value: number) => value / 3,
  high: (value: number) => value + 1.5,
}

function readingsOf(
  { day, zone, offsets, values, kind, falls, scale, glitches }: Scenario,
  channel: number,
): Reading[] {
  const noon = day.toZonedDateTime({ timeZone: zone, plainTime: '12:00' }).epochMilliseconds
  let level = 0
  return offsets
    .toSorted((a, b) => a - b)
    .map((offset, index) => {
      const value = values[index % values.length]!
      level = falls && value > 930 ? (value * scale) / 10 : level + value * scale
      const glitch = glitches.find(
        ({ place, lasts }) => index >= place % offsets.length && index < (place % offsets.length) + lasts,
      )
      return {
        channel,
        at: noon + offset,
        value: kind === 'gauge' ? value - 500 : glitch ? glitched[glitch.kind as keyof typeof glitched](level) : level,
      }
    })
}

/** Three batches in any order, each overlapping the one before: what comes late and what comes twice. */
function batches(readings: readonly Reading[], seed: number): Reading[][] {
  const scattered = readings.toSorted((a, b) => ((a.at * 31 + seed) % 1009) - ((b.at * 31 + seed) % 1009))
  const third = Math.ceil(scattered.length / 3)
  return [0, 1, 2].map(part => scattered.slice(Math.max(0, part * third - 2), (part + 1) * third))
}

describe('a chart over readings that came in any order', { timeout: 300_000 }, () => {
  it('is what a slow calculation from reading to reading gives, before and after days were summed up', async () => {
    await fc.assert(
      fc.asyncProperty(scenario, async given => {
        const holder = randomUUID()
        const noon = given.day.toZonedDateTime({ timeZone: given.zone, plainTime: '12:00' }).epochMilliseconds
        const [since, until] = [noon + given.since, noon + given.since + given.holds]
        const { number, device } = await platform.aChannel({
          holder,
          kind: given.kind as 'counter' | 'gauge',
          since: new Date(since).toISOString(),
        })
        await platform.releases(holder, device, new Date(until))
        const all = readingsOf(given, number)
        const edges = oracleEdges(given.by, given.day, given.zone)
        for (const [index, batch] of batches(all, given.order).entries()) {
          if (batch.length) await platform.telemetry.append(batch)
          if (given.summed[index]) await sumUp(platform.store)
        }
        const seen = all.filter(one => one.at >= since && one.at < until)
        const expected =
          given.kind === 'gauge' ? oracleGauge(edges, seen) : oracleCounter(edges, seen, tolerated[given.by])
        const got = await platform.series(holder, {
          channel: number,
          kind: given.kind as 'counter' | 'gauge',
          by: given.by,
          day: given.day,
          zone: given.zone,
        })
        expect(got.buckets).toEqual(expected.map(almost))
      }),
      { seed: 20261122, endOnFailure: true, numRuns: Number(process.env['ORACLE_RUNS'] ?? 30) },
    )
  })
})
