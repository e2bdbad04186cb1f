import type { ClientBase } from 'pg'
import { encryptedIn, type EncryptedColumn } from '../declare/encrypted-tables.ts'
import { qualified } from '../declare/qualified.ts'
import { snake, type AnyTable } from '../declare/table.ts'
import { searchableIn } from '../search/columns.ts'
import { tokensOf } from '../search/tokens.ts'
import type { RowKey, Vault } from './vault.ts'
import { newRowKey } from './vault.ts'
import { putKeys } from './writing.ts'

/**
 * Values of one row as the database keeps them, by the names of its columns there: for those who write past units of
 * work, in SQL of their own. What is declared encrypted is encrypted under its row's key, which is put into the store
 * where it is new, and its keyed hash stands beside it.
 */
export async function asKept(
  client: ClientBase,
  vault: Vault,
  table: AnyTable,
  id: string,
  values: Readonly<Record<string, unknown>>,
): Promise<ReadonlyMap<string, unknown>> {
  const encrypted = new Map(encryptedIn(table).map(column => [column.name, column]))
  const searchable = new Map(searchableIn(table).map(column => [column.name, column]))
  const kept = new Map<string, unknown>()
  for (const [name, value] of Object.entries(values)) {
    const searched = searchable.get(snake(name))
    if (searched)
      kept.set(searched.words, typeof value === 'string' ? tokensOf(vault, searched.at, value, searched.how) : null)
    const column = encrypted.get(snake(name))
    if (!column) {
      kept.set(snake(name), value)
      continue
    }
    const given = value !== null && value !== undefined
    // as: findable columns hold text
    if (column.mark !== undefined) kept.set(column.mark, given ? vault.mark(column.at, value as string) : null)
    kept.set(column.name, given ? vault.encrypt(column, id, await keyOf(client, vault, column, id), value) : null)
  }
  return kept
}

async function keyOf(client: ClientBase, vault: Vault, column: EncryptedColumn, id: string): Promise<RowKey['key']> {
  const keyRow = await keyRowOf(client, column, id)
  const known = await unwrapped(client, vault, column, keyRow)
  if (known) return known
  await putKeys(column.keptIn, [{ id: keyRow, key: newRowKey() }], {
    vault,
    asking: {
      atHand: new Map(),
      noted: () => {},
      ask: ({ sql, parameters }) => client.query(sql, [...parameters]),
    },
  })
  // Of two who make one at once both use the one that lies there.
  const put = await unwrapped(client, vault, column, keyRow)
  if (!put) throw new Error(`a key that was just put down in ${column.keptIn} is not there`)
  return put
}

/** The row whose key it is: itself, or the one that it refers to. */
async function keyRowOf(client: ClientBase, { table, keyColumn }: EncryptedColumn, id: string): Promise<string> {
  if (keyColumn === 'id') return id
  const { rows } = await client.query<{ row: string }>(
    `select t."${keyColumn}" as row from ${qualified(table)} t where t.id = $1`,
    [id],
  )
  return rows[0]?.row ?? id
}

async function unwrapped(
  client: ClientBase,
  vault: Vault,
  { keptIn }: EncryptedColumn,
  id: string,
): Promise<RowKey['key'] | undefined> {
  const { rows } = await client.query<{ wrapped: Buffer }>(
    'select wrapped from obhut.row_key where id = $1 and kept_in = $2',
    [id, keptIn],
  )
  return rows[0] && vault.unwrap(rows[0].wrapped, keptIn, id)
}
