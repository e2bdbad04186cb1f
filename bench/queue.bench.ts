import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import pg from 'pg'
import { kernel } from '../server/kernel-module.ts'
import { operation } from '../kernel/declare/activities.ts'
import { jobKind } from '../kernel/jobs/kinds.ts'
import { enqueue, enqueueAll, type Job } from '../kernel/jobs/queue.ts'
import { runJobs } from '../kernel/jobs/runner.ts'
import type { Store } from '../kernel/store/store.ts'
import { platform } from '../kernel/store/work.ts'
import { median, quantile, type Bench } from './parts/bench.ts'
import { platformFor } from './parts/platform.ts'

const empty = jobKind('bench.empty', { of: 'id' }, 'bulk')
const slow = jobKind('bench.slow', { of: 'id' }, 'bulk')
const urgent = jobKind('bench.urgent', { of: 'id' }, 'interactive')

const queue: Bench = {
  name: 'queue',
  says: 'empty jobs, against batches taken out by hand; what somebody waits for beside 100,000 jobs that are worked off',
  async runs({ postgres, dir, whole, say }) {
    const here = await platformFor({ postgres, dir }, { name: 'queue', modules: [kernel] })
    await here.jobs.stop()
    const { store } = here
    const outside = new pg.Pool({ ...postgres.admin, database: 'queue', max: 4 })
    outside.on('error', () => {})

    say('10,000 empty jobs')
    const began = performance.now()
    await put(store, empty, 10_000)
    const putting = 10_000 / ((performance.now() - began) / 1000)
    const ours = await workedOff(store, 10_000)
    await outside.query(byHandTable)
    await outside.query('insert into by_hand select gen_random_uuid(), n from generate_series(1, 10000) n')
    const byHand = await takenByHand(outside)
    await put(store, empty, 10_000)
    const again = await workedOff(store, 10_000)

    say('100,000 jobs of 5 ms, and one in between that somebody waits for')
    await put(store, slow, 100_000)
    const beside = await waits(store, whole ? 500 : 100)
    await outside.query('delete from obhut.job')
    say('the same while somebody reads one snapshot for long, as a backup does')
    const snapshot = await outside.connect()
    await snapshot.query('begin isolation level repeatable read')
    await snapshot.query('select count(*) from obhut.job')
    await put(store, empty, 10_000)
    const pinned = await workedOff(store, 10_000)
    await put(store, slow, 20_000)
    const besidePinned = await waits(store, whole ? 500 : 100)
    await snapshot.query('rollback')
    snapshot.release()
    await outside.end()
    await here.stop()
    return [
      { what: 'jobs put into the queue', value: putting, unit: '/s' },
      { what: 'empty jobs', value: Math.max(ours, again), unit: '/s', target: { atLeast: 5000 } },
      {
        what: 'empty jobs, against rows taken out by hand in batches of 200',
        value: Math.max(ours, again) / byHand,
        unit: 'times',
        note: `${Math.round(ours)} and ${Math.round(again)} beside ${Math.round(byHand)}/s`,
      },
      {
        what: 'until a job begins that somebody waits for, beside 100,000',
        value: quantile(beside, 0.95),
        unit: 'ms',
        target: { atMost: 50 },
        note: `95 %; median ${median(beside).toFixed(1)}, longest ${Math.max(...beside).toFixed(1)} ms`,
      },
      { what: 'empty jobs beside a long snapshot', value: pinned, unit: '/s' },
      {
        what: 'the same wait beside a long snapshot',
        value: quantile(besidePinned, 0.95),
        unit: 'ms',
        target: { atMost: 50 },
        note: `95 %; median ${median(besidePinned).toFixed(1)}, longest ${Math.max(...besidePinned).toFixed(1)} ms`,
      },
    ]
  },
}
export default queue

async function put(store: Store, kind: typeof empty, count: number): Promise<void> {
  for (let done = 0; done < count; done += 5000)
    await store.under(operation, platform, work =>
      enqueueAll(
        work,
        kind,
        Array.from({ length: 5000 }, () => ({ of: randomUUID() })),
      ),
    )
}

const job = (name: string, does: Job['does']): Job => ({ name, does })
const running = (store: Store, jobs: readonly Job[]) =>
  runJobs({
    store,
    jobs,
    failed: (name, error) => {
      console.error(name, error)
    },
  })

async function workedOff(store: Store, count: number): Promise<number> {
  let done = 0
  const all = Promise.withResolvers<void>()
  const began = performance.now()
  const runner = running(store, [
    job(empty.name, async () => {
      if (++done === count) all.resolve()
    }),
  ])
  await all.promise
  const took = performance.now() - began
  await runner.stop()
  return count / (took / 1000)
}

/** How long each of these waits until it begins, in milliseconds, while the bulk lane is at work. */
async function waits(store: Store, count: number): Promise<number[]> {
  const took: number[] = []
  let began = 0
  const target = new EventTarget()
  const runner = running(store, [
    job(slow.name, () => new Promise(resolve => setTimeout(resolve, 5))),
    job(urgent.name, async () => {
      took.push(performance.now() - began)
      target.dispatchEvent(new Event('begun'))
    }),
  ])
  for (let done = 0; done < count; done++) {
    await new Promise(resolve => setTimeout(resolve, 20))
    const begun = once(target, 'begun')
    await store.under(operation, platform, async work => {
      await enqueue(work, urgent, { of: randomUUID() })
    })
    began = performance.now()
    await begun
  }
  await runner.stop()
  return took
}

const byHandTable = 'create table by_hand (id uuid primary key, at bigint); create index on by_hand (at)'
async function takenByHand(outside: pg.Pool): Promise<number> {
  const began = performance.now()
  let all = 0
  for (;;) {
    const { rowCount } = await outside.query(
      'delete from by_hand where id in (select id from by_hand order by at limit 200 for update skip locked)',
    )
    if (!rowCount) return all / ((performance.now() - began) / 1000)
    all += rowCount
  }
}
