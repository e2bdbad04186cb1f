import { sql } from 'kysely'
import { rightsKept } from '../declare/activities.ts'
import type { AnyActivity } from '../declare/activity.ts'
import type { Work } from '../store/work.ts'
import { sharedInUnit } from './lock-on-person.ts'
import { canBeObjectedTo, goesOnDespite } from './privileges.ts'

/** The person objected to what was about to be done, or had processing restricted. Nothing was done. */
export class ProcessingStopped extends Error {
  constructor(activity: string) {
    super(`'${activity}' leaves this person alone: the person objected, or had processing restricted`)
    this.name = 'ProcessingStopped'
  }
}

/** Whether an activity has to leave this person alone: objected to, or restricted and it does not go on despite that. */
export async function isStopped(
  work: Work<typeof rightsKept>,
  activity: AnyActivity,
  subject: string,
): Promise<boolean> {
  const found = await work
    .over()
    .selectNoFrom(
      sql<boolean>`exists (select from obhut.objection where subject = ${subject} and activity = ${activity.name} and stops)
        or (not ${goesOnDespite(activity)}::boolean and exists (select from obhut.restriction where subject = ${subject}))`.as(
        'stopped',
      ),
    )
    .executeTakeFirst()
  return found?.stopped === true
}

/**
 * Throws where an activity has to leave this person alone. Where it need not, that holds until this transaction ends: an
 * objection or a restriction waits for it, and nothing begins after one.
 */
export async function refuseIfStopped(work: Work, activity: AnyActivity, subject: string): Promise<void> {
  if (goesOnDespite(activity) && !canBeObjectedTo(activity)) return
  const stopped = await work.under(rightsKept, { is: 'platform' }, async own => {
    // In two statements, so that the look comes after the lock.
    await sharedInUnit(own.over(), subject)
    return isStopped(own, activity, subject)
  })
  if (stopped) throw new ProcessingStopped(activity.name)
}

/** Those of these people whom an activity has to leave alone; their locks are shared already. */
export async function stoppedAmong(work: Work, activity: AnyActivity, subjects: readonly string[]): Promise<string[]> {
  if (goesOnDespite(activity) && !canBeObjectedTo(activity)) return []
  return work.under(rightsKept, { is: 'platform' }, async own => {
    const found = await own
      .over()
      .selectFrom(sql<{ subject: string }>`(select unnest(${subjects}::uuid[]) as subject)`.as('one'))
      .select('one.subject')
      .where(
        sql<boolean>`exists (select from obhut.objection o where o.subject = one.subject and o.activity = ${activity.name} and o.stops)
          or (not ${goesOnDespite(activity)}::boolean and exists (select from obhut.restriction r where r.subject = one.subject))`,
      )
      .execute()
    return found.map(({ subject }) => subject)
  })
}
