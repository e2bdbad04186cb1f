import { setTimeout as pause } from 'node:timers/promises'
import { isLost } from '../../kernel/problems/errors.ts'

/** Tries again for a while when the database is away. */
export async function patiently<R>(what: () => Promise<R>, tries = 8): Promise<R> {
  for (let failures = 0; ; failures++) {
    try {
      return await what()
    } catch (error) {
      if (!isLost(error) || failures >= tries) throw error
      await pause(Math.min(5000, 50 * 2 ** failures))
    }
  }
}
