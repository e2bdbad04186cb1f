import { setTimeout as pause } from 'node:timers/promises'
import { DatabaseRefusal } from '../problems/errors.ts'

/**
 * A deadlock, a lock that was not to be had, a snapshot that is out of date, and a row that refers to one that just
 * went.
 */
const crossed = new Set(['40P01', '55P03', '40001', '23503'])

/** Runs a transaction again when it crossed another one; it has to be one that can be run again. */
export async function evenIfCrossed<R>(transaction: () => Promise<R>, tries = 5): Promise<R> {
  for (let left = tries; ; left--) {
    try {
      return await transaction()
    } catch (error) {
      if (left <= 1 || !(error instanceof DatabaseRefusal) || !crossed.has(error.code)) throw error
      await pause(20 * Math.random())
    }
  }
}
