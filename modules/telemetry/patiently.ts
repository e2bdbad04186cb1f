import { setTimeout as pause } from 'node:timers/promises'
import { DatabaseRefusal } from '../../kernel/data/errors.ts'

/** The connection is gone, or the server is going or full: it has nothing to do with what was asked. */
export const isLost = (error: unknown): boolean => error instanceof DatabaseRefusal ? /^(08|57P|53)/.test(error.code)
  : error instanceof Error && (/connection|not queryable/i.test(error.message) || /^E[A-Z]+$/.test((error as { code?: string }).code ?? ''))

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
