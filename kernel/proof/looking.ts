import type { ClientBase } from 'pg'
import { classOf, errorCodeOf } from '../problems/raised.ts'
import { DatabaseRefusal, isLost, withoutValues } from '../problems/errors.ts'
import type { AnyTable } from '../declare/table.ts'
import type { Findings } from './findings.ts'

/**
 * Looks at a table, or something else of a name; that it cannot be looked at is a finding too, and keeps nobody from
 * looking at the others.
 */
export async function looking(
  client: ClientBase,
  table: Pick<AnyTable, 'name'>,
  found: Findings,
  promises: readonly string[],
  look: () => Promise<void>,
): Promise<void> {
  await client.query('savepoint looking')
  try {
    await look()
    await client.query('release looking')
  } catch (error) {
    if (isLost(error)) throw error
    await client.query('rollback to looking')
    found.fault(`${table.name} cannot be looked at: ${whyNot(error)}`, ...promises)
  }
}

/**
 * Why something could not be looked at, without a value of anybody's: of an error that is not the database's own no
 * more than its class.
 */
export function whyNot(error: unknown): string {
  const known = withoutValues(error)
  return known instanceof DatabaseRefusal
    ? known.message
    : [classOf(error), errorCodeOf(error)].filter(Boolean).join(' ')
}
