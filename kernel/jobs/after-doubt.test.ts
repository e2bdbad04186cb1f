import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { kernel } from '../../server/kernel-module.ts'
import { aMachine } from '../../server/testing/machine.ts'
import { aWorld, type World } from '../../server/testing/world.ts'
import { days, later, minutes } from '../clock/clock.ts'
import { operation } from '../declare/activities.ts'
import { platform } from '../store/work.ts'
import { jobKind } from './kinds.ts'
import { enqueue, type HowQueued } from './queue.ts'
import { runJobs, type Runner } from './runner.ts'

const kind = jobKind('trial.work', { of: 'id', how: ['well', 'fail'] })

/** A live store whose machine's clock is set wrong, and a queue that says what it did. */
async function aQueue() {
  const machine = aMachine()
  const world = await aWorld({ modules: [kernel], kind: 'live', machine })
  await world.jobs.stop()
  const done: string[] = []
  const runner = (more: { readonly whateverTheClock?: true } = {}): Runner =>
    runJobs({
      store: world.store,
      look: 3_600_000,
      failed: () => {},
      jobs: [
        {
          name: kind.name,
          ...more,
          does: async ({ how }: { how: string }) => {
            done.push(how)
            if (how === 'fail') throw new Error('no')
          },
        },
      ],
    })
  return { machine, world, done, runner }
}
const put = (world: World, how: 'well' | 'fail', queued: (now: Date) => HowQueued = () => ({})): Promise<void> =>
  world.store.under(operation, platform, work => enqueue(work, kind, { of: randomUUID(), how }, queued(work.now)))
const waiting = (world: World) =>
  world.rows<{ ahead: boolean }>(`select due_at > now() + interval '1 day' as ahead from obhut.job`)

describe('after a clock was ahead and is right again', () => {
  it('what was put into the queue meanwhile is due, also what was to wait a while', async () => {
    const { machine, world, done, runner } = await aQueue()
    const queue = runner()
    machine.wrongBy = days(600)
    await put(world, 'well')
    await put(world, 'well', now => ({ at: later(now, minutes(10)) }))
    await queue.drain()
    expect(done).toEqual([])
    machine.wrongBy = 0
    await queue.drain()
    expect(done).toEqual(['well', 'well'])
    await queue.stop()
  })
  it('what failed meanwhile is tried again', async () => {
    const { machine, world, done, runner } = await aQueue()
    const queue = runner({ whateverTheClock: true })
    machine.wrongBy = days(600)
    await put(world, 'fail')
    await queue.drain()
    expect([done, await waiting(world)]).toEqual([['fail'], [{ ahead: true }]])
    machine.wrongBy = 0
    await queue.drain()
    expect([done, await waiting(world)]).toEqual([['fail', 'fail'], [{ ahead: false }]])
    await queue.stop()
  })
  it('what a killed process held is free after a minute', async () => {
    const { machine, world, done, runner } = await aQueue()
    machine.wrongBy = days(600)
    await put(world, 'well')
    await world.rows('update obhut.job set leased_until = $1, attempts = 1', [later(machine.clock.now(), minutes(1))])
    machine.wrongBy = 0
    const queue = runner()
    await queue.drain()
    expect(done).toEqual([])
    machine.wrongBy = minutes(2)
    await queue.drain()
    expect(done).toEqual(['well'])
    await queue.stop()
  })
  it('what is to come later still waits', async () => {
    const { machine, world, done, runner } = await aQueue()
    await put(world, 'well', now => ({ at: later(now, days(2)) }))
    const queue = runner()
    machine.wrongBy = days(600)
    await queue.drain()
    machine.wrongBy = 0
    await queue.drain()
    expect([done, await waiting(world)]).toEqual([[], [{ ahead: true }]])
    await queue.stop()
  })
})
