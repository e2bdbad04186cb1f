import { hours, minutes } from '../../kernel/clock/clock.ts'
import { TooManyAttempts } from '../../platform/refusal.ts'
import { CopiesBusy } from './refusals.ts'

interface Making {
  /** When it began, and since when it waits for its reader, in milliseconds of the machine; one that is not sent waits for nobody. */
  readonly since: number
  waitsSince?: number
  breakOff?(): void
}
/** Accounts for which everything about a person is being read at this moment. */
const making = new Map<string, Making>()
/**
 * Each reads at one moment and holds one of the desk's connections for that long. One more stays free for the sweep,
 * erasures and the log.
 */
const atOnce = 2

/** How long what is sent as it is read may take: undisturbed by others who want a copy as well, and at most. */
export interface Pace {
  readonly undisturbed: number
  readonly most: number
}
const usual: Pace = { undisturbed: minutes(2), most: hours(1) }

/**
 * Refuses an account for which a copy is being made already, in whichever session, and everybody while as many are
 * being made as may be. Says which one would make room: that of a reader who has had some time and keeps its copy
 * waiting for a twentieth of that.
 */
export function mayMake(
  account: string,
  { undisturbed }: Pick<Pace, 'undisturbed'> = usual,
): Pick<Making, 'breakOff'> | undefined {
  if (making.has(account)) throw new TooManyAttempts(60)
  if (making.size < atOnce) return undefined
  const now = performance.now()
  const [slowest] = [...making.values()]
    .filter(
      ({ breakOff, since, waitsSince = now }) =>
        breakOff && now - since >= undisturbed && now - waitsSince >= undisturbed / 20,
    )
    .toSorted((a, b) => (a.waitsSince ?? 0) - (b.waitsSince ?? 0))
  if (!slowest) throw new CopiesBusy()
  return slowest
}

export async function makingFor<R>(account: string, work: () => Promise<R>): Promise<R> {
  mayMake(account)?.breakOff?.()
  making.set(account, { since: performance.now() })
  try {
    return await work()
  } finally {
    making.delete(account)
  }
}

/**
 * The same for what is sent while it is read. It counts from the first piece on: what nobody begins to read holds
 * nothing. One that is broken off ends with `CopiesBusy`, so that nobody takes it for whole.
 */
export async function* streamedFor<T>(
  account: string,
  stream: AsyncGenerator<T>,
  pace: Pace = usual,
): AsyncGenerator<T> {
  mayMake(account, pace)?.breakOff?.()
  let broken = false
  const one: Making = {
    since: performance.now(),
    breakOff() {
      broken = true
      leave()
      // What it holds is let go of at once, and not when the reader comes back.
      stream.return(undefined).catch(() => {})
    },
  }
  const leave = (): void => {
    if (making.get(account) === one) making.delete(account)
  }
  making.set(account, one)
  const timer = setTimeout(() => one.breakOff?.(), pace.most).unref()
  try {
    for (;;) {
      const { done, value } = await stream.next()
      if (broken) throw new CopiesBusy()
      if (done) return
      one.waitsSince = performance.now()
      yield value
      delete one.waitsSince
    }
  } finally {
    clearTimeout(timer)
    leave()
    await stream.return(undefined)
  }
}
