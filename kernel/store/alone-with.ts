import { sql, type Kysely } from 'kysely'
import type { ClientBase } from 'pg'

/**
 * Waits until nothing is being written about a person or handed over, and has whatever begins that wait until this
 * transaction ends. Every row about a person shares this lock as it comes in (`obhut.received`).
 */
export const aloneWith = async (client: ClientBase, subject: string): Promise<void> => {
  await client.query('select pg_advisory_xact_lock(20261126, obhut.stripe($1))', [subject])
}

/** The same in a unit of work. */
// any: whatever tables the unit is over
export const aloneInUnit = async (database: Kysely<any>, subject: string): Promise<void> => {
  await database.selectNoFrom(sql`pg_advisory_xact_lock(20261126, obhut.stripe(${subject}))`.as('alone')).execute()
}
