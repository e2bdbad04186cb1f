import type { Socket } from 'node:net'
import type { PoolClient } from 'pg'

/** Holds what is said to the database back until this turn of the program is over, and says it in one write: each of its own costs a call to the system. */
export function inOneGo(client: PoolClient): void {
  // The driver's types leave the socket out.
  const { stream } = (client as unknown as { connection: { stream: Socket } }).connection
  stream.cork()
  setImmediate(() => { stream.uncork() })
}
