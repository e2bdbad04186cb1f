import { sql } from 'kysely'
import { rightsKept } from '../declare/activities.ts'
import type { AnyActivity } from '../declare/activity.ts'
import type { Work } from '../store/work.ts'
import { goesOnDespite } from './possessions.ts'
import { canBeObjectedTo } from './privileges.ts'

/** The person objected to what was about to be done, or had processing restricted. Nothing was done. */
export class MustRest extends Error {
  constructor(activity: string) {
    super(`'${activity}' leaves this person alone: the person objected, or had processing restricted`)
    this.name = 'MustRest'
  }
}

/**
 * Lets an activity go on with a person who neither objected to it nor had processing restricted, now and until this
 * transaction ends: an objection or a restriction waits for it, and nothing begins after one.
 */
export async function insistThatItGoesOn(work: Work, activity: AnyActivity, subject: string): Promise<void> {
  const despite = goesOnDespite(activity)
  if (despite && !canBeObjectedTo(activity)) return
  const rests = await work.under(rightsKept, { is: 'platform' }, async own => {
    const db = own.over()
    // In two statements, so that the look comes after the lock.
    await db.selectNoFrom(sql`pg_advisory_xact_lock_shared(20261126, obhut.stripe(${subject}))`.as('shared')).execute()
    const found = await db
      .selectNoFrom(
        sql<boolean>`exists (select from obhut.objection where subject = ${subject} and activity = ${activity.name} and stops)
          or (not ${despite}::boolean and exists (select from obhut.restriction where subject = ${subject}))`.as(
          'rests',
        ),
      )
      .executeTakeFirst()
    return found?.rests === true
  })
  if (rests) throw new MustRest(activity.name)
}
