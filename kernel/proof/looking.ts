import type { ClientBase } from 'pg'
import { withoutValues } from '../data/errors.ts'
import type { AnyTable } from '../data/table.ts'
import type { Findings } from './findings.ts'

/** Looks at a table; that it cannot be looked at is a finding too, and keeps nobody from looking at the others. */
export async function looking(client: ClientBase, table: AnyTable, found: Findings, promises: readonly string[], look: () => Promise<void>): Promise<void> {
  await client.query('savepoint looking')
  try {
    await look()
    await client.query('release looking')
  } catch (error) {
    await client.query('rollback to looking')
    found.fault(`${table.name} cannot be looked at: ${(withoutValues(error) as Error).message}`, ...promises)
  }
}
