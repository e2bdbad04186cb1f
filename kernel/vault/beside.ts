import { snake, type AnyTable } from '../declare/table.ts'
import { encryptedIn } from '../declare/encrypted-tables.ts'
import { CannotOpen } from './cipher.ts'
import { dataKeyFor, type KeysAtHand } from './keys.ts'
import type { Vault } from './vault.ts'

type Row = Record<string, unknown>

/**
 * For those who read a table past units of work, as `t`, in SQL of their own: what to select beside its columns, and
 * what opens a row that was read so. Named columns alone are opened; whose key may have gone before is null then. With
 * `damaged` a value that does not open is told there, with its row, and null.
 */
export function besideEncrypted(
  vault: Vault,
  table: AnyTable,
  names: readonly string[],
  mayBeLost?: 'may be lost',
  damaged?: (column: string, row: string) => void,
): { readonly fields: readonly string[]; readonly open: (row: Row) => Row } {
  const wanted = new Set(names.map(snake))
  const columns = encryptedIn(table).filter(({ name }) => wanted.has(name))
  if (columns.length === 0) return { fields: [], open: row => row }
  const keyOf = (index: number): string => `obhut key ${index}`
  const keyRow = (index: number): string => `obhut key row ${index}`
  return {
    fields: [
      't.id as "obhut row"',
      ...columns.flatMap(({ keyColumn }, index) => [
        `t."${keyColumn}" as "${keyRow(index)}"`,
        `(select k.wrapped from obhut.row_key k where k.id = t."${keyColumn}") as "${keyOf(index)}"`,
      ]),
    ],
    open(row) {
      const atHand: KeysAtHand = new Map()
      const opened = { ...row }
      for (const [index, column] of columns.entries()) {
        const value = row[column.name] as Buffer | null
        const of = row['obhut row'] as string
        const decrypted = (): unknown =>
          value === null
            ? null
            : vault.decrypt(
                column,
                of,
                dataKeyFor(vault, atHand, column, row[keyRow(index)] as string, row[keyOf(index)] as Buffer | null),
                value,
              )
        if (mayBeLost && row[keyOf(index)] === null) opened[column.name] = null
        else opened[column.name] = damaged ? unlessDamaged(decrypted, () => damaged(column.name, of)) : decrypted()
      }
      return opened
    },
  }
}

function unlessDamaged(decrypted: () => unknown, damaged: () => void): unknown {
  try {
    return decrypted()
  } catch (error) {
    if (!(error instanceof CannotOpen)) throw error
    damaged()
    return null
  }
}
