import { minutes } from '../clock/clock.ts'
import { bringBack, doubtsOf } from './after-doubt.ts'
import type { Store } from '../store/store.ts'
import { usualSlots, type Lane, type Slots } from './lanes.ts'
import { wakeUps, type Job } from './queue.ts'
import { repeatingIn } from './repeating.ts'
import { signalsOf } from './signals.ts'
import { workerOf } from './worker.ts'

export interface Runner {
  readonly jobs: readonly Job[]
  /** Does everything that is due now, and comes back when nothing is left that is due. */
  drain(): Promise<void>
  /** Begins nothing more and waits for what runs, as long as it has patience; others take over the rest at once. */
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
  readonly slots?: Slots
  /** How long a lease lasts without being renewed, in milliseconds of the kernel's clock. */
  readonly lasts?: number
  /** How long to wait for what runs when it is stopped, in milliseconds of the machine. */
  readonly patience?: number
}

/**
 * Works through the queue in this process. Any number of processes may do so: each job is leased to one, and whatever
 * it holds goes to others once it is stopped, or some time after it was killed.
 */
export function runJobs({
  store,
  jobs,
  failed,
  worked = () => {},
  look = 1000,
  slots = usualSlots,
  lasts = minutes(1),
  patience = 20_000,
}: RunnerOptions): Runner {
  const worker = workerOf({ store, jobs, slots, lasts, failed, worked })
  const repeating = repeatingIn({ store, jobs, lasts, failed, worked })
  const signals = signalsOf(store, lane => {
    worker.wake(lane)
  })
  const wake = (lane: Lane): void => {
    worker.wake(lane)
    signals.tell(lane)
  }
  wakeUps.add(wake)
  const doubts = doubtsOf(store)
  let bringing: Promise<void> | undefined
  /** After a clock was ahead, nothing waits for as long as it was. */
  async function afterDoubt(): Promise<void> {
    const time = doubts()
    if (time === 'changed') repeating.mendNow()
    if (time)
      bringing = bringBack(store).catch(error => {
        failed('queue', error)
      })
    await bringing
  }
  const lookAround = async (): Promise<void> => {
    await afterDoubt()
    worker.wake()
    await repeating.look()
  }
  const looking = setInterval(() => {
    void lookAround()
  }, look).unref()
  const renewing = setInterval(() => {
    void worker.renew()
    void repeating.renew()
  }, lasts / 3).unref()
  return {
    jobs,
    async drain() {
      await afterDoubt()
      await repeating.settled()
      worker.wake()
      await worker.idle()
    },
    async stop() {
      clearInterval(looking)
      await bringing
      wakeUps.delete(wake)
      await Promise.all([worker.stop(patience), repeating.stop(patience)])
      clearInterval(renewing)
      await signals.stop()
    },
  }
}
