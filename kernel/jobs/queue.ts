import { minutes, later } from '../clock/clock.ts'
import type { Store } from '../store/store.ts'
import { platform, type Adding } from '../store/work.ts'
import { operation } from '../declare/activities.ts'
import { refuseUnfit, type JobKind, type PayloadOf, type Takes } from './kinds.ts'
import { job as jobs } from './tables.ts'

/**
 * Work to be done later or again and again, outside of the request that asked for it. It may run twice: killed in
 * between, it starts anew.
 */
// any: jobs with all payloads stand in one list
export interface Job<P extends JobPayload = any> {
  readonly name: string
  /** Runs automatically this often, in milliseconds of the kernel's clock. */
  readonly every?: number
  /** How long after the start it runs automatically for the first time, in milliseconds; at once where nothing is said. */
  readonly first?: number
  /** Runs also while the clock is in doubt: by time it deletes nothing, ends nothing and lets nothing take effect. */
  readonly whateverTheClock?: true
  readonly does: (payload: P) => Promise<void>
  /** How long a run may take, in milliseconds, before another worker takes it over. */
  readonly within?: number
  /** Tries before the job is set aside as failed; each waits twice as long as the one before. */
  readonly tries?: number
}
/** Identifiers only: what is personal stays in the tables that the identifiers point to. */
export type JobPayload = Readonly<Record<string, string>>

/** Puts work into the queue, in this transaction: it is there exactly if that commits. */
export async function enqueue<T extends Readonly<Record<string, Takes>>>(
  work: Adding,
  kind: JobKind<T>,
  payload: PayloadOf<NoInfer<T>>,
  at: Date = work.now,
): Promise<void> {
  refuseUnfit(kind, payload)
  await work.add(jobs, {
    name: kind.name,
    payload: JSON.stringify(payload),
    dueAt: at,
    attempts: 0,
    leasedUntil: null,
    failedAt: null,
    failure: null,
  })
  work.afterwards(() => wakeUps.forEach(wake => wake()))
}

const wakeUps = new Set<() => void>()

export interface Runner {
  readonly jobs: readonly Job[]
  /** Does everything that is due now, and comes back when nothing is left that is due. */
  drain(): Promise<void>
  stop(): Promise<void>
}

export interface RunnerOptions {
  readonly store: Store
  readonly jobs: readonly Job[]
  /** Told of a failed run, with the job's name only; the error holds no values. */
  readonly failed: (name: string, error: unknown) => void
  /** Told of a run that was well, after which none of that name is in trouble. */
  readonly worked?: (name: string) => void
  /** How often to look, in milliseconds of the machine. */
  readonly look?: number
}

/** Works through the queue in this process. Any number of processes may do so: each job is leased to one. */
export function runJobs({ store, jobs: known, failed: tell, worked = () => {}, look = 1000 }: RunnerOptions): Runner {
  const byName = new Map(known.map(job => [job.name, job]))
  const repeating = known
    .filter(job => job.every !== undefined)
    .map(job => ({ job, next: job.first === undefined ? 0 : store.clock.now().getTime() + job.first }))
  // An earlier process may have left some in trouble.
  const troubled = new Set(known.map(({ name }) => name))
  const failed = (name: string, error: unknown): void => {
    troubled.add(name)
    tell(name, error)
  }
  let running: Promise<void> | undefined
  let again = false
  let stopped = false

  async function round(): Promise<void> {
    do {
      again = false
      await repeat()
      while (!stopped && (await takeOne())) {
        /* the next one */
      }
    } while (again && !stopped)
  }
  async function repeat(): Promise<void> {
    for (const one of repeating) {
      const now = store.clock.now().getTime()
      // The clock was ahead and was set right: what ran by the wrong one is not due only then.
      if (one.next - now > Math.max(one.job.every!, one.job.first ?? 0)) one.next = now // filtered above
      if (now < one.next || stopped || !mayRun(one.job, store)) continue
      one.next = now + one.job.every! // filtered above
      await one.job.does({}).then(
        () => {
          worked(one.job.name)
        },
        error => {
          failed(one.job.name, error)
        },
      )
    }
  }
  async function takeOne(): Promise<boolean> {
    const leased = await lease(store, new Map([...byName].filter(([, job]) => mayRun(job, store))))
    if (!leased) return false
    try {
      await leased.job.does(leased.payload)
      await store.under(operation, platform, work =>
        work.over(jobs).deleteFrom('obhut.job').where('id', '=', leased.id).execute(),
      )
      if (troubled.has(leased.job.name) && !(await anyInTrouble(store, leased.job.name))) {
        troubled.delete(leased.job.name)
        worked(leased.job.name)
      }
    } catch (error) {
      failed(leased.job.name, error)
      await giveBack(store, leased)
    }
    return true
  }
  const wake = (): void => {
    if (stopped) return
    again = true
    running ??= round()
      .then(
        () => {
          worked('queue')
        },
        error => {
          failed('queue', error)
        },
      )
      .finally(() => {
        running = undefined
        // Woken after the last look of this round: otherwise that work would wait for the next look.
        if (again) wake()
      })
  }
  wakeUps.add(wake)
  const timer = setInterval(wake, look)
  timer.unref()
  return {
    jobs: known,
    async drain() {
      wake()
      while (running) await running
    },
    async stop() {
      stopped = true
      clearInterval(timer)
      wakeUps.delete(wake)
      await running
    },
  }
}

/** While the clock is in doubt, whatever could delete or take effect by it waits. */
const mayRun = ({ whateverTheClock }: Job, { clock }: Store): boolean =>
  whateverTheClock === true || clock.inDoubt === undefined

interface Leased {
  readonly id: string
  readonly job: Job
  readonly payload: JobPayload
  readonly attempts: number
}

async function lease(store: Store, known: ReadonlyMap<string, Job>): Promise<Leased | undefined> {
  return store.under(operation, platform, async work => {
    const row = await work
      .over(jobs)
      .selectFrom('obhut.job')
      .selectAll()
      .where('failedAt', 'is', null)
      .where('dueAt', '<=', work.now)
      .where('name', 'in', [...known.keys(), ''])
      .where(eb => eb.or([eb('leasedUntil', 'is', null), eb('leasedUntil', '<', work.now)]))
      .orderBy('dueAt')
      .limit(1)
      .forUpdate()
      .skipLocked()
      .executeTakeFirst()
    const job = row && known.get(row.name)
    if (!row || !job) return undefined
    await work
      .over(jobs)
      .updateTable('obhut.job')
      .where('id', '=', row.id)
      .set({ leasedUntil: later(work.now, job.within ?? minutes(5)), attempts: row.attempts + 1 })
      .execute()
    return { id: row.id, job, payload: row.payload as JobPayload, attempts: row.attempts + 1 }
  })
}

/** Whether one of this name failed before, and waits to be tried again or was set aside. */
const anyInTrouble = async (store: Store, name: string): Promise<boolean> =>
  store.under(
    operation,
    platform,
    async work =>
      (await work
        .over(jobs)
        .selectFrom('obhut.job')
        .select('id')
        .where('name', '=', name)
        .where(eb =>
          eb.or([
            eb('failedAt', 'is not', null),
            eb('attempts', '>', 1),
            eb.and([eb('attempts', '=', 1), eb('leasedUntil', 'is', null)]),
          ]),
        )
        .limit(1)
        .executeTakeFirst()) !== undefined,
  )

async function giveBack(store: Store, { id, job, attempts }: Leased): Promise<void> {
  await store.under(operation, platform, async work => {
    const over = attempts >= (job.tries ?? 10)
    await work
      .over(jobs)
      .updateTable('obhut.job')
      .where('id', '=', id)
      .set(
        over
          ? { failedAt: work.now, leasedUntil: null }
          : { dueAt: later(work.now, 2 ** attempts * 5000), leasedUntil: null },
      )
      .execute()
  })
}
