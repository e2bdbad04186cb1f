import { describe, expect, it } from 'vitest'
import { kernel } from '../../server/kernel-module.ts'
import { aWorld, type World } from '../../server/testing/world.ts'
import { accountability, operation } from '../declare/activities.ts'
import { enqueue } from '../jobs/queue.ts'
import { runJobs } from '../jobs/runner.ts'
import { jobKind } from '../jobs/kinds.ts'
import { days, hours, minutes } from '../clock/clock.ts'
import { platform } from '../store/work.ts'
import { SomeFailed } from '../problems/batches.ts'
import { alarmsToMail, takeToMail, type Alarm } from './alarms.ts'
import { alarmKeeper } from './keeper.ts'
import { OperatorProblem } from '../problems/problem.ts'
import { raised } from '../problems/raised.ts'

class RelayIsDown extends OperatorProblem {
  constructor(of?: string, urgent = false) {
    super({
      says: { de: 'Der Mailserver ist weg.', en: 'The mail relay is gone.' },
      mend: { de: 'Starten Sie ihn.', en: 'Start it.' },
      urgent,
      ...(of !== undefined && { of }),
    })
  }
}
const started = (): Promise<World> => aWorld({ modules: [kernel] })
const kept = (world: World) =>
  world.rows(
    'select kind, times, urgent, acknowledged_at is not null as acknowledged, ended_at is not null as ended from obhut.alarm order by since, kind',
  )
const toMail = (world: World): Promise<Alarm[]> =>
  world.store.under(accountability, platform, async work => takeToMail(work, await alarmsToMail(work)))
const kinds = (alarms: readonly Alarm[]): string[] => alarms.map(({ kind, times }) => `${kind} ×${times}`)

describe('an alarm', () => {
  it('is one for each kind, counts, and ends when its cause is gone; what comes after is a new one', async () => {
    const world = await started()
    const keeper = alarmKeeper(world.store)
    for (let count = 0; count < 1000; count++) keeper.hear(raised('mail relay', new RelayIsDown()))
    keeper.hear(raised('mail relay', new RelayIsDown('second')))
    await keeper.flush()
    keeper.hear(raised('mail relay', new RelayIsDown()))
    await keeper.flush()
    expect(await kept(world)).toEqual([
      expect.objectContaining({ kind: 'RelayIsDown', times: 1001, ended: false }),
      expect.objectContaining({ kind: 'RelayIsDown second', times: 1, ended: false }),
    ])
    keeper.over('RelayIsDown')
    await keeper.flush()
    await world.turnBy(1000)
    keeper.hear(raised('mail relay', new RelayIsDown()))
    await keeper.flush()
    expect(await kept(world)).toMatchObject([
      { kind: 'RelayIsDown', ended: true },
      { kind: 'RelayIsDown second', ended: false },
      { kind: 'RelayIsDown', times: 1, ended: false },
    ])
  })
  it('of one kind in two jobs is two, where each has a cause of its own', async () => {
    const world = await started()
    const keeper = alarmKeeper(world.store)
    for (const where of ['job kernel.sweep', 'job telemetry.sums', 'job kernel.sweep'])
      keeper.hear(raised(where, new SomeFailed([new Error('no')])))
    await keeper.flush()
    expect(await kept(world)).toMatchObject([
      { kind: 'SomeFailed job kernel.sweep', times: 2 },
      { kind: 'SomeFailed job telemetry.sums', times: 1 },
    ])
  })
  it('of what nobody expected in a job ends when that job has run well again, whoever raised it; one in words of ours, or of another job, stays', async () => {
    const before = await started()
    const early = alarmKeeper(before.store)
    for (const [where, error] of [
      ['job one', new Error('no')],
      ['job two', new Error('no')],
      ['job one', new RelayIsDown()],
      ['job one', new SomeFailed([new Error('no')])],
    ] as const)
      early.hear(raised(where, error))
    await early.flush()
    const keeper = alarmKeeper(before.store)
    const open = async () =>
      (await before.rows<{ kind: string }>('select kind from obhut.alarm where ended_at is null order by kind')).map(
        ({ kind }) => kind,
      )
    keeper.well('job one')
    await keeper.flush()
    expect(await open()).toEqual(['RelayIsDown', 'SomeFailed job one', 'job two: Error'])
    keeper.hear(raised('job one', Object.assign(new Error('no'), { code: 'ENOENT' })))
    await keeper.flush()
    expect(await open()).toContain('job one: Error ENOENT')
    keeper.well('job one')
    keeper.hear(raised('job one', new Error('again')))
    await keeper.flush()
    expect(await open()).toEqual(['RelayIsDown', 'SomeFailed job one', 'job one: Error', 'job two: Error'])
    // A run that is well is told of every second, and writes nothing.
    for (let round = 0; round < 2; round++) keeper.well('job two')
    await keeper.flush()
    expect(await open()).toEqual(['RelayIsDown', 'SomeFailed job one', 'job one: Error'])
  })
  it('of a job in the queue stays while one of its kind is in trouble, and of one that repeats until its next run', async () => {
    const world = await started()
    const told: string[] = []
    let [repeats, bad] = [false, true]
    const queue = runJobs({
      store: world.store,
      look: 3_600_000,
      failed: name => {
        told.push(`${name} failed`)
      },
      worked: name => {
        if (name !== 'queue') told.push(`${name} worked`)
      },
      jobs: [
        {
          name: 'repeating',
          every: 1,
          does: async () => {
            if (!repeats) throw new Error('no')
          },
        },
        {
          name: 'queued',
          does: async ({ which }) => {
            if (which === 'bad' && bad) throw new Error('no')
          },
        },
      ],
    })
    const queued = jobKind('queued', { which: ['bad', 'good'] })
    const put = (which: 'bad' | 'good') =>
      world.store.under(operation, platform, work => enqueue(work, queued, { which }))
    await put('bad')
    await queue.drain()
    await put('good')
    repeats = true
    await world.turnBy(1000)
    await queue.drain()
    expect([...new Set(told)]).toEqual(['repeating failed', 'queued failed', 'repeating worked'])
    bad = false
    await world.turnBy(hours(1))
    await queue.drain()
    await queue.stop()
    expect(told).toContain('queued worked')
  })
  it('waits where the database does not take it, and is written down with all that came meanwhile', async () => {
    const world = await started()
    const keeper = alarmKeeper(world.store)
    await world.rows('alter table obhut.alarm add constraint full_disk check (false)')
    keeper.hear(raised('queue', new RelayIsDown()))
    await keeper.flush()
    keeper.hear(raised('queue', new RelayIsDown()))
    await keeper.flush()
    await world.rows('alter table obhut.alarm drop constraint full_disk')
    await keeper.flush()
    expect(await kept(world)).toMatchObject([{ kind: 'RelayIsDown', times: 2 }])
  })
  it('that the database does not take keeps no other from being written down, or from being over', async () => {
    const world = await started()
    const keeper = alarmKeeper(world.store)
    for (const kind of ['one', 'two', 'three']) keeper.hear(raised('queue', new RelayIsDown(kind)))
    await keeper.flush()
    await world.rows(
      `alter table obhut.alarm add constraint poisoned check (kind not like '% bad' and (kind <> 'RelayIsDown two' or ended_at is null))`,
    )
    for (const kind of ['one', 'two', 'three']) keeper.over(`RelayIsDown ${kind}`)
    for (const kind of ['four', 'bad', 'five']) keeper.hear(raised('queue', new RelayIsDown(kind)))
    await keeper.flush()
    const open = async () =>
      (await world.rows(`select kind from obhut.alarm where ended_at is null order by kind`)).map(({ kind }) =>
        kind.slice('RelayIsDown '.length),
      )
    expect(await open()).toEqual(['five', 'four', 'two'])
    await world.rows('alter table obhut.alarm drop constraint poisoned')
    await keeper.flush()
    expect(await open()).toEqual(['bad', 'five', 'four'])
  })
  it('of two processes is one', async () => {
    const world = await started()
    const keepers = Array.from({ length: 4 }, () => alarmKeeper(world.store))
    for (const keeper of keepers)
      for (let count = 0; count < 5; count++) keeper.hear(raised('queue', new RelayIsDown()))
    await Promise.all(keepers.map(keeper => keeper.flush()))
    expect(await kept(world)).toMatchObject([{ times: 20 }])
  })
  it('never fills the memory or the store, whatever kinds come', async () => {
    const world = await started()
    const keeper = alarmKeeper(world.store)
    for (let count = 0; count < 2000; count++) keeper.hear(raised(`GET /${count}`, new Error('no')))
    expect(keeper.counts().size).toBe(500)
    await keeper.flush()
    expect(await world.rows('select count(*)::int as n from obhut.alarm')).toEqual([{ n: 500 }])
  })
  it('goes with its period, and an open one stays', async () => {
    const world = await started()
    const keeper = alarmKeeper(world.store)
    keeper.hear(raised('queue', new RelayIsDown('over')))
    keeper.hear(raised('queue', new RelayIsDown('open')))
    await keeper.flush()
    keeper.over('RelayIsDown over')
    await keeper.flush()
    await world.turnBy(days(370))
    expect(await kept(world)).toMatchObject([{ kind: 'RelayIsDown open' }])
  })
})

describe('what is mailed', () => {
  it('is an urgent alarm at once with all that is new, others together after five minutes', async () => {
    const world = await started()
    const keeper = alarmKeeper(world.store)
    const raise = async (problem: RelayIsDown): Promise<void> => {
      keeper.hear(raised('queue', problem))
      await keeper.flush()
    }
    await raise(new RelayIsDown('one'))
    expect(await toMail(world)).toEqual([])
    await world.turnBy(minutes(2))
    await raise(new RelayIsDown('two'))
    await world.turnBy(minutes(4))
    expect(kinds(await toMail(world))).toEqual(['RelayIsDown one ×1', 'RelayIsDown two ×1'])
    expect(await toMail(world)).toEqual([])
    await raise(new RelayIsDown('three'))
    expect(await toMail(world)).toEqual([])
    await raise(new RelayIsDown('four', true))
    expect(kinds(await toMail(world))).toEqual(['RelayIsDown four ×1', 'RelayIsDown three ×1'])
  })
  it('once an hour or a day is how often one that goes on has happened, and nothing of one that was once', async () => {
    const world = await started()
    const keeper = alarmKeeper(world.store)
    const raise = async (...problems: readonly RelayIsDown[]): Promise<void> => {
      for (const one of problems) keeper.hear(raised('queue', one))
      await keeper.flush()
    }
    await raise(new RelayIsDown('urgent', true), new RelayIsDown('usual'), new RelayIsDown('once'))
    expect(await toMail(world)).toHaveLength(3)
    await raise(new RelayIsDown('urgent', true), new RelayIsDown('usual'))
    await world.turnBy(minutes(59))
    expect(await toMail(world)).toEqual([])
    await world.turnBy(minutes(2))
    expect(kinds(await toMail(world))).toEqual(['RelayIsDown urgent ×2'])
    await raise(new RelayIsDown('usual'))
    await world.turnBy(hours(23))
    expect(kinds(await toMail(world))).toEqual(['RelayIsDown usual ×3'])
  })
  it('is mailed once where two processes look', async () => {
    const world = await started()
    const keeper = alarmKeeper(world.store)
    keeper.hear(raised('queue', new RelayIsDown('urgent', true)))
    await keeper.flush()
    expect((await Promise.all(Array.from({ length: 6 }, () => toMail(world)))).flat()).toHaveLength(1)
  })
})
