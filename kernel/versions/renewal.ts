import { sql } from 'kysely'
import type { UsableActivity } from '../declare/activity.ts'
import { accountability } from '../declare/activities.ts'
import type { AnyTable } from '../declare/table.ts'
import { canBeTakenUp } from '../enforce/privileges.ts'
import type { Who, Work } from '../store/work.ts'
import { takenUp } from './tables.ts'

/*
 * What was collected under one version of the statement is not there for an activity that only a later one states
 * (Art. 13(3) GDPR). It comes to be there when the person gives it anew under that version, takes up the service or has
 * the contract about it extended, or consents; each of these is on record.
 */

export interface TakingUp {
  /** The activities of the service: each rests on a contract, and is stated. */
  readonly activities: readonly UsableActivity[]
  /** The person, who acts in this unit unless the contract was extended. */
  readonly subject: string
  readonly how?: 'taken up' | 'extended'
}

/**
 * Notes that a person took up a service, or that the contract about it was extended: from the commit on its activities
 * find what they read of this person, whenever it was collected. Taking up is the person's own act; what is extended
 * may be noted by staff, once people were told of the version that states the service. Done twice it changes nothing.
 */
export async function takeUp(work: Work, { activities, subject, how = 'taken up' }: TakingUp): Promise<void> {
  const other = activities.find(one => !canBeTakenUp(one))
  if (other) throw new Error(`'${other.name}' does not perform a contract, so nobody can take it up`)
  if (!acts(work.who, subject, how))
    throw new Error(`a service is taken up by the person alone; staff may note that a contract was extended`)
  if (activities.length === 0) return
  // Nobody takes up what they were not told of: a unit under it is refused where it is not stated.
  for (const one of activities) await work.under(one, work.who, async () => {})
  await work.under(accountability, work.who, inner =>
    inner
      .over(takenUp)
      .insertInto('obhut.taken_up')
      .values(activities.map(({ name }) => ({ activity: name, how, at: inner.now, subject })))
      .onConflict(conflict => conflict.columns(['subject', 'activity']).doNothing())
      .execute(),
  )
}
const acts = (who: Who, subject: string, how: 'taken up' | 'extended'): boolean =>
  who.is === 'person'
    ? who.subject === subject
    : who.is === 'staff' && how === 'extended' && !isForAnother(who, subject)
/** A unit of work that is about one person says nothing of another. */
const isForAnother = (who: Who, subject: string): boolean =>
  'subject' in who && who.subject !== undefined && who.subject !== subject

/** The person has ended a service: what was collected before it was stated is not there for it any more. */
export async function endService(work: Work, { activities, subject }: Omit<TakingUp, 'how'>): Promise<void> {
  if (work.who.is === 'visitor' || isForAnother(work.who, subject))
    throw new Error('a service is ended by its person, by staff, or by the platform when its contract is over')
  await work.under(accountability, work.who, inner =>
    inner
      .over(takenUp)
      .deleteFrom('obhut.taken_up')
      .where('subject', '=', subject)
      .where(
        'activity',
        'in',
        activities.map(({ name }) => name),
      )
      .execute(),
  )
}

/**
 * Notes that a person has given rows anew, whole: they bear the version in force from now on, with its storage period,
 * and are there for all that it states. In a unit of the activity that keeps them, in which the person acts.
 */
export async function givenAnew(work: Work, table: AnyTable, ids: readonly string[]): Promise<void> {
  if (work.who.is !== 'person') throw new Error('only the person gives anew what is about the person')
  if (table.under.name !== work.activity.name || table.about.who !== 'owner')
    throw new Error(`'${work.activity.name}' does not keep '${table.name}'`)
  if (ids.length === 0) return
  await work
    .over(table as never)
    .updateTable(table.name as never)
    .set({ version: sql`obhut.version()` } as never)
    .where('id' as never, 'in', ids as never)
    .where(sql<boolean>`version < obhut.version()`)
    .execute()
}
