import { operation } from '../declare/activities.ts'
import type { Units } from '../store/units.ts'
import { platform } from '../store/work.ts'
import { lanes, type Lane } from './lanes.ts'
import { job as jobs } from './tables.ts'

/** What waits in a lane. */
export interface LaneFigures {
  readonly lane: Lane
  /** Not done and not set aside, those that run included. */
  readonly waiting: number
  /** Leased to a process at this moment. */
  readonly leased: number
  readonly failed: number
  /** Since when the oldest one that is due waits. */
  readonly oldest: Date | null
}

/** A job that was set aside after its last try. */
export interface SetAsideJob {
  readonly id: string
  readonly name: string
  readonly lane: Lane
  readonly failures: number
  /** Class and code of the last failure. */
  readonly failure: string | null
  readonly failedAt: Date
}

export const laneFigures = (store: Units): Promise<LaneFigures[]> =>
  store.under(operation, platform, async work => {
    const rows = await work
      .over(jobs)
      .selectFrom('obhut.job')
      .select(({ fn, eb }) => [
        'lane',
        fn.countAll<number>().filterWhere('failedAt', 'is', null).as('waiting'),
        fn.countAll<number>().filterWhere('leasedUntil', '>=', work.now).as('leased'),
        fn.countAll<number>().filterWhere('failedAt', 'is not', null).as('failed'),
        fn
          .min('dueAt')
          .filterWhere(eb.and([eb('failedAt', 'is', null), eb('leasedUntil', 'is', null), eb('dueAt', '<=', work.now)]))
          .as('oldest'),
      ])
      .groupBy('lane')
      .execute()
    return lanes.map((lane, place) => {
      const { waiting = 0, leased = 0, failed = 0, oldest = null } = rows.find(one => one.lane === place) ?? {}
      return { lane, waiting, leased, failed, oldest }
    })
  })

/** Those that were set aside, the latest first. */
export const setAside = (store: Units, most: number): Promise<SetAsideJob[]> =>
  store.under(
    operation,
    platform,
    async work =>
      (
        await work
          .over(jobs)
          .selectFrom('obhut.job')
          .select(['id', 'name', 'lane', 'failures', 'failure', 'failedAt'])
          .where('failedAt', 'is not', null)
          .orderBy('failedAt', 'desc')
          .orderBy('id')
          .limit(most)
          .execute()
      ).map(({ lane, failedAt, ...one }) => ({ ...one, lane: lanes[lane] ?? 'normal', failedAt: failedAt! })), // as asked
  )

/** Has jobs that were set aside run again from the beginning: one by its id, or all of a name. Answers how many. */
export const retry = (store: Units, which: { readonly id: string } | { readonly name: string }): Promise<number> =>
  store.under(operation, platform, async work => {
    const { numUpdatedRows } = await work
      .over(jobs)
      .updateTable('obhut.job')
      .where('failedAt', 'is not', null)
      .where(eb => ('id' in which ? eb('id', '=', which.id) : eb('name', '=', which.name)))
      .set({ failedAt: null, failures: 0, failure: null, dueAt: work.now, putAt: work.now })
      .executeTakeFirst()
    return Number(numUpdatedRows)
  })
