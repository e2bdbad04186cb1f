import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { asOwner } from '../../server/startup/foundation.ts'
import { kernel } from '../../server/kernel-module.ts'
import { aMachine, type Machine } from '../../server/testing/machine.ts'
import { aWorld, type WorldOptions, type World } from '../../server/testing/world.ts'
import { sweep } from '../retention/sweep.ts'
import { days, hours, minutes } from '../clock/clock.ts'
import { ClockInDoubt, confirmClock, trustedMoment } from './clock-watch.ts'

const live = (machine = aMachine(), more: Partial<WorldOptions> = {}): Promise<World> =>
  aWorld({ modules: [kernel], kind: 'live', machine, ...more })
/** A live store that is started again, as the same machine would. */
async function restartable(): Promise<{ readonly first: World; again(machine?: Machine): Promise<World> }> {
  const ledger = join(await mkdtemp(join(tmpdir(), 'obhut-clock-')), 'ledger')
  const first = await live(aMachine(), { ledger })
  return {
    first,
    again: machine => live(machine, { ledger, database: first.database, manifest: first.written.source.toString() }),
  }
}
const doubts = (world: World): string | undefined => world.clock.inDoubt?.is
/** Rows that are about nobody and go a year after this day. */
const keep = (world: World, kind: string, endedAt: Date) =>
  world.rows(
    `
  insert into obhut.alarm (kind, place, says, mend, urgent, since, last_at, times, ended_at) values ($1, '', '{}', '{}', false, $2, $2, 1, $2)`,
    [kind, endedAt],
  )
const kept = async (world: World): Promise<string[]> =>
  (
    await world.rows<{ kind: string }>(
      `select kind from obhut.alarm where ended_at is not null and kind in ('due', 'young') order by kind`,
    )
  ).map(({ kind }) => kind)
const ago = (time: number): Date => new Date(Date.now() - time)
const aYear = days(370)
const seen = (world: World, at: Date) =>
  world.rows(`insert into obhut.upkeep (what, at) values ('seen', $1) on conflict (what) do update set at = $1`, [at])
const told = (world: World): unknown[] =>
  world.faults
    .splice(0)
    .filter(({ what }) => what === 'clock')
    .map(({ error }) => error)

describe('a clock that jumps while a live store runs', () => {
  it('and was set right while nothing ran is an alarm no longer after the next start', async () => {
    const { first, again } = await restartable()
    await first.rows(
      `insert into obhut.alarm (kind, place, says, mend, urgent, since, last_at, times) values ('ClockInDoubt', 'clock', '{}', '{}', true, $1, $1, 1)`,
      [new Date()],
    )
    await first.stop()
    const world = await again()
    await expect
      .poll(async () => {
        await world.jobs.drain()
        return world.rows(`select ended_at is not null as over from obhut.alarm where kind = 'ClockInDoubt'`)
      })
      .toEqual([{ over: true }])
  })
  it('deletes nothing, by no way, and once it is right again what is due goes by itself', async () => {
    const machine = aMachine()
    const world = await live(machine)
    await keep(world, 'young', ago(days(1)))
    machine.wrongBy = days(600)
    expect(doubts(world)).toBe('ahead')
    await keep(world, 'due', ago(aYear))
    await world.jobs.drain()
    await expect(sweep(world.store, await world.periods())).rejects.toThrow(ClockInDoubt)
    expect(await sweep(world.store, await world.periods(), { dryRun: true })).not.toEqual([])
    expect(await kept(world)).toEqual(['due', 'young'])
    machine.wrongBy = 0
    expect(doubts(world)).toBeUndefined()
    await world.jobs.drain()
    expect(await kept(world)).toEqual(['young'])
    told(world)
  })
  it('back is no better, and little drift is nobody’s business', async () => {
    const machine = aMachine()
    const world = await live(machine)
    for (const drift of [minutes(4), -minutes(4), minutes(50)]) {
      machine.wrongBy = drift
      expect(doubts(world)).toBeUndefined()
    }
    for (const [wrong, is] of [
      [-minutes(20), 'behind'],
      [hours(2), 'ahead'],
    ] as const) {
      machine.wrongBy = wrong
      expect(doubts(world)).toBe(is)
    }
    machine.wrongBy = 0
    told(world)
  })
})

describe('a clock that is wrong when a live store starts', () => {
  it('that saw another time than the database server’s is an alarm that names the mend, and cannot be confirmed away', async () => {
    const world = await live(aMachine(hours(30)))
    await expect.poll(() => world.faults.length).toBeGreaterThan(0)
    expect(told(world)).toEqual([
      expect.objectContaining({
        urgent: true,
        message: expect.stringMatching(/that of the database server .* Set the wrong clock right/),
      }),
    ])
    expect(doubts(world)).toBe('not as the database')
    await confirmClock(world.store)
    await world.clockWatch.look()
    expect(doubts(world)).toBe('not as the database')
    told(world)
  })
  it('and was far behind, or off for long, or restored from a backup, waits until somebody confirms the date', async () => {
    const { first, again } = await restartable()
    await keep(first, 'due', ago(aYear))
    await first.stop()
    const world = await again()
    await world.jobs.drain()
    expect(await kept(world)).toEqual([])
    await keep(world, 'due', ago(aYear))
    await seen(world, ago(days(600)))
    await world.stop()

    const later = await again()
    await later.jobs.drain()
    expect([doubts(later), await kept(later)]).toEqual(['ahead', ['due']])
    expect(told(later)).toEqual([
      expect.objectContaining({
        message: expect.stringContaining(`obhut clock confirm ${new Date().toISOString().slice(0, 10)}`),
      }),
    ])
    await confirmClock(later.store)
    expect(await later.clockWatch.look()).toBeUndefined()
    await later.jobs.drain()
    expect(await kept(later)).toEqual([])
    expect(await later.rows(`select what from obhut.audit_entry where what = 'confirmed the clock'`)).toHaveLength(1)
  })
  it('after a weekend off asks nobody', async () => {
    const { first, again } = await restartable()
    await seen(first, ago(days(2.7)))
    await first.stop()
    const world = await again()
    expect(doubts(world)).toBeUndefined()
    expect(told(world)).toEqual([])
  })
  it('says to the next process what time it is at least, also while it is not believed', async () => {
    const { first, again } = await restartable()
    await first.clockWatch.look()
    const [{ at }] = (await first.rows<{ at: Date }>(`select at from obhut.upkeep where what = 'seen'`)) as [
      { at: Date },
    ]
    expect(Math.abs(at.getTime() - Date.now())).toBeLessThan(minutes(1))
    await first.stop()
    const behind = await again(aMachine(-days(300)))
    await behind.clockWatch.look()
    expect(doubts(behind)).toBeDefined()
    const [{ at: still }] = (await behind.rows<{ at: Date }>(`select at from obhut.upkeep where what = 'seen'`)) as [
      { at: Date },
    ]
    expect(still.getTime()).toBeGreaterThanOrEqual(at.getTime())
    told(behind)
  })
})

it('the clock of a test store is moved on purpose, and nobody is asked', async () => {
  const world = await aWorld({ modules: [kernel] })
  await keep(world, 'young', ago(days(1)))
  await world.turnBy(days(600))
  expect(doubts(world)).toBeUndefined()
  expect(await kept(world)).toEqual([])
})

describe('a start by a clock that is in doubt', () => {
  it('that jumped together with the database’s goes by the last moment that the store saw, until somebody vouches for it', async () => {
    const { first } = await restartable()
    const now = Date.now()
    const sure = (offset = 0): Promise<number> =>
      asOwner(first.database, async owner =>
        (await trustedMoment(owner, new Date(now), { kind: 'live', offset })).getTime(),
      )
    expect(await sure()).toBe(now)
    const before = ago(days(30))
    await seen(first, before)
    expect(await sure()).toBe(before.getTime())
    await confirmClock(first.store)
    expect(await sure()).toBe(now)
    expect(
      await asOwner(first.database, async owner =>
        (await trustedMoment(owner, new Date(now + days(400)), { kind: 'demo', offset: 0 })).getTime(),
      ),
    ).toBe(now + days(400))
    told(first)
  })
})
