import { minutes } from '../clock/clock.ts'
import type { Job } from '../jobs/queue.ts'
import type { Store } from '../store/store.ts'
import type { KindOfProblem } from '../problems/problem.ts'
import { type EntriesOutOfTime, lagOf, sealAudit, SealerLags } from '../sealing/seal.ts'
import { witnessTo } from './witness.ts'

export interface SealerOptions {
  readonly store: Store
  /** Files outside of the store that are told of each seal. */
  readonly witnesses: readonly string[]
  readonly fault: (what: string, error: unknown) => void
  /** The cause of alarms of this kind is gone. */
  readonly over?: (kind: KindOfProblem, of?: string) => void
  /** What failed under this name works again. */
  readonly well?: (what: string) => void
  /** How often to seal, in milliseconds of the machine. */
  readonly every?: number
  /**
   * After how many entries the leaves where they arrive give their room back: each round walks through them, and the
   * database's own tidying comes once a minute.
   */
  readonly tidyAfter?: number
}

export interface Sealer {
  /**
   * The same for the queue, so that whoever waits for all that is due waits for the seal too; and a watch over the lag.
   */
  readonly jobs: readonly Job[]
  stop(): Promise<void>
}

/** What fails here, by name. */
const [place, misfit, strange] = [
  'audit',
  'audit: an entry does not fit into the log and has no seal',
  'audit: an entry bears another time than that of its arrival',
] as const

/** Whether the clock was in doubt within the last minutes: what was under way by then still comes, and is told of. */
function recentDoubtsOf({ clock }: Store): { wereThereOfLate(): boolean } {
  let last = -Infinity
  return {
    wereThereOfLate() {
      if (clock.inDoubt) last = performance.now()
      return performance.now() - last < minutes(5)
    },
  }
}

/** Seals what was written within a second, beside the queue: no long work there keeps an entry from its seal. */
export function startSealer({
  store,
  witnesses,
  fault,
  over = () => {},
  well = () => {},
  every = 500,
  tidyAfter = 20_000,
}: SealerOptions): Sealer {
  const witness = witnessTo(store, witnesses, {
    fault: problem => {
      fault(place, problem)
    },
    over,
  })
  let running: Promise<void> | undefined
  let told: string | undefined
  let taken = 0
  // Another process may have raised the alarm and be gone by now.
  let lagged = true
  const once = (what: string, error: unknown): void => {
    // A fault that stays is told once, not twice a second.
    const message = `${what} ${(error as Error).message}`
    if (message !== told) fault(what, error)
    told = message
  }
  const doubts = recentDoubtsOf(store)
  const tidy = async (): Promise<void> => {
    await store.asOwner(owner => owner.query('vacuum obhut.audit_entry_arriving, obhut.audit_person_arriving'))
    taken = 0
  }
  const seals = async (): Promise<void> => {
    try {
      const doubted = doubts.wereThereOfLate()
      let refused: unknown
      let outOfTime: EntriesOutOfTime | undefined
      taken += await sealAudit(store, {
        refused: error => {
          refused = error
        },
        outOfTime: problem => {
          outOfTime = problem
        },
      })
      await witness.tell()
      if (taken >= tidyAfter) await tidy()
      if (outOfTime && !doubted) once(strange, outOfTime)
      if (refused) once(misfit, refused)
      else {
        if (!outOfTime) told = undefined
        well(place)
        well(misfit)
      }
    } catch (error) {
      once(place, error)
    }
  }
  const seal = (): Promise<void> =>
    (running ??= seals().finally(() => {
      running = undefined
    }))
  const timer = setInterval(() => {
    void seal()
  }, every)
  timer.unref()
  return {
    jobs: [
      { name: 'kernel.seal', every: 1000, inEachProcess: true, whateverTheClock: true, does: seal },
      {
        name: 'kernel.watch-seals',
        every: 10_000,
        inEachProcess: true,
        whateverTheClock: true,
        does: async () => {
          await seal()
          await seal()
          // Of a unit that took long the entries arrive late, and are no lag: these the next seal takes.
          const lag = (await lagOf(store)) && (await seal().then(() => lagOf(store)))
          if (lag) fault(place, lag)
          else if (lagged) over(SealerLags)
          lagged = lag !== undefined
        },
      },
    ],
    async stop() {
      clearInterval(timer)
      await seal()
    },
  }
}
