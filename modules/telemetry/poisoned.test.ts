import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { days, hours, later, minutes } from '../../kernel/clock/clock.ts'
import { SomeFailed } from '../../kernel/problems/batches.ts'
import { aMeasuringWorld, type MeasuringWorld } from './world-for-test.ts'
import { sumUp } from './summing.ts'

const midnight = (of: Date): number => Math.floor(of.getTime() / days(1)) * days(1)
const utc = (at: number): Temporal.PlainDate =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO('UTC').toPlainDate()

describe('a value that no device measures', () => {
  let platform: MeasuringWorld
  beforeAll(async () => {
    platform = await aMeasuringWorld()
  })

  it('is refused by itself, with what the unit can be, and those beside it are kept', async () => {
    const { number } = await platform.aChannel({ kind: 'gauge', unit: 'W' })
    const now = platform.clock.now().getTime()
    const taken = await platform.telemetry.append(
      [5, 1e200, 6, -Number.MAX_VALUE].map((value, index) => ({ channel: number, at: now - 5000 * index, value })),
    )
    expect(taken).toMatchObject({
      kept: 2,
      refused: [1, 3].map(index => ({ index, why: 'beyond its unit', bounds: { unit: 'W', least: -1e9, most: 1e9 } })),
    })
  })

  it.each(['gauge', 'counter'] as const)(
    'that lies in the store from earlier times counts nowhere, and charts of the %s answer',
    async kind => {
      const own = await aMeasuringWorld()
      const [holder, other] = [randomUUID(), randomUUID()]
      const [bad, good] = [await own.aChannel({ holder, kind }), await own.aChannel({ holder: other, kind })]
      const start = midnight(own.clock.now())
      for (const { number } of [bad, good])
        await own.telemetry.append(
          [0, 1, 2, 3].map(hour => ({ channel: number, at: start + hours(hour), value: 5 + hour })),
        )
      for (const value of [1e200, 1.7e308, -1.7e308]) {
        await own.rows('insert into telemetry.reading (channel, at, value) values ($1, $2, $3)', [
          bad.number,
          new Date(start + Math.floor(Math.abs(Math.log10(Math.abs(value)))) * 1000 + (value < 0 ? 1 : 0)),
          value,
        ])
      }
      const shown = async (who: string, channel: number) =>
        (await own.series(who, { channel, kind, by: 'hour', day: utc(start), zone: 'UTC' })).buckets
      await own.turnTo(new Date(start + days(1) + hours(2)))
      expect(await shown(holder, bad.number)).toEqual(await shown(other, good.number))
      expect(
        await own.rows('select from telemetry.progress where summed < closed union all select from telemetry.late'),
      ).toEqual([])
      expect(await own.rows('select channel from telemetry.day order by 1')).toEqual(
        kind === 'gauge' ? [{ channel: bad.number }, { channel: good.number }] : [],
      )
      expect(own.faults).toEqual([])
    },
  )
})

describe('a channel that cannot be summed up', () => {
  it('is told, and tried again later and later; all others have their sums, and charts read it from its readings', async () => {
    const own = await aMeasuringWorld()
    const people = Array.from({ length: 7 }, () => randomUUID())
    const channels = []
    for (const holder of people) channels.push((await own.aChannel({ holder, kind: 'gauge' })).number)
    const bad = channels[3]!
    const start = midnight(own.clock.now())
    await own.telemetry.append(channels.map(channel => ({ channel, at: start + hours(1), value: 42 })))
    await own.rows(`create function telemetry.poison() returns trigger language plpgsql as $$ begin if new.channel = ${bad} then raise exception 'poisoned'; end if; return new; end $$;
      create trigger poison before insert on telemetry.day for each row execute function telemetry.poison()`)
    await own.turnTo(new Date(start + days(1) + hours(2)))
    expect((await own.rows('select channel from telemetry.day order by 1')).map(row => row.channel)).toEqual(
      channels.filter(one => one !== bad),
    )
    // The proof notices the trigger, too.
    const told = () =>
      own.faults
        .splice(0)
        .filter(({ what }) => what !== 'proof')
        .map(({ what, error }) => [what, error instanceof SomeFailed])
    expect(told()).toEqual([['job telemetry.sums', true]])

    const shown = (
      await own.series(people[3]!, { channel: bad, kind: 'gauge', by: 'hour', day: utc(start), zone: 'UTC' })
    ).buckets[1]
    expect(shown).toMatchObject({ value: 42 })

    const waits = async () =>
      (await own.rows('select tries, due_at from telemetry.late'))[0] as { tries: number; due_at: Date } | undefined
    for (const wait of [2, 4, 8]) {
      const { due_at: due } = (await waits())!
      await expect(sumUp(own.store), 'its time has not come').resolves.toBeUndefined()
      await own.turnTo(later(due, 1000))
      const { due_at: next, tries } = (await waits())!
      expect(tries).toBe(Math.log2(wait) + 1)
      expect(next.getTime() - due.getTime()).toBeGreaterThanOrEqual(minutes(wait))
      expect(told()).toEqual([['job telemetry.sums', true]])
    }

    await own.rows('drop trigger poison on telemetry.day; drop function telemetry.poison')
    await own.turnTo(later((await waits())!.due_at, 1000))
    expect(await waits()).toBeUndefined()
    expect(await own.rows('select from telemetry.day where channel = $1', [bad])).toHaveLength(1)
    expect(told()).toEqual([])
  })
})

describe('a reading from a clock that is ahead', () => {
  it('counts for the present from its own time on, in the latest value, the last minutes and the hour that runs', async () => {
    const own = await aMeasuringWorld()
    const holder = randomUUID()
    const channel = await own.aChannel({ holder, kind: 'gauge', unit: 'W' })
    const now = own.clock.now().getTime()
    await own.telemetry.append([
      { channel: channel.number, at: now - 1000, value: 1 },
      { channel: channel.number, at: now + minutes(4), value: 900 },
    ])
    const seen = async () => ({
      latest: (await own.latest(holder, channel))?.value,
      recent: (await own.recent(holder, channel.number)).map(one => one.value),
      hour: (
        await own.series(holder, { channel: channel.number, kind: 'gauge', by: 'day', day: utc(now), zone: 'UTC' })
      ).buckets
        .map(one => one.value)
        .filter(value => value !== null),
    })
    expect(await seen()).toEqual({ latest: 1, recent: [1], hour: [1] })
    await own.telemetry.append([{ channel: channel.number, at: now, value: 2 }])
    expect((await seen()).latest).toBe(2)
    await own.turnBy(minutes(5))
    expect(await seen()).toMatchObject({ latest: 900, recent: [1, 2, 900] })
  })
})
