import { doneFor } from '../store/for-tenant.ts'
import { JobTookTooLong } from './problems.ts'
import type { Job, JobPayload } from './queue.ts'

/** One run of a job, as whoever began it sees it. */
export interface Run {
  /** Comes to its end when the job does, or has taken too long; then `lateEnd` still may come. */
  readonly end: Promise<void>
  readonly lateEnd: Promise<boolean>
  abort(): void
}

/**
 * Begins a run that may take so long, in milliseconds of the machine, for a tenant or for the platform. A function that hangs
 * cannot be stopped.
 */
export function begin(job: Job, payload: JobPayload, within: number, tenant?: string): Run {
  const controller = new AbortController()
  const expired = Promise.withResolvers<never>()
  const timer = setTimeout(() => {
    controller.abort()
    expired.reject(new JobTookTooLong(within))
  }, within)
  timer.unref()
  const does = doneFor(tenant, async () => job.does(payload, controller.signal))
  return {
    end: Promise.race([does, expired.promise]).finally(() => {
      clearTimeout(timer)
    }),
    lateEnd: does.then(
      () => true,
      () => false,
    ),
    abort: () => {
      controller.abort()
    },
  }
}
