import { sql } from 'kysely'
import { accountability, rightsKept } from '../declare/activities.ts'
import type { AnyActivity } from '../declare/activity.ts'
import type { Work } from '../store/work.ts'
import { sharedInUnit } from './lock-on-person.ts'
import { canBeObjectedTo, goesOnDespite, goesOnWhileErasureWaits } from './privileges.ts'

/** The person objected to what was about to be done, had processing restricted, or waits for an erasure. Nothing was done. */
export class ProcessingStopped extends Error {
  constructor(activity: string) {
    super(
      `'${activity}' leaves this person alone: the person objected, had processing restricted, or waits for an erasure`,
    )
    this.name = 'ProcessingStopped'
  }
}

/**
 * Whether an activity has to leave this person alone: objected to, or restricted and it does not go on despite that, or
 * the person's erasure waits for the end of a hold.
 */
export const isStopped = async (
  work: Work<typeof rightsKept>,
  activity: AnyActivity,
  subject: string,
): Promise<boolean> => (await stoppedOf(work, activity, [subject])).length > 0

/** Nothing that could stand stops this activity, so nobody has to look. */
const isNeverStopped = (activity: AnyActivity): boolean =>
  goesOnDespite(activity) && !canBeObjectedTo(activity) && goesOnWhileErasureWaits(activity)

/**
 * Throws where an activity has to leave this person alone. Where it need not, that holds until this transaction ends: an
 * objection, a restriction or an erasure waits for it, and nothing begins after one.
 */
export async function refuseIfStopped(work: Work, activity: AnyActivity, subject: string): Promise<void> {
  if (isNeverStopped(activity)) return
  const stopped = await work.under(rightsKept, { is: 'platform' }, async own => {
    // In two statements, so that the look comes after the lock.
    await sharedInUnit(own.over(), subject)
    return isStopped(own, activity, subject)
  })
  if (stopped) throw new ProcessingStopped(activity.name)
}

/** Those of these people whom an activity has to leave alone; their locks are shared already. */
export const stoppedAmong = async (
  work: Work,
  activity: AnyActivity,
  subjects: readonly string[],
): Promise<string[]> =>
  isNeverStopped(activity) ? [] : work.under(rightsKept, { is: 'platform' }, own => stoppedOf(own, activity, subjects))

async function stoppedOf(
  work: Work<typeof rightsKept>,
  activity: AnyActivity,
  subjects: readonly string[],
): Promise<string[]> {
  const asked = await work
    .over()
    .selectFrom(oneOf(subjects))
    .select('one.subject')
    .where(
      sql<boolean>`exists (select from obhut.objection o where o.subject = one.subject and o.activity = ${activity.name} and o.stops)
        or (not ${goesOnDespite(activity)}::boolean and exists (select from obhut.restriction r where r.subject = one.subject))`,
    )
    .execute()
  const waiting = goesOnWhileErasureWaits(activity) ? [] : await erasureWaitsAmong(work, subjects)
  return [...new Set([...asked, ...waiting].map(({ subject }) => subject))]
}

const erasureWaitsAmong = (work: Work<typeof rightsKept>, subjects: readonly string[]) =>
  work.under(accountability, { is: 'platform' }, own =>
    own
      .over()
      .selectFrom(oneOf(subjects))
      .select('one.subject')
      .where(
        sql<boolean>`exists (select from obhut.legal_hold h where h.subject = one.subject and h.erasure_asked_at is not null)`,
      )
      .execute(),
  )

const oneOf = (subjects: readonly string[]) =>
  sql<{ subject: string }>`(select unnest(${subjects}::uuid[]) as subject)`.as('one')
