import { sql, type Kysely } from 'kysely'
import type { ClientBase } from 'pg'
import { lockClasses } from './lock-classes.ts'

/**
 * The class of the advisory locks on persons; the key within it is `obhut.stripe` of the subject. Every row about a
 * person shares the lock as it comes in (`obhut.received`).
 */
export const locksOnPersons = lockClasses.persons

/**
 * Waits until nothing is being written about a person or handed over, and has whatever begins that wait until this
 * transaction ends.
 */
export const aloneWith = async (client: ClientBase, subject: string): Promise<void> => {
  await client.query('select pg_advisory_xact_lock($1, obhut.stripe($2))', [locksOnPersons, subject])
}

/** The same in a unit of work. */
// any: whatever tables the unit is over
export const aloneInUnit = async (database: Kysely<any>, subject: string): Promise<void> => {
  await database
    .selectNoFrom(sql`pg_advisory_xact_lock(${sql.lit(locksOnPersons)}, obhut.stripe(${subject}))`.as('alone'))
    .execute()
}

/** Has whoever wants to be alone with the person wait until this transaction ends. */
export const sharedWith = async (client: ClientBase, subject: string): Promise<void> => {
  await client.query('select pg_advisory_xact_lock_shared($1, obhut.stripe($2))', [locksOnPersons, subject])
}

/**
 * What takes rows shares this lock: the sweep for a batch or for a partition, an erasure and the end of a consent for
 * their transactions. Who needs the lock on a person as well takes that first, as the approval of a hold does.
 */
export const sharedWithSweeps = (client: ClientBase): Promise<unknown> =>
  client.query('select pg_advisory_xact_lock_shared($1, 0)', [lockClasses.sweeps])

/** Waits for what a sweep or an erasure is just taking, and has the next of it wait until this transaction ends. */
// any: whatever tables the unit is over
export const aloneWithSweeps = async (database: Kysely<any>): Promise<void> => {
  await database.selectNoFrom(sql`pg_advisory_xact_lock(${sql.lit(lockClasses.sweeps)}, 0)`.as('alone')).execute()
}

/** As `sharedWith`, in a unit of work. */
// any: whatever tables the unit is over
export const sharedInUnit = async (database: Kysely<any>, subject: string): Promise<void> => {
  await database
    .selectNoFrom(sql`pg_advisory_xact_lock_shared(${sql.lit(locksOnPersons)}, obhut.stripe(${subject}))`.as('shared'))
    .execute()
}

/**
 * The same for many people. The locks come in one order, so that of two who ask for the same people neither waits for
 * the other.
 */
// any: whatever tables the unit is over
export const sharedWithAll = async (database: Kysely<any>, subjects: readonly string[]): Promise<void> => {
  await database
    .selectFrom(
      sql<{
        stripe: number
      }>`(select distinct obhut.stripe(one) as stripe from unnest(${subjects}::uuid[]) one order by 1)`.as('stripes'),
    )
    .select(sql`pg_advisory_xact_lock_shared(${sql.lit(locksOnPersons)}, stripes.stripe)`.as('shared'))
    .execute()
}
