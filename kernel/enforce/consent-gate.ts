import { sql, type Kysely, type RawBuilder } from 'kysely'
import type { ClientBase } from 'pg'
import { withoutValues } from '../problems/errors.ts'
import { isByConsent, type AnyActivity } from '../declare/activity.ts'
import { consentOfOne } from './consent-policies.ts'

/**
 * What was about to be done rests on a consent that is not there: never given, withdrawn, run out, or asked anew.
 * Nothing was done.
 */
export class NoConsent extends Error {
  /** The name of the activity that it was for. */
  readonly purpose: string
  constructor(purpose: string) {
    super(`there is no valid consent to '${purpose}'`)
    this.name = 'NoConsent'
    this.purpose = purpose
  }
}

/**
 * The lock of one person's consents to one purpose. What runs under consent shares it; who changes the consent has it
 * alone.
 */
export const consentLock = (subject: string, purpose: string): RawBuilder<unknown> =>
  sql`hashtextextended(${`${subject} ${purpose}`}::text, 0)`

/** The same of many: of these alone where somebody is about to change one, and shared where one has to hold. */
export interface ConsentsLocked {
  readonly subject: string
  readonly purpose: string
  readonly alone: boolean
}

/**
 * Takes the locks of many consents. They come in one order for all, so that of two who ask for the same consents neither
 * waits for the other.
 */
// any: whatever tables the unit is over
export async function lockConsents(database: Kysely<any>, all: readonly ConsentsLocked[]): Promise<void> {
  if (all.length === 0) return
  await database
    .selectFrom(
      sql<{ lock: string; alone: boolean }>`(select hashtextextended(k.name, 0) as lock, bool_or(k.alone) as alone
        from unnest(${all.map(one => `${one.subject} ${one.purpose}`)}::text[], ${all.map(one => one.alone)}::boolean[]) k (name, alone) group by 1 order by 1)`.as(
        'locks',
      ),
    )
    .select(
      sql`case when locks.alone then pg_advisory_xact_lock(locks.lock)::text else pg_advisory_xact_lock_shared(locks.lock)::text end`.as(
        'locked',
      ),
    )
    .execute()
}

/** Whether a unit of work has to ask first. */
export const asksFirst = (activity: AnyActivity, subject: string): boolean => isByConsent(activity) && subject !== ''

/**
 * Lets a unit of work under consent begin only where its person consents now. Until its transaction ends it shares the
 * lock that a withdrawal needs for itself: what has begun is done before the withdrawal is, and nothing begins after
 * it.
 */
export async function admit(client: ClientBase, { name }: AnyActivity, subject: string): Promise<void> {
  // In two statements, so that the look comes after the lock; both go out together.
  const [, looked] = await Promise.all([
    client.query({
      name: 'obhut-consent-share',
      text: 'select pg_advisory_xact_lock_shared(hashtextextended($1, 0))',
      values: [`${subject} ${name}`],
    }),
    client.query<{ holds: boolean }>({ name: `obhut-consent ${name}`, text: `select ${consentOfOne(name)} as holds` }),
  ]).catch(error => {
    throw withoutValues(error)
  })
  if (!looked.rows[0]?.holds) throw new NoConsent(name)
}
