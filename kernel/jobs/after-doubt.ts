import { bySkew, days, hours, later, minutes } from '../clock/clock.ts'
import { operation } from '../declare/activities.ts'
import type { Store } from '../store/store.ts'
import { platform } from '../store/work.ts'
import { job as jobs, repeatingJob } from './tables.ts'

/** No lease lasts that long without being renewed; one that does was taken by a clock that was ahead. */
const longestLease = hours(1)
/** Software that did not note when it put a job in lets none wait for longer. */
const longestWait = days(1)

/**
 * What was put into the queue, put back or leased by a clock that was ahead waits no longer than it was to: it is due
 * now, and a lease that nobody renews is over in a minute.
 */
export const bringBack = (store: Store): Promise<void> =>
  store.under(operation, platform, async work => {
    const [by, tooLong] = [bySkew(work.now), later(work.now, longestLease)]
    const leased = { leasedUntil: later(work.now, minutes(1)) }
    await work
      .over(jobs)
      .updateTable('obhut.job')
      .where('dueAt', '>', by)
      .where(eb =>
        eb.or([eb('putAt', '>', by), eb.and([eb('putAt', 'is', null), eb('dueAt', '>', later(by, longestWait))])]),
      )
      .set({ dueAt: work.now, putAt: work.now })
      .execute()
    await work.over(jobs).updateTable('obhut.job').where('leasedUntil', '>', tooLong).set(leased).execute()
    await work
      .over(repeatingJob)
      .updateTable('obhut.repeating_job')
      .where('leasedUntil', '>', tooLong)
      .set(leased)
      .execute()
  })

/** How often it is looked whether another process has left something behind, in milliseconds of the machine. */
const looksEvery = minutes(10)

/**
 * Says of a live store when to look for what a wrong clock left behind: at the start, when the clock is
 * believed again, and from time to time.
 */
export function doubtsOf({ kind, clock }: Pick<Store, 'kind' | 'clock'>): () => 'changed' | 'as before' | undefined {
  let is: string | undefined = 'unknown'
  let looked = -Infinity
  return () => {
    if (kind !== 'live') return undefined
    const [before, now] = [is, performance.now()]
    is = clock.inDoubt?.is
    // By a clock that is behind, every right moment would be ahead.
    if (is !== undefined) return undefined
    if (is === before && now - looked < looksEvery) return undefined
    looked = now
    return is === before ? 'as before' : 'changed'
  }
}
