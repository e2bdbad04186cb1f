import type { Connection, PoolClient, Submittable } from 'pg'
import { withoutValues } from '../problems/errors.ts'

/** Rows for one COPY: where to, and the bytes in PostgreSQL's binary format, or as text. */
export interface Copy {
  readonly into: string
  readonly columns: string
  readonly bytes: Buffer
  readonly format?: 'binary' | 'text'
}

/**
 * Copies into several tables and then runs one more statement, all in one round trip: the rows are sent right behind
 * the commands. When one of them fails the rest is passed over and nothing of this message stands.
 */
export async function copyIn(client: PoolClient, copies: readonly Copy[], last: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const sql = [
      ...copies.map(
        ({ into, columns, format = 'binary' }) => `copy ${into} (${columns}) from stdin (format ${format})`,
      ),
      last,
    ].join('; ')
    client.query(
      new Copying(sql, copies, error => {
        if (error) reject(withoutValues(error))
        else resolve()
      }),
    )
  })
}

class Copying implements Submittable {
  readonly #sql: string
  readonly #copies: readonly Copy[]
  readonly #done: (error?: unknown) => void
  constructor(sql: string, copies: readonly Copy[], done: (error?: unknown) => void) {
    this.#sql = sql
    this.#copies = copies
    this.#done = done
  }
  submit(connection: Connection): void {
    const wire = connection as Connection & { sendCopyFromChunk(chunk: Buffer): void; endCopyFrom(): void }
    wire.query(this.#sql)
    for (const { bytes } of this.#copies) {
      wire.sendCopyFromChunk(bytes)
      wire.endCopyFrom()
    }
  }
  // What the driver calls as the server answers.
  handleCopyInResponse(): void {}
  handleCommandComplete(): void {}
  handleRowDescription(): void {}
  handleDataRow(): void {}
  handleError(error: unknown): void {
    this.#done(error)
  }
  handleReadyForQuery(): void {
    this.#done()
  }
}

const header = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1')
const since2000 = Date.UTC(2000, 0, 1)

/** Writes rows of (integer, timestamptz, double precision) in PostgreSQL's binary format. */
export class TripleRows {
  #bytes: Buffer
  #at: number
  rows = 0
  constructor(expected: number) {
    this.#bytes = Buffer.allocUnsafe(header.length + expected * 34 + 2)
    this.#at = header.copy(this.#bytes)
  }
  add(number: number, milliseconds: number, value: number): void {
    if (this.#at + 36 > this.#bytes.length) this.#bytes = Buffer.concat([this.#bytes], this.#bytes.length * 2)
    const bytes = this.#bytes
    let at = this.#at
    at = bytes.writeUInt16BE(3, at)
    at = bytes.writeUInt32BE(4, at)
    at = bytes.writeInt32BE(number, at)
    at = bytes.writeUInt32BE(8, at)
    const micros = (milliseconds - since2000) * 1000
    const high = Math.floor(micros / 0x1_0000_0000)
    at = bytes.writeInt32BE(high, at)
    at = bytes.writeUInt32BE(micros - high * 0x1_0000_0000, at)
    at = bytes.writeUInt32BE(8, at)
    this.#at = bytes.writeDoubleBE(value, at)
    this.rows += 1
  }
  done(): Buffer {
    const end = this.#bytes.writeInt16BE(-1, this.#at)
    return this.#bytes.subarray(0, end)
  }
}
