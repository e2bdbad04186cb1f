import { tenantAtHand, type Adding } from '../store/work.ts'
import { refuseUnfit, type JobKind, type PayloadOf, type Takes } from './kinds.ts'
import { placeOfLane, type Lane } from './lanes.ts'
import { job as jobs } from './tables.ts'

/**
 * Work to be done later or again and again, outside of the request that asked for it. It may run twice: killed in
 * between, it starts anew.
 */
// any: jobs with all payloads stand in one list
export interface Job<P extends JobPayload = any> {
  readonly name: string
  /** Runs automatically this often, in milliseconds of the kernel's clock; in one process at a time. */
  readonly every?: number
  /** How long after the start it runs automatically for the first time, in milliseconds; at once where nothing is said. */
  readonly first?: number
  /** Each process repeats it for itself, because it deals with what that process alone holds. */
  readonly inEachProcess?: true
  /** Runs also while the clock is in doubt: by time it deletes nothing, ends nothing and lets nothing take effect. */
  readonly whateverTheClock?: true
  /** Runs at once when a clock that was in doubt is right again, because it mends what that left behind. */
  readonly afterDoubt?: true
  /** `signal` is aborted once the run took too long, or the process stops and waited long enough. */
  readonly does: (payload: P, signal: AbortSignal) => Promise<void>
  /**
   * How long a run may take, in milliseconds of the machine (5 minutes). Then it counts as failed, its place is free
   * again, and it is tried anew.
   */
  readonly within?: number
  /** How many of its kind one process runs at a time in a lane, where fewer than the lane has places. */
  readonly atOnce?: number
  /** Runs that may fail or not come back before the job is set aside (10); each waits twice as long as the one before. */
  readonly tries?: number
}
/** Identifiers only: what is personal stays in the tables that the identifiers point to. */
export type JobPayload = Readonly<Record<string, string>>

/** How a job waits, where that differs from its kind. */
export interface HowQueued {
  /** Not before this moment; from now on where nothing is said. */
  readonly at?: Date
  readonly lane?: Lane
  /**
   * The tenant that it is done for, within a lane tenants take turns. Where nothing is said it is that of the unit of
   * work, of the one around it, or of the job that this is part of.
   */
  readonly tenant?: string
}

/** What is done for the platform and for no tenant takes its turn as one of them. */
export const noTenant = '00000000-0000-0000-0000-000000000000'

/** Puts work into the queue, in this transaction: it is there exactly if that commits. */
export const enqueue = <T extends Readonly<Record<string, Takes>>>(
  work: Adding,
  kind: JobKind<T>,
  payload: PayloadOf<NoInfer<T>>,
  how: HowQueued = {},
): Promise<void> => enqueueAll(work, kind, [payload], how)

/** Puts many jobs of one kind into the queue, some hundred with each statement. */
export async function enqueueAll<T extends Readonly<Record<string, Takes>>>(
  work: Adding,
  kind: JobKind<T>,
  payloads: readonly PayloadOf<NoInfer<T>>[],
  { at = work.now, lane = kind.lane, tenant = tenantAtHand(work) ?? noTenant }: HowQueued = {},
): Promise<void> {
  for (const payload of payloads) refuseUnfit(kind, payload)
  await work.add(
    jobs,
    payloads.map(payload => ({
      name: kind.name,
      payload: JSON.stringify(payload),
      dueAt: at,
      putAt: work.now,
      attempts: 0,
      leasedUntil: null,
      failedAt: null,
      failure: null,
      lane: placeOfLane(lane),
      forTenant: tenant,
      failures: 0,
    })),
  )
  work.afterwards(() => {
    for (const wake of wakeUps) wake(lane)
  })
}

/** Those who run jobs in this process, told that one was put into a lane. */
export const wakeUps = new Set<(lane: Lane) => void>()
