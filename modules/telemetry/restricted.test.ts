import { randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import { lift, restrict } from '../../kernel/restriction/on-request.ts'
import { person } from '../../kernel/store/work.ts'
import { sumUp } from './summing.ts'
import { aMeasuringWorld } from './world-for-test.ts'

it('what came in while processing was restricted is charted once that is lifted, as if it had not been', async () => {
  const world = await aMeasuringWorld()
  const holder = randomUUID()
  const { number } = await world.aChannel({ holder })
  const subject = { kind: 'customer', id: holder }
  await restrict(world.store, subject, { ground: 'accuracy', by: person(holder) })
  // A meter that starts again from zero within the third day.
  await world.telemetry.append(
    Array.from({ length: 5 * 24 }, (_, hour) => ({
      channel: number,
      at: Date.UTC(2025, 2, 1) + hour * 3_600_000,
      value: hour < 60 ? 1000 + hour : hour - 60,
    })),
  )
  await sumUp(world.store)
  await lift(world.store, subject, person(holder))
  await sumUp(world.store)
  const asked = {
    channel: number,
    kind: 'counter',
    by: 'month',
    day: Temporal.PlainDate.from('2025-03-01'),
    zone: 'UTC',
  } as const
  const { total } = await world.series(holder, asked)
  expect(total).toBe(118)
})

it('sums up the others beside more restricted series than a statement takes parameters', async () => {
  const world = await aMeasuringWorld()
  const holder = randomUUID()
  const { number } = await world.aChannel({ holder })
  await world.rows(
    `insert into telemetry.holding (channel, since, until, subject, version, restricted)
      select 1000 + n, '2025-03-01', '2025-03-02', gen_random_uuid(), 1, 'on request' from generate_series(1, 66000) n`,
  )
  const day = Date.UTC(2025, 2, 1)
  await world.telemetry.append([0, 6, 12].map(hour => ({ channel: number, at: day + hour * 3_600_000, value: hour })))
  await sumUp(world.store)
  await world.telemetry.append([{ channel: number, at: day + 18 * 3_600_000, value: 30 }])
  expect(await world.rows('select from telemetry.late where channel = $1', [number])).toHaveLength(1)
  await sumUp(world.store)
  expect(await world.rows('select from telemetry.late where channel = $1', [number])).toEqual([])
})
