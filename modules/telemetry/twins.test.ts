import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { lift, restrict } from '../../kernel/restriction/on-request.ts'
import { person } from '../../kernel/store/work.ts'
import type { By } from './contract.ts'
import { sumUp } from './summing.ts'
import { aMeasuringWorld, type MeasuringWorld } from './world-for-test.ts'

let world: MeasuringWorld
beforeAll(async () => {
  world = await aMeasuringWorld()
  const { closed } = (await world.rows<{ closed: Date }>('select closed from telemetry.progress'))[0]!
  start = closed.getTime() - (days + 2) * 24 * hour
})

const hour = 3_600_000
const days = 6
/** The first of the days, which are over and not summed up yet. */
let start: number

/** What happens to a channel, one after the other; only one of the twins is restricted. */
const steps = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        does: fc.constant('append' as const),
        from: fc.nat(days * 24 - 1),
        count: fc.integer({ min: 1, max: 60 }),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        does: fc.constant('sum' as const),
        meanwhile: fc.option(
          fc.record({ does: fc.constantFrom('restrict' as const, 'lift' as const), who: fc.nat(1), after: fc.nat(40) }),
          { nil: undefined },
        ),
      }),
    },
    { weight: 2, arbitrary: fc.record({ does: fc.constant('restrict' as const), who: fc.nat(1) }) },
    { weight: 2, arbitrary: fc.record({ does: fc.constant('lift' as const), who: fc.nat(1) }) },
  ),
  { minLength: 4, maxLength: 14 },
)
const scenario = fc.record({
  /** All of it came in, and the first of them had processing restricted, before any day was summed up. */
  restrictedFirst: fc.boolean(),
  kind: fc.constantFrom('counter' as const, 'gauge' as const),
  steps,
  resets: fc.array(fc.nat(days * 24 - 1), { maxLength: 3 }),
  /** When the second of them moves in, and whether the first one moves out then. */
  second: fc.option(fc.record({ at: fc.integer({ min: -10, max: days * 24 }), instead: fc.boolean() }), {
    nil: undefined,
  }),
})

async function aTwin(kind: 'counter' | 'gauge', second: { at: number; instead: boolean } | undefined) {
  const holders = [randomUUID(), randomUUID()]
  const { number, device } = await world.aChannel({ holder: holders[0]!, kind })
  if (second) {
    const at = new Date(start + second.at * hour + 7 * 60_000)
    await world.holds(holders[1]!, device, at)
    if (second.instead) await world.releases(holders[0]!, device, at)
  }
  const charts = async () => {
    const all = []
    for (const holder of holders)
      for (const by of ['hour', 'day', 'month'] as By[])
        for (const later of by === 'hour' ? [1, 3] : [0, 5])
          for (const zone of ['UTC', 'Europe/Berlin'])
            all.push({
              by,
              later,
              zone,
              holder: holders.indexOf(holder),
              ...(await world.series(holder, {
                channel: number,
                kind,
                by,
                day: dayOf(start + later * 24 * hour),
                zone,
              })),
            })
    return all
  }
  return { number, holders, charts }
}
const dayOf = (at: number): Temporal.PlainDate =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO('UTC').toPlainDate()
const stored = async (channel: number) => ({
  days: await world.rows(
    'select at, means, lows, highs, total, quarters from telemetry.day where channel = $1 order by at',
    [channel],
  ),
  falls: await world.rows('select at, amount from telemetry.fall where channel = $1 order by at', [channel]),
  outliers: await world.rows('select at, last, ends from telemetry.outlier where channel = $1 order by at', [channel]),
  late: await world.rows('select at from telemetry.late where channel = $1', [channel]),
})

async function changes(
  { holders }: { readonly holders: readonly string[] },
  { does, who }: { readonly does: 'restrict' | 'lift'; readonly who: number },
): Promise<void> {
  const subject = { kind: 'customer', id: holders[who]! }
  if (does === 'restrict') await restrict(world.store, subject, { ground: 'accuracy', by: person(subject.id) })
  else await lift(world.store, subject, person(subject.id))
}

describe('charts of a channel whose holders had processing restricted', () => {
  it('are those of a twin that was never restricted, once that is lifted: before it is summed up and after', async () => {
    await fc.assert(
      fc.asyncProperty(scenario, async ({ kind, steps: later, resets, second, restrictedFirst }) => {
        const first = [{ does: 'append', from: 0, count: days * 24 } as const, { does: 'restrict', who: 0 } as const]
        const all = restrictedFirst ? [...first, ...later] : later
        const [one, twin] = [await aTwin(kind, second), await aTwin(kind, second)]
        const value = (at: number) =>
          kind === 'gauge' ? (at * 37) % 101 : at - Math.max(-1000, ...resets.filter(reset => reset <= at))
        await world.rows(`update telemetry.progress set closed = $1, summed = $1`, [new Date(start)])
        for (const step of all) {
          if (step.does === 'append')
            await world.telemetry.append(
              [one, twin].flatMap(({ number }) =>
                Array.from({ length: Math.min(step.count, days * 24 - step.from) }, (_, index) => ({
                  channel: number,
                  at: start + (step.from + index) * hour,
                  value: value(step.from + index),
                })),
              ),
            )
          else if (step.does === 'sum') {
            await Promise.all([
              sumUp(world.store),
              ...(step.meanwhile ? [pause(step.meanwhile.after).then(() => changes(one, step.meanwhile!))] : []),
            ])
          } else await changes(one, step)
        }
        for (const id of one.holders) await lift(world.store, { kind: 'customer', id }, person(id))
        expect(await one.charts()).toEqual(await twin.charts())
        for (let n = 0; n < 50; n++) {
          await sumUp(world.store)
          if (!(await stored(one.number)).late.length && !(await stored(twin.number)).late.length) break
        }
        expect(await stored(one.number)).toEqual(await stored(twin.number))
        expect(await one.charts()).toEqual(await twin.charts())
      }),
      // Each run takes a second, so that looking for a shorter one would take minutes.
      { numRuns: 25, endOnFailure: true },
    )
  }, 300_000)
})
