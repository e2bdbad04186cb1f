import { sql } from 'kysely'
import { operation } from '../declare/activities.ts'
import { later, type Clock } from '../clock/clock.ts'
import { classOf, errorCodeOf } from '../problems/raised.ts'
import { byHand } from '../store/by-hand.ts'
import type { Store } from '../store/store.ts'
import { platform, type Work } from '../store/work.ts'
import { placeOfLane, type Lane } from './lanes.ts'
import { noTenant, type JobPayload } from './queue.ts'
import { job as jobs } from './tables.ts'

/** A job that is this process's to run, until the lease is over. */
export interface Leased {
  readonly id: string
  readonly name: string
  readonly payload: JobPayload
  readonly dueAt: Date
  /** By this number the lease is told from an earlier and from a later one. */
  readonly attempts: number
  readonly failures: number
  /** Whoever had it before neither finished it nor gave it back: that process may have been killed by it. */
  readonly lapsed: boolean
  readonly forTenant: string
}
/** What names a lease. */
export type Lease = Pick<Leased, 'id' | 'attempts'>

export interface Wanted {
  readonly lane: Lane
  readonly most: number
  /** The tenant that had its turn last. */
  readonly behind: string
  /** Jobs that may run now, by name. */
  readonly known: readonly string[]
}

const inUnit = <R>(store: Store, work: (work: Work<typeof operation>) => Promise<R>): Promise<R> =>
  store.under(operation, platform, work)

const split = (leases: readonly Lease[]): [ids: string[], numbers: number[]] => [
  leases.map(({ id }) => id),
  leases.map(({ attempts }) => attempts),
]

/** What was leased of a lane, the oldest first, and whose turn was the last. */
export interface Taken {
  readonly rows: readonly Leased[]
  readonly behind: string
}

/** Takes out what is done and leases what is wanted, in one transaction; it answers for each that was wanted. */
export const exchange = (
  store: Store,
  done: readonly Lease[],
  wanted: readonly Wanted[],
  lasts: number,
): Promise<Taken[]> =>
  inUnit(store, async work => {
    const database = work.over(jobs)
    const finishing = done.length
      ? byHand(database, { reads: [jobs] }, sql`select obhut.finish_jobs(${split(done)[0]}, ${split(done)[1]})`)
      : undefined
    const leasing = wanted.map(({ lane, known, most, behind }) =>
      byHand(
        database,
        { reads: [jobs] },
        sql<Leased>`select * from obhut.lease_jobs(${placeOfLane(lane)}, ${known}, ${later(work.now, lasts)}, ${most}, ${behind})`,
      ),
    )
    const [leased] = await Promise.all([Promise.all(leasing), finishing])
    return leased.map((rows, at) => ({
      rows: rows.toSorted((a, b) => a.dueAt.getTime() - b.dueAt.getTime()),
      behind: rows.at(-1)?.forTenant ?? wanted[at]?.behind ?? noTenant,
    }))
  })

/** Has leases go on, or end now. */
export const renew = (store: Store, leases: readonly Lease[], lasts: number): Promise<unknown> =>
  inUnit(store, work => {
    const [ids, numbers] = split(leases)
    return byHand(
      work.over(jobs),
      { reads: [jobs] },
      sql`select obhut.renew_jobs(${ids}, ${numbers}, ${lasts > 0 ? later(work.now, lasts) : null})`,
    )
  })

/** Counts a run that may not come back, before it begins. */
export const countRun = (store: Store, { id, attempts, failures }: Leased): Promise<unknown> =>
  inUnit(store, work =>
    work
      .over(jobs)
      .updateTable('obhut.job')
      .where('id', '=', id)
      .where('attempts', '=', attempts)
      .set({ failures: failures + 1 })
      .execute(),
  )

/**
 * Puts a job that failed back: it waits 10 seconds, 20, 40 and so on, a quarter less at random so that those that failed
 * together do not come together; or it is set aside.
 */
export const giveBack = (
  store: Store,
  { id, attempts }: Lease,
  { failures, tries, error }: { readonly failures: number; readonly tries: number; readonly error: unknown },
): Promise<unknown> =>
  inUnit(store, work =>
    work
      .over(jobs)
      .updateTable('obhut.job')
      .where('id', '=', id)
      .where('attempts', '=', attempts)
      .set({
        leasedUntil: null,
        failures,
        failure: [classOf(error), errorCodeOf(error)].filter(Boolean).join(' '),
        ...(failures >= tries
          ? { failedAt: work.now }
          : { dueAt: later(work.now, pauseAfter(failures)), putAt: work.now }),
      })
      .execute(),
  )
const pauseAfter = (failures: number): number => 2 ** Math.min(failures, 20) * 5000 * (0.75 + Math.random() / 4)

/** Those of these names of which one failed before, and waits to be tried again or was set aside. */
export const inTrouble = async (store: Store, names: readonly string[]): Promise<ReadonlySet<string>> =>
  new Set(
    await inUnit(store, async work =>
      (
        await work
          .over(jobs)
          .selectFrom('obhut.job')
          .select('name')
          .where('name', 'in', names)
          .where('failures', '>', 0)
          .distinct()
          .execute()
      ).map(({ name }) => name),
    ),
  )

/** What may be leased: while the clock is in doubt, whatever could delete or take effect by it waits. */
export const mayRun = (
  { whateverTheClock }: { readonly whateverTheClock?: true },
  { clock }: { readonly clock: Clock & { readonly inDoubt: unknown } },
): boolean => whateverTheClock === true || clock.inDoubt === undefined
