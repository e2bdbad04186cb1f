import { setTimeout as wait } from 'node:timers/promises'
import { minutes, seconds } from '../../kernel/clock/clock.ts'
import type { EmbeddedPostgres } from './embedded.ts'

/** A PostgreSQL that is started again where it ends without having been told to: some times, not for ever. */
export interface SupervisedPostgres extends Omit<EmbeddedPostgres, 'gone'> {
  /** Ends with a reason once it is given up. */
  readonly lost: Promise<never>
}

interface Keeping {
  /** Starts it once more, on the same data and with the same socket. */
  readonly again: () => Promise<EmbeddedPostgres>
  readonly report: (line: string) => void
  /** Waits before each try to start it, in milliseconds: what the old server left may still be ending. */
  readonly waits?: readonly number[]
}

/** Ends within ten minutes that are taken for chance. What ends more often is not helped by starting it again. */
const most = 3

export function supervised(
  first: EmbeddedPostgres,
  { again, report, waits = [0, 1, 2, 4, 8, 15].map(seconds) }: Keeping,
): SupervisedPostgres {
  let running = first
  let stopped = false
  let starting: Promise<void> | undefined
  let ends: number[] = []
  const { promise: lost, reject } = Promise.withResolvers<never>()
  lost.catch(() => {}) // whoever runs a platform on it listens, a command is done before

  const watch = (): void => {
    void running.gone.then(how => {
      if (!stopped) starting = startAgain(how).catch(reject)
    })
  }
  async function startAgain(how: string): Promise<void> {
    const now = performance.now()
    ends = [...ends.filter(end => now - end < minutes(10)), now]
    if (ends.length > most)
      throw new Error(
        `PostgreSQL has ended ${ends.length} times within ten minutes (at last: ${how}), and is not started again. Look into the log of the system: often there is too little memory, or the disk is full.`,
      )
    report(`PostgreSQL has ended without having been told to (${how}). Starting it again …`)
    running = await firstThatStarts()
    if (!stopped) report('PostgreSQL runs again.')
    watch()
  }
  async function firstThatStarts(): Promise<EmbeddedPostgres> {
    let problem: unknown
    for (const pause of waits) {
      await wait(pause)
      if (stopped) return running
      const next = await again().catch((failed: unknown) => {
        problem = failed
      })
      if (next && stopped) await next.stop()
      if (next) return next
    }
    throw problem
  }
  watch()
  return {
    ...first,
    lost,
    async stop() {
      stopped = true
      // A command that started its own meanwhile may be at work for long; what is started after it is stopped there.
      await Promise.race([starting, wait(seconds(10), undefined, { ref: false })])
      await running.stop()
    },
    kill() {
      stopped = true
      running.kill()
    },
  }
}
