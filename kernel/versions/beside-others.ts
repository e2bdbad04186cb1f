import { setTimeout as pause } from 'node:timers/promises'
import type { ClientBase } from 'pg'
import { errorCodeOf } from '../problems/raised.ts'
import { transaction } from '../problems/transaction.ts'

/** How long a statement may keep others from a table by waiting for it, in milliseconds. */
const mostWaited = 100
/** How often it is tried, and how long is waited in between, in milliseconds of the machine. */
const tries = 600
const between = 500

/** A table that somebody uses without a pause for minutes. */
export class TableInUse extends Error {
  constructor(what: string) {
    super(
      `Somebody has been using a table for minutes, so ${what} could not be changed. End that work (see pg_stat_activity), or start again later.`,
    )
    this.name = 'TableInUse'
  }
}

/**
 * Changes a table while others use it, in a transaction. Whoever asks for a table that somebody wants to change waits
 * behind that one, so it gives up after a moment and tries again until nobody is in its way.
 */
export async function besideOthers(owner: ClientBase, what: string, work: () => Promise<void>): Promise<void> {
  for (let tried = 0; tried < tries; tried++) {
    if (tried > 0) await pause(between / 2 + Math.random() * between)
    try {
      await transaction(owner, async () => {
        await owner.query(`set local lock_timeout = ${mostWaited}`)
        await work()
      })
      return
    } catch (error) {
      if (errorCodeOf(error) !== '55P03') throw error
    }
  }
  throw new TableInUse(what)
}
