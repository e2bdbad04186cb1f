import { sql } from 'kysely'
import type { AnyActivity } from '../kernel/statement/activity.ts'
import { job as jobs } from '../kernel/tables.ts'
import type { Work } from '../kernel/data/work.ts'

/** Work to be done later or again and again, outside of the request that asked for it. It may run twice: killed in between, it starts anew. */
export interface Job<P extends JobPayload = any> { // any: jobs with all payloads stand in one list
  readonly name: string
  /** Runs by itself this often, in milliseconds of the kernel's clock. */
  readonly every?: number
  readonly does: (payload: P) => Promise<void>
  /** How long a run may take before another worker takes over; 5 minutes where nothing is said. */
  readonly within?: number
}
/** Identifiers only: what is personal stays in the tables that the identifiers point to. */
export type JobPayload = Readonly<Record<string, string>>

/** Puts work into the queue, in the transaction of this unit: it is there exactly if that commits. */
export async function enqueue(work: Work<AnyActivity>, name: string, payload: JobPayload, at: Date = work.now): Promise<void> {
  await (work as Work<any>).over(jobs as never).insertInto('obhut.job' as never) // any, never: every activity may add to the queue, and none reads it
    .values({ name, payload: JSON.stringify(payload), dueAt: at, attempts: 0 } as never).execute()
  work.afterwards(() => wakeUps.forEach(wake => wake()))
}

const wakeUps = new Set<() => void>()
/** Calls back when this process has put something into the queue; the queue is the truth, this only saves the wait. */
export function whenEnqueued(wake: () => void): () => void {
  wakeUps.add(wake)
  return () => wakeUps.delete(wake)
}
void sql
