import { randomUUID } from 'node:crypto'
import type { QueryConfig, QueryResult } from 'pg'
import { accountability } from '../declare/activities.ts'
import { actorOf, type WrittenEntry } from './rows.ts'
import type { Stated } from '../enforce/privileges.ts'
import type { Audited } from '../store/work.ts'
import { encryptedIn, type EncryptedColumn } from '../declare/encrypted-tables.ts'
import { newRowKey, type RowKey, type Vault } from '../vault/vault.ts'
import { putKeys } from '../vault/writing.ts'
import type { originFields, KeptOrigin, Origin } from './facts.ts'
import { auditOrigin } from './tables.ts'

export interface Recording {
  readonly vault: Vault
  readonly inForce: Stated
  readonly origin: Origin | undefined
}

/** The fields that the manifest has recorded of whoever acts. */
export const recordedFields = (inForce: Stated): readonly (typeof originFields)[number][] =>
  inForce.states(accountability.name)
    ? (inForce.value(accountability.fields) as readonly (typeof originFields)[number][])
    : []

/**
 * Adds to entries from where whoever acts came, as far as the manifest has that recorded; addresses are encrypted, and
 * their keys put into the store.
 */
export async function withOrigins(
  ask: (query: QueryConfig) => Promise<QueryResult>,
  audited: readonly Audited[],
  { vault, inForce, origin }: Recording,
): Promise<readonly WrittenEntry[]> {
  const fields = recordedFields(inForce)
  if (fields.length === 0 || !audited.some(one => one.userName !== undefined || origin)) return audited
  const keys: RowKey[] = []
  const written = audited.map(one => {
    const subject = actorOf(one.who) ?? one.subject
    const its: Origin = { ...origin, ...(one.userName !== undefined && { userName: one.userName }) }
    const kept = Object.fromEntries(fields.map(field => [field, its[field] ?? null])) as Origin
    if (
      subject === undefined ||
      (one.who.is === 'visitor' && one.userName === undefined) ||
      (one.who.is === 'platform' && one.userName === undefined) ||
      fields.every(field => kept[field] === null)
    )
      return one
    return { ...one, by: { subject, origin: sealedOrigin(kept, vault, keys) } }
  })
  if (keys.length)
    await putKeys(column.keptIn, keys, {
      vault,
      asking: {
        atHand: new Map(),
        noted: () => {},
        ask: ({ sql, parameters }) => ask({ text: sql, values: [...parameters] }),
      },
    })
  return written
}

/** Its one encrypted column: the address. */
const [column] = encryptedIn(auditOrigin) as [EncryptedColumn] // as the table declares

function sealedOrigin({ address, ...rest }: Origin, vault: Vault, keys: RowKey[]): KeptOrigin {
  const id = randomUUID()
  if (address == null) return { ...rest, id, address: null }
  const key = newRowKey()
  keys.push({ id, key })
  return { ...rest, id, address: vault.encrypt(column, id, key, address) }
}
