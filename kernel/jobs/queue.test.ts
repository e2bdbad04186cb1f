import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { kernel } from '../../server/kernel-module.ts'
import { aWorld, testSecret, type World } from '../../server/testing/world.ts'
import { whenOver } from '../../tools/testing/at-the-end.ts'
import { program, type Program } from '../../tools/testing/processes.ts'
import { days, hours, later, minutes, seconds } from '../clock/clock.ts'
import { operation } from '../declare/activities.ts'
import { moveClock } from '../store/move-clock.ts'
import { platform } from '../store/work.ts'
import { jobKind } from './kinds.ts'
import { laneFigures, retry, setAside } from './looking.ts'

import { exchange } from './leases.ts'
import { JobNeverCameBack, JobTookTooLong } from './problems.ts'
import { enqueue, enqueueAll, noTenant, type HowQueued, type Job } from './queue.ts'
import { runJobs, type Runner, type RunnerOptions } from './runner.ts'

const work = jobKind('trial.work', { of: 'id', how: ['well', 'hang', 'fail'] })

let world: World
beforeAll(async () => {
  world = await aWorld({ modules: [kernel], lasting: true })
  await world.jobs.stop()
})
beforeEach(() => world.rows('delete from obhut.job'))

const put = (how: 'well' | 'hang' | 'fail', queued: HowQueued = {}): Promise<string> =>
  world.store.under(operation, platform, async unit => {
    const of = randomUUID()
    await enqueue(unit, work, { of, how }, queued)
    return of
  })
const putMany = (count: number, queued: HowQueued = {}): Promise<string[]> =>
  world.store.under(operation, platform, async unit => {
    const all = Array.from({ length: count }, () => randomUUID())
    await enqueueAll(
      unit,
      work,
      all.map(of => ({ of, how: 'well' })),
      queued,
    )
    return all
  })

interface Trial extends Runner {
  readonly begun: string[]
  readonly told: [name: string, error: string][]
  goOn(): void
}
/** Runs `trial.work`: what is to hang hangs until it is told to go on. */
function running(options: Partial<RunnerOptions> = {}, job: Partial<Job> = {}): Trial {
  const [begun, told]: [string[], Trial['told']] = [[], []]
  const hanging = Promise.withResolvers<void>()
  const runner = runJobs({
    store: world.store,
    look: 20,
    patience: 100,
    jobs: [
      {
        name: work.name,
        does: async ({ of, how }) => {
          begun.push(of)
          if (how === 'hang') await hanging.promise
          if (how === 'fail') throw new TypeError('Ida Muster')
        },
        ...job,
      },
    ],
    failed: (name, error) => {
      told.push([name, (error as Error).name])
    },
    ...options,
  })
  whenOver(() => runner.stop())
  whenOver(() => {
    hanging.resolve()
  })
  return Object.assign(runner, { begun, told, goOn: hanging.resolve })
}
const until = async (holds: () => Promise<boolean> | boolean): Promise<void> => {
  while (!(await holds())) await pause(10)
}
const left = (): Promise<{ of: string; [field: string]: unknown }[]> =>
  world.rows(`select payload ->> 'of' as of, * from obhut.job`)
const child = (more: object = {}): Program =>
  program(join(import.meta.dirname, 'worker-for-test.ts'), [
    JSON.stringify({ database: world.database, secret: testSecret.toString('base64'), ...more }),
  ])
const turn = async (milliseconds: number): Promise<void> => {
  await moveClock(world.store, later(world.clock.now(), milliseconds))
}

describe('a job', () => {
  it('is there exactly if the transaction that asked for it commits', async () => {
    const runner = running()
    const undone = world.store.under(operation, platform, async unit => {
      await enqueue(unit, work, { of: randomUUID(), how: 'well' })
      throw new Error('thought better of it')
    })
    await expect(undone).rejects.toThrow('thought better')
    const of = await put('well')
    await runner.drain()
    expect(runner.begun).toEqual([of])
    expect(await left()).toEqual([])
  })

  it('begins while other lanes are full of what hangs, and at once', async () => {
    const runner = running({ look: hours(1), slots: { interactive: 1, normal: 2, bulk: 2 } })
    for (let n = 0; n < 4; n++) await put('hang', { lane: 'bulk' })
    for (let n = 0; n < 4; n++) await put('hang')
    await until(() => runner.begun.length === 4)
    const of = await put('well', { lane: 'interactive' })
    await until(() => runner.begun.includes(of))
    expect(runner.begun).toHaveLength(5)
    runner.goOn()
    await runner.drain()
    expect(await left()).toEqual([])
  })

  it('that hangs holds its own place alone, and no longer than it may; then it counts as failed', async () => {
    const runner = running({ slots: { interactive: 1, normal: 2, bulk: 1 } }, { within: 400, tries: 2 })
    const hung = await put('hang')
    const others = await putMany(50)
    await until(() => runner.begun.length === 51)
    expect(new Set(runner.begun)).toEqual(new Set([hung, ...others]))
    await until(() => runner.told.length > 0)
    expect(runner.told).toEqual([[work.name, JobTookTooLong.name]])
    await until(async () => (await left())[0]?.['leased_until'] === null)
    await turn(seconds(10))
    await until(() => runner.told.length === 2)
    await until(async () => (await left())[0]?.['failed_at'] !== null)
    expect(await left()).toMatchObject([{ of: hung, failures: 2, failure: JobTookTooLong.name }])
  })

  it('that is well after all, though late, is done', async () => {
    const runner = running({}, { within: 50 })
    await put('hang')
    await until(async () => (await left())[0]?.['failures'] === 1)
    runner.goOn()
    await until(async () => (await left()).length === 0)
    expect(runner.begun).toHaveLength(1)
  })

  it('that fails waits longer each time, is set aside with class and code alone, and holds up no other', async () => {
    const runner = running({ look: hours(1) }, { tries: 3 })
    const bad = await put('fail')
    for (let tries = 1; tries <= 3; tries++) {
      const good = await put('well')
      const before = world.clock.now().getTime()
      await runner.drain()
      expect(runner.begun.filter(of => of === bad)).toHaveLength(tries)
      expect(runner.begun).toContain(good)
      const [row] = await left()
      if (tries === 3) expect(row?.['failed_at']).not.toBeNull()
      else {
        const [due, longest] = [Number(row?.['due_at']), seconds(5) * 2 ** tries]
        expect(due).toBeGreaterThanOrEqual(before + 0.75 * longest)
        expect(due).toBeLessThanOrEqual(world.clock.now().getTime() + longest)
        await turn(longest)
      }
    }
    expect(await left()).toMatchObject([{ of: bad, failures: 3, failure: 'TypeError', leased_until: null }])
    await turn(days(1))
    await runner.drain()
    expect(runner.begun.filter(of => of === bad)).toHaveLength(3)
    expect(await world.traces('Ida Muster')).toEqual([])
  })

  it('that ends the process each time is set aside without being begun again', async () => {
    const of = await put('well')
    const runner = running({}, { tries: 3 })
    await runner.stop()
    await world.rows(`update obhut.job set leased_until = $1, attempts = 4, failures = 3`, [
      later(world.clock.now(), -minutes(1)),
    ])
    const other = running({}, { tries: 3 })
    await other.drain()
    expect(other.begun).toEqual([])
    expect(other.told).toEqual([[work.name, JobNeverCameBack.name]])
    expect(await left()).toMatchObject([{ of, failure: JobNeverCameBack.name, failed_at: expect.any(Date) }])
  })
})

describe('several processes', () => {
  it('do each job once', async () => {
    const all = await putMany(600, { lane: 'bulk' })
    const both = [running({ look: hours(1) }), running({ look: hours(1) })]
    await Promise.all(both.map(one => one.drain()))
    const begun = both.flatMap(one => one.begun)
    expect(begun).toHaveLength(600)
    expect(new Set(begun)).toEqual(new Set(all))
    for (const one of both) expect(one.begun.length).toBeGreaterThan(0)
  })

  it('take over what a killed one held, once its lease is over, and not before', async () => {
    const holder = child()
    expect(await holder.says()).toBe('ready')
    const of = await put('hang')
    expect(await holder.says()).toBe(`hang ${of}`)
    const heir = running()
    await heir.drain()
    expect(heir.begun).toEqual([])
    await holder.kill()
    await heir.drain()
    expect(heir.begun).toEqual([])
    await turn(minutes(1) + 1)
    heir.goOn()
    await heir.drain()
    expect(heir.begun).toEqual([of])
    expect(await left()).toEqual([])
  }, 240_000)

  it('leave alone what is still running elsewhere, however long that takes', async () => {
    const [holder, other] = [running({ lasts: 3000 }), running({ lasts: 3000 })]
    await other.stop()
    const of = await put('hang')
    await until(() => holder.begun.length === 1)
    const heir = running({ lasts: 3000 })
    await pause(4500)
    expect(heir.begun).toEqual([])
    holder.goOn()
    await until(async () => (await left()).length === 0)
    expect([...holder.begun, ...heir.begun]).toEqual([of])
  })

  it('go on at once with what one gives back that is stopped: what it had not begun, and what does not end', async () => {
    const stopping = running({ slots: { interactive: 1, normal: 1, bulk: 1 } })
    const hung = await put('hang')
    const waiting = await putMany(5)
    await until(() => stopping.begun.length === 1)
    await stopping.stop()
    expect(stopping.begun).toEqual([hung])
    const heir = running()
    heir.goOn()
    await heir.drain()
    expect(new Set(heir.begun)).toEqual(new Set([hung, ...waiting]))
    // Whoever was stopped has it no more: that its run ends now changes nothing.
    const again = await put('fail')
    stopping.goOn()
    await heir.drain()
    expect(await left()).toMatchObject([{ of: again }])
  })

  it('hear of what another one puts into the queue without looking', async () => {
    const begun: string[] = []
    const runner = runJobs({
      store: world.store,
      look: hours(1),
      jobs: [
        {
          name: 'trial.other',
          does: async ({ of }) => {
            begun.push(of)
          },
        },
      ],
      failed: () => {},
    })
    whenOver(() => runner.stop())
    await runner.drain()
    const of = randomUUID()
    const other = child({ puts: of })
    await until(() => begun.length > 0)
    expect(begun).toEqual([of])
    await other.kill()
  }, 240_000)
})

describe('tenants', () => {
  it('take turns within a lane: one with 500 jobs keeps none of the others waiting', async () => {
    const [first, second, third] = [randomUUID(), randomUUID(), randomUUID()]
    await putMany(500, { lane: 'bulk', tenant: first })
    const few = [
      ...(await putMany(3, { lane: 'bulk', tenant: second })),
      ...(await putMany(3, { lane: 'bulk', tenant: third })),
    ]
    const ofThePlatform = await putMany(3, { lane: 'bulk' })
    const runner = running({ look: hours(1), slots: { interactive: 1, normal: 1, bulk: 4 } })
    await runner.drain()
    const places = [...few, ...ofThePlatform].map(of => runner.begun.indexOf(of))
    expect(Math.max(...places)).toBeLessThan(24)
    expect(runner.begun).toHaveLength(509)
  })

  it('each have their turn, in whatever numbers they come and are taken', async () => {
    const random = seeded(41)
    for (let round = 0; round < 12; round++) {
      const tenants = Array.from({ length: 1 + random(12) }, () => (random(4) === 0 ? noTenant : randomUUID()))
      const due = new Map<string, string[]>()
      for (const tenant of new Set(tenants)) {
        due.set(tenant, await putMany(1 + random(40), { lane: 'bulk', tenant }))
        await putMany(random(3), { lane: 'bulk', tenant, at: later(world.clock.now(), hours(1)) })
      }
      await putMany(random(4), { lane: 'normal' })
      const taken: { of: string; tenant: string }[] = []
      let behind = noTenant
      const most = 1 + random(25)
      for (;;) {
        const [{ rows, behind: last } = { rows: [], behind }] = await exchange(
          world.store,
          [],
          [{ lane: 'bulk', most, behind, known: [work.name] }],
          minutes(1),
        )
        if (rows.length === 0) break
        behind = last
        expect(rows.length).toBeLessThanOrEqual(most)
        taken.push(...rows.map(one => ({ of: one.payload['of'] ?? '', tenant: one.forTenant })))
      }
      expect(taken.map(({ of }) => of).toSorted()).toEqual([...due.values()].flat().toSorted())
      for (const [tenant, its] of due)
        for (const [place] of its.entries()) {
          const before = taken.findIndex(
            one => one.tenant === tenant && taken.filter(other => other.tenant === tenant).indexOf(one) === place,
          )
          expect(before, `the ${place}th of one among ${due.size}, ${most} at a time`).toBeLessThan(
            (place + 2) * due.size + 2 * most,
          )
        }
      await world.rows('delete from obhut.job')
    }
  })
})

describe('what repeats', () => {
  const repeating = (name: string, does: () => Promise<void>, more: Partial<Job> = {}): Job => ({
    name,
    every: minutes(1),
    first: minutes(1),
    does,
    ...more,
  })

  it('runs once in its interval in whichever process, and in each where it deals with what that one holds', async () => {
    const ran: string[] = []
    const inProcess = (which: string): Trial =>
      running({
        look: hours(1),
        jobs: [
          repeating('trial.shared', async () => void ran.push('shared')),
          repeating('trial.own', async () => void ran.push(which), { inEachProcess: true }),
        ],
      })
    const both = [inProcess('one'), inProcess('two')]
    for (let interval = 0; interval < 3; interval++) {
      await turn(minutes(1) + 1)
      await Promise.all(both.map(one => one.drain()))
      for (const one of both) await one.drain()
    }
    expect(ran.filter(one => one === 'one')).toHaveLength(3)
    expect(ran.filter(one => one === 'two')).toHaveLength(3)
    // Each begins once for itself, then it is once for both.
    expect(ran.filter(one => one === 'shared').length).toBeLessThanOrEqual(4)
    expect(ran.filter(one => one === 'shared').length).toBeGreaterThanOrEqual(3)
  })

  it('holds up neither the queue nor what else repeats, where it hangs', async () => {
    const goesOn = Promise.withResolvers<void>()
    const ran: string[] = []
    const runner = running({
      jobs: [
        repeating('trial.hangs', () => goesOn.promise, { first: 0 }),
        repeating('trial.goes-on', async () => void ran.push('it'), { first: 0 }),
        { name: work.name, does: async ({ of }) => void ran.push(of) },
      ],
    })
    whenOver(() => {
      goesOn.resolve()
    })
    const of = await put('well')
    await until(() => ran.includes(of) && ran.includes('it'))
    await turn(minutes(1) + 1)
    await until(() => ran.filter(one => one === 'it').length === 2)
    goesOn.resolve()
    await runner.stop()
  })

  it('is taken over from a process that was killed, once its lease is over', async () => {
    await world.rows(
      `insert into obhut.repeating_job (name, due_at, turn, leased_until) values ('trial.left', $1, 7, $2)`,
      [later(world.clock.now(), -minutes(5)), later(world.clock.now(), minutes(1))],
    )
    const ran: number[] = []
    const runner = running({
      look: hours(1),
      jobs: [repeating('trial.left', async () => void ran.push(1), { first: 0 })],
    })
    await runner.drain()
    expect(ran).toEqual([])
    await turn(minutes(1) + 1)
    await runner.drain()
    expect(ran).toEqual([1])
    expect(await world.rows(`select turn, leased_until from obhut.repeating_job where name = 'trial.left'`)).toEqual([
      { turn: 8, leased_until: null },
    ])
  })
})

it('a batch is put into the queue whole, in the lane that was said', async () => {
  await putMany(1234, { lane: 'bulk' })
  expect(await world.rows('select lane, for_tenant, count(*) from obhut.job group by 1, 2')).toEqual([
    { lane: 2, for_tenant: noTenant, count: 1234 },
  ])
})

/** Whole numbers below a bound, the same in each run. */
function seeded(seed: number): (below: number) => number {
  let state = seed
  return below => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

it('an operator sees what waits in each lane and since when, and has what was set aside run again', async () => {
  const runner = running({}, { tries: 1 })
  const bad = await put('fail', { lane: 'bulk' })
  await runner.drain()
  await runner.stop()
  await put('well', { lane: 'interactive' })
  await put('well', { lane: 'interactive', at: later(world.clock.now(), hours(1)) })
  const figures = await laneFigures(world.store)
  expect(figures).toMatchObject([
    { lane: 'interactive', waiting: 2, leased: 0, failed: 0, oldest: expect.any(Date) },
    { lane: 'normal', waiting: 0, leased: 0, failed: 0, oldest: null },
    { lane: 'bulk', waiting: 0, leased: 0, failed: 1, oldest: null },
  ])
  const [one, ...others] = await setAside(world.store, 10)
  expect(others).toEqual([])
  expect(one).toMatchObject({ name: work.name, lane: 'bulk', failures: 1, failure: 'TypeError' })
  expect(await retry(world.store, { id: randomUUID() })).toBe(0)
  expect(await retry(world.store, { name: 'trial.other' })).toBe(0)
  expect(await retry(world.store, { name: work.name })).toBe(1)
  const again = running()
  await again.drain()
  expect(again.begun).toContain(bad)
  expect(await setAside(world.store, 10)).toEqual([])
})

it('of a kind that runs one at a time the others wait, and keep nobody else from the places that are left', async () => {
  const goesOn = Promise.withResolvers<void>()
  let [at, most] = [0, 0]
  const ran: string[] = []
  const single = jobKind('trial.single', { of: 'id' })
  const runner = running({
    slots: { interactive: 1, normal: 3, bulk: 1 },
    jobs: [
      {
        name: single.name,
        atOnce: 1,
        does: async () => {
          most = Math.max(most, ++at)
          await goesOn.promise
          at -= 1
          ran.push('single')
        },
      },
      { name: work.name, does: async ({ of }) => void ran.push(of) },
    ],
  })
  whenOver(() => {
    goesOn.resolve()
  })
  await world.store.under(operation, platform, unit =>
    enqueueAll(
      unit,
      single,
      Array.from({ length: 12 }, () => ({ of: randomUUID() })),
    ),
  )
  await until(() => at === 1)
  const others = await putMany(12)
  await until(() => others.every(of => ran.includes(of)))
  goesOn.resolve()
  await runner.drain()
  expect(ran.filter(one => one === 'single')).toHaveLength(12)
  expect(most).toBe(1)
})
