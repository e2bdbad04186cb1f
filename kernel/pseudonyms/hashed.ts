import { createHmac, randomBytes } from 'node:crypto'
import type { Pseudonym } from '../declare/columns.ts'
import { pseudonymKeyColumn, type AnyTable } from '../declare/table.ts'

/** Bytes of a pseudonym: two persons of a billion have the same one with a chance of 1 in 10^20. */
const length = 16

export const newSecret = (): string => randomBytes(32).toString('base64')

/** HMAC-SHA-256 of a person's id, or of what else the pseudonym is made of, under a secret of `newSecret`. */
export const hashed = (secret: string, of: string | undefined, value: string): Buffer =>
  createHmac('sha256', Buffer.from(secret, 'base64'))
    .update(JSON.stringify([of ?? 'id', value]))
    .digest()
    .subarray(0, length)

export interface Pseudonymous {
  readonly table: AnyTable
  /** By its name in the declaration, as that of the key. */
  readonly column: string
  readonly key: string
  readonly how: Pseudonym
  /** As the keys call it: a period, or `never`. */
  readonly rotates: string
}

export function pseudonymIn(table: AnyTable): Pseudonymous | undefined {
  if (table.about.who !== 'pseudonym') return undefined
  const { column } = table.about
  const how = table.columns[column]?.pseudonym
  return how && { table, column, key: pseudonymKeyColumn(column), how, rotates: how.rotates ?? 'never' }
}
export const pseudonymousIn = (tables: Iterable<AnyTable>): Pseudonymous[] =>
  [...tables].flatMap(table => pseudonymIn(table) ?? [])
