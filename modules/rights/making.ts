import { TooManyAttempts } from '../../platform/refusal.ts'
import { CopiesBusy } from './refusals.ts'

/** Accounts for which everything about a person is being read at this moment. */
const making = new Set<string>()
/**
 * Each reads at one moment and holds one of the desk's connections for that long. One more stays free for the sweep,
 * erasures and the log.
 */
const atOnce = 2

/**
 * Refuses an account for which a copy is being made already, in whichever session, and everybody while as many are
 * being made as may be.
 */
export function mayMake(account: string): void {
  if (making.has(account)) throw new TooManyAttempts(60)
  if (making.size >= atOnce) throw new CopiesBusy()
}

export async function makingFor<R>(account: string, work: () => Promise<R>): Promise<R> {
  mayMake(account)
  making.add(account)
  try {
    return await work()
  } finally {
    making.delete(account)
  }
}

/**
 * The same for what is sent while it is read. It counts from the first piece on: what nobody begins to read holds
 * nothing.
 */
export async function* streamedFor<T>(account: string, stream: AsyncGenerator<T>): AsyncGenerator<T> {
  mayMake(account)
  making.add(account)
  try {
    yield* stream
  } finally {
    making.delete(account)
  }
}
