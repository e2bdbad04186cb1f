import type { ClientBase, Connection, Submittable } from 'pg'
import { withoutValues } from '../problems/errors.ts'

const signature = Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1')
const headerLength = signature.length + 8

/**
 * Hands over each row of a query as PostgreSQL's binary format has it (a count of fields, then each with its length),
 * while it arrives: nothing is decoded and nothing gathered. The bytes are only good while `row` runs. The query takes
 * no parameters: COPY has none.
 */
export async function copyOut(client: ClientBase, select: string, row: (bytes: Buffer) => void): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    client.query(
      new CopyingOut(`copy (${select}) to stdout (format binary)`, row, error => {
        if (error) reject(withoutValues(error))
        else resolve()
      }),
    )
  })
}

class CopyingOut implements Submittable {
  readonly #sql: string
  readonly #row: (bytes: Buffer) => void
  readonly #done: (error?: unknown) => void
  #failed: unknown
  constructor(sql: string, row: (bytes: Buffer) => void, done: (error?: unknown) => void) {
    this.#sql = sql
    this.#row = row
    this.#done = done
  }
  submit(connection: Connection): void {
    ;(connection as Connection & { query(sql: string): void }).query(this.#sql)
  }
  // What the driver calls as the server answers; the server sends one message a row.
  handleCopyData({ chunk }: { readonly chunk: Buffer }): void {
    if (this.#failed !== undefined) return
    const bytes = chunk.subarray(0, signature.length).equals(signature) ? chunk.subarray(headerLength) : chunk
    // Two bytes of minus one: the end.
    if (bytes.length <= 2) return
    try {
      this.#row(bytes)
    } catch (error) {
      this.#failed = error
    }
  }
  handleCommandComplete(): void {}
  handleRowDescription(): void {}
  handleDataRow(): void {}
  handleError(error: unknown): void {
    this.#done(error)
  }
  handleReadyForQuery(): void {
    this.#done(this.#failed)
  }
}

const since2000 = Date.UTC(2000, 0, 1)
/** A moment as PostgreSQL's binary format has it: microseconds since 2000. */
export const binaryMoment = (bytes: Buffer, at: number): number => Number(bytes.readBigInt64BE(at)) / 1000 + since2000

/** Reads the fields of a binary row one after the other; null is undefined. */
export function* fieldsOf(row: Buffer): Generator<Buffer | undefined> {
  let at = 2
  for (let left = row.readInt16BE(0); left > 0; left--) {
    const length = row.readInt32BE(at)
    at += 4
    yield length < 0 ? undefined : row.subarray(at, at + length)
    if (length > 0) at += length
  }
}
