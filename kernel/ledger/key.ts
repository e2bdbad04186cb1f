import { createCipheriv, createDecipheriv, createHmac, createSecretKey, randomBytes, type KeyObject } from 'node:crypto'
import type { ClientBase } from 'pg'

/** Makes the marks of a store's ledger: keyed hashes that only who holds the master secret can compare with an id. */
export const ledgerKey = (secret: Buffer): KeyObject =>
  createSecretKey(createHmac('sha256', secret).update('ledger').digest())

/** The keyed hash of something named in several words: a kind and an id, a table and a row, an address. */
export const ledgerHash = (key: KeyObject, ...words: readonly string[]): Buffer =>
  createHmac('sha256', key).update(JSON.stringify(words)).digest()

/**
 * The key for what a row was corrected to: who does not know the row's id cannot make it, and with the row the id is
 * gone.
 */
const keyOfRow = (key: KeyObject, table: string, row: string): KeyObject =>
  createSecretKey(ledgerHash(key, 'corrected', table, row))

export function encryptFor(key: KeyObject, table: string, row: string, columns: unknown): Buffer {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', keyOfRow(key, table, row), nonce)
  return Buffer.concat([nonce, cipher.update(JSON.stringify(columns)), cipher.final(), cipher.getAuthTag()])
}

export function decryptFor(key: KeyObject, table: string, row: string, sealed: Buffer): unknown {
  const decipher = createDecipheriv('aes-256-gcm', keyOfRow(key, table, row), sealed.subarray(0, 12)).setAuthTag(
    sealed.subarray(-16),
  )
  return JSON.parse(Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]).toString())
}

/** What a store's connections share so that their transactions can remember. */
export interface Remembering {
  readonly key: KeyObject
  /** While the ledger is repeated nothing is remembered: it stands there already. */
  repeating: boolean
}
const connections = new WeakMap<ClientBase, Remembering>()
const withSomethingToShip = new WeakSet<ClientBase>()

/** Lets the transactions of a connection remember; the store does so for each connection that it opens. */
export const letRemember = (client: ClientBase, remembering: Remembering): void => {
  connections.set(client, remembering)
}

/**
 * The key for a connection's transaction, which from now on has something to ship; nothing while the ledger is
 * repeated.
 */
export function transactionKey(client: ClientBase): KeyObject | undefined {
  const found = connections.get(client)
  if (!found) throw new Error('only connections of a store can remember: use store.desk() or a unit of work')
  if (found.repeating) return undefined
  withSomethingToShip.add(client)
  return found.key
}

/** The key of a connection's store, for whoever looks something up and remembers nothing. */
export const ledgerKeyOf = (client: ClientBase): KeyObject | undefined => connections.get(client)?.key

/** Whether the transaction that just ended on this connection has something to ship; asked once. */
export const hasToShip = (client: ClientBase): boolean => withSomethingToShip.delete(client)
