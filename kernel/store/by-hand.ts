import type { CompiledQuery, Kysely, RawBuilder } from 'kysely'
import type { Effect } from './inspect/inspect.ts'

const effects = new WeakMap<CompiledQuery, Effect>()
/** What whoever wrote a whole statement says that it does. */
export const effectOf = (query: CompiledQuery): Effect | undefined => effects.get(query)

/**
 * Runs a whole statement that is written in SQL, where the builder cannot say it; with the tables that it reads and the
 * one that it writes, which are held against its text. What it reads of encrypted columns stays encrypted. Pieces of
 * SQL within a query of the builder need none of this.
 *
 *     const rows = await byHand(work.over(reading), { reads: [reading] }, sql<{ at: Date }>`select at from telemetry.reading`)
 */
export async function byHand<R>(
  // any: the database that the unit of work may use, whatever its tables
  database: Kysely<any>,
  effect: Effect,
  statement: RawBuilder<R>,
): Promise<R[]> {
  const query = statement.compile(database)
  effects.set(query, effect)
  const { rows } = await database.executeQuery(query)
  return rows
}
