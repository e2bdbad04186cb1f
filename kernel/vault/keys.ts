import type { KeyObject } from 'node:crypto'
import type { QueryResult } from 'pg'
import type { EncryptedColumn } from '../declare/encrypted-tables.ts'
import type { Vault } from './vault.ts'

/** What an encrypted column was asked that only its plain text could answer. */
export class StaysEncrypted extends Error {
  constructor({ table, name }: Pick<EncryptedColumn, 'table' | 'name'>, why: string) {
    super(`'${name}' of '${table.name}' is encrypted: ${why}`)
    this.name = 'StaysEncrypted'
  }
}

/** Keys of rows that a transaction has opened; forgotten with it. */
export type KeysAtHand = Map<string, KeyObject>
export type Ask = (query: { readonly sql: string; readonly parameters: readonly unknown[] }) => Promise<QueryResult>
/** A transaction as the vault sees it. */
export interface Asking {
  readonly ask: Ask
  readonly atHand: KeysAtHand
  readonly noted: (column: EncryptedColumn, rows: number) => void
}

/** The key that a value lies under: at hand already, or unwrapped from what came with the row. */
export function dataKeyFor(
  vault: Vault,
  atHand: KeysAtHand,
  column: EncryptedColumn,
  id: string,
  wrapped: Buffer | null,
): KeyObject {
  const known = atHand.get(`${column.keptIn} ${id}`)
  if (known) return known
  if (!wrapped) throw new StaysEncrypted(column, 'its key is destroyed')
  const key = vault.unwrap(wrapped, column.keptIn, id)
  atHand.set(`${column.keptIn} ${id}`, key)
  return key
}
