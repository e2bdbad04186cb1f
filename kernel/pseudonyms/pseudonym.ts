import { lockClasses } from '../enforce/lock-classes.ts'
import { sql } from 'kysely'
import { operation, rightsKept } from '../declare/activities.ts'
import type { AnyActivity } from '../declare/activity.ts'
import { exactlyAfter, inWholeDays, startOfDay } from '../declare/periods.ts'
import type { Period } from '../declare/settings.ts'
import type { Table } from '../declare/table.ts'
import { sharedInUnit } from '../enforce/lock-on-person.ts'
import { marksOfErased } from '../enforce/mark-of-erased.ts'
import { isStopped, ProcessingStopped } from '../enforce/stopped.ts'
import { PersonErased } from '../problems/errors.ts'
import { platform, type Work } from '../store/work.ts'
import { hashed, newSecret, pseudonymIn, type Pseudonymous } from './hashed.ts'
import { NoPseudonym } from './problems.ts'
import { pseudonymKey } from './tables.ts'

interface Whose {
  /** The person's id. */
  readonly subject: string
  /** What the pseudonym is made of, where it says so (`of`). */
  readonly value?: string
}

/**
 * The pseudonym of a person, for a row that is about to be written, with the key that it was made by: both columns, to be
 * spread into the row.
 *
 *     values({ ...(await pseudonymOf(work, view, { subject })), page, at: work.now })
 *
 * In units of the activity alone that keeps the table; anywhere else it throws `NoPseudonym`. Whoever objected or had
 * processing restricted gets none (`ProcessingStopped`), nor does somebody erased (`PersonErased`); an objection, a
 * restriction or an erasure waits for this transaction.
 */
export async function pseudonymOf<A extends AnyActivity, const C extends string>(
  work: Work<A>,
  // any: of whatever rows
  table: Table<
    string,
    any,
    A,
    // any: of kinds with whatever proofs
    { readonly who: 'pseudonym'; readonly kinds: never[] | readonly any[]; readonly column: C }
  >,
  { subject, value }: Whose,
): Promise<Record<C, Buffer> & Record<`${C}Key`, string>> {
  const one = pseudonymIn(table)
  if (!one || table.under.name !== work.activity.name)
    throw new NoPseudonym(`pseudonyms of '${table.name}' are not made under '${work.activity.name}'`)
  const { of } = one.how
  if ((of === undefined) !== (value === undefined))
    throw new NoPseudonym(`pseudonyms of '${table.name}' are made of the person's ${of ?? 'id alone'}`)
  if ('subject' in work.who && work.who.subject !== undefined && work.who.subject !== subject)
    throw new NoPseudonym('a unit of work for one person makes no pseudonym of another')
  await lookAt(work, subject)
  const { id, secret } = await currentKey(work, one)
  // as: by the names of the two columns
  return { [one.column]: hashed(secret, of, value ?? subject), [one.key]: id } as never
}

/** The same look as at each row about a person that comes in (`obhut.received`), and at what stops the activity. */
async function lookAt(work: Work, subject: string): Promise<void> {
  const stopped = await work.under(rightsKept, platform, async own => {
    await sharedInUnit(own.over(), subject)
    const erased = await own
      .over()
      .selectFrom(sql<{ id: string }>`(select ${subject}::uuid as id)`.as('one'))
      .select('one.id')
      .where(sql<boolean>`exists (select from obhut.erased e where e.mark in ${sql.raw(marksOfErased('one.id'))})`)
      .executeTakeFirst()
    if (erased) throw new PersonErased()
    return isStopped(own, work.activity, subject)
  })
  if (stopped) throw new ProcessingStopped(work.activity.name)
}

interface Key {
  readonly id: string
  readonly secret: string
}

/** The key of the period that runs; the first who needs it makes it, and others wait for that. */
const currentKey = (work: Work, one: Pseudonymous): Promise<Key> =>
  work.under(operation, platform, async own => {
    const known = await keyOf(own, one)
    if (known) return known
    await own
      .over()
      .selectNoFrom(
        sql`pg_advisory_xact_lock(${sql.lit(lockClasses.pseudonymKeys)}, hashtext(${`${one.table.under.name} ${one.rotates}`}))`.as(
          'alone',
        ),
      )
      .execute()
    return (await keyOf(own, one)) ?? newKey(own, one)
  })

/** A key that a restored backup holds without what opens it is destroyed, and none. */
const keyOf = (own: Work<typeof operation>, { table, rotates }: Pseudonymous): Promise<Key | undefined> =>
  own
    .over(pseudonymKey)
    .selectFrom('obhut.pseudonym_key')
    .select(['id', 'secret'])
    .where('activity', '=', table.under.name)
    .where('rotates', '=', rotates)
    .where(({ or, eb }) => or([eb('endsAt', 'is', null), eb('endsAt', '>', own.reached)]))
    .where(sql<boolean>`exists (select from obhut.row_key k where k.id = pseudonym_key.id)`)
    .orderBy('endsAt')
    .limit(1)
    .executeTakeFirst()

async function newKey(own: Work<typeof operation>, { table, rotates, how }: Pseudonymous): Promise<Key> {
  const secret = newSecret()
  const { id } = await own
    .over(pseudonymKey)
    .insertInto('obhut.pseudonym_key')
    .values({
      activity: table.under.name,
      rotates,
      since: own.reached,
      endsAt: how.rotates === undefined ? null : endOf(own.reached, how.rotates),
      secret,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return { id, secret }
}

/** Periods of days end at midnight (UTC), so that a key of `P1D` serves one day; those of hours run from the first use. */
const endOf = (now: Date, period: Period): Date =>
  exactlyAfter(inWholeDays(period) ? startOfDay(now, 'UTC') : now, period, 'UTC')
