import type { KeyObject } from 'node:crypto'
import type { QueryResult } from 'pg'
import type { SealedColumn } from '../declare/sealed-tables.ts'
import type { Vault } from './vault.ts'

/** What a sealed column was asked that only its plain text could answer. */
export class Sealed extends Error {
  constructor({ table, name }: Pick<SealedColumn, 'table' | 'name'>, why: string) {
    super(`'${name}' of '${table.name}' is sealed: ${why}`)
    this.name = 'Sealed'
  }
}

/** Keys of rows that a transaction has opened; forgotten with it. */
export type KeysAtHand = Map<string, KeyObject>
export type Ask = (query: { readonly sql: string; readonly parameters: readonly unknown[] }) => Promise<QueryResult>
/** A transaction as the vault sees it. */
export interface Asking {
  readonly ask: Ask
  readonly atHand: KeysAtHand
  readonly noted: (column: SealedColumn, rows: number) => void
}

/** The key that a value lies under: at hand already, or unwrapped from what came with the row. */
export function dataKeyFor(
  vault: Vault,
  atHand: KeysAtHand,
  column: SealedColumn,
  id: string,
  wrapped: Buffer | null,
): KeyObject {
  const known = atHand.get(`${column.keptIn} ${id}`)
  if (known) return known
  if (!wrapped) throw new Sealed(column, 'its key is destroyed')
  const key = vault.unwrap(wrapped, column.keptIn, id)
  atHand.set(`${column.keptIn} ${id}`, key)
  return key
}
