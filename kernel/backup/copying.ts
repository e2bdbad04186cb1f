import type { ClientBase, Connection, Submittable } from 'pg'
import { withoutValues } from '../problems/errors.ts'

type Wire = Connection & {
  query(sql: string): void
  sendCopyFromChunk(chunk: Buffer): void
  endCopyFrom(): void
  sendCopyFail(why: string): void
  stream: { pause(): void; resume(): void; writableNeedDrain: boolean; once(event: 'drain', then: () => void): void }
}

/** Rows of a query as COPY's text has them, one a message, as they arrive; whoever takes them sets the pace. */
export async function* rowsOut(client: ClientBase, select: string): AsyncGenerator<Buffer> {
  const copying = new Out(`copy (${select}) to stdout`)
  client.query(copying)
  yield* copying.rows()
}

/** So many rows wait at most, and so many bytes: those of files are large. */
const most = { rows: 1000, bytes: 4 * 1024 * 1024 }

class Out implements Submittable {
  readonly #sql: string
  #wire: Wire | undefined
  #waiting: Buffer[] = []
  #bytes = 0
  #ended: { readonly error?: unknown } | undefined
  #wake: (() => void) | undefined
  #taken = true
  constructor(sql: string) {
    this.#sql = sql
  }
  submit(connection: Connection): void {
    this.#wire = connection as Wire
    this.#wire.query(this.#sql)
  }
  async *rows(): AsyncGenerator<Buffer> {
    try {
      for (;;) {
        const rows = this.#waiting
        this.#waiting = []
        this.#bytes = 0
        if (rows.length) yield* rows
        else if (this.#ended) {
          if (this.#ended.error) throw this.#ended.error
          return
        } else {
          this.#wire?.stream.resume()
          await new Promise<void>(resolve => {
            this.#wake = resolve
          })
        }
      }
    } finally {
      // Whoever has enough leaves here; the rest passes by, and the connection is good again.
      this.#taken = false
      this.#wire?.stream.resume()
    }
  }
  #tell(): void {
    this.#wake?.()
    this.#wake = undefined
  }
  // What the driver calls as the server answers; its buffer is used again, so the bytes are copied.
  handleCopyData({ chunk }: { readonly chunk: Buffer }): void {
    if (!this.#taken) return
    this.#waiting.push(Buffer.from(chunk))
    this.#bytes += chunk.length
    if (this.#waiting.length >= most.rows || this.#bytes >= most.bytes) this.#wire?.stream.pause()
    this.#tell()
  }
  handleCommandComplete(): void {}
  handleRowDescription(): void {}
  handleDataRow(): void {}
  handleError(error: unknown): void {
    this.#ended ??= { error: withoutValues(error) }
    this.#tell()
  }
  handleReadyForQuery(): void {
    this.#ended ??= {}
    this.#tell()
  }
}

/** Puts rows in that come as COPY's text has them, at the pace at which the server takes them. */
export async function rowsIn(client: ClientBase, into: string, rows: AsyncIterable<Buffer>): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    client.query(
      new In(`copy ${into} from stdin`, rows, error => {
        if (error) reject(withoutValues(error) as Error)
        else resolve()
      }),
    )
  })
}

class In implements Submittable {
  readonly #sql: string
  readonly #rows: AsyncIterable<Buffer>
  readonly #done: (error?: unknown) => void
  #wire: Wire | undefined
  #failed: unknown
  constructor(sql: string, rows: AsyncIterable<Buffer>, done: (error?: unknown) => void) {
    this.#sql = sql
    this.#rows = rows
    this.#done = done
  }
  submit(connection: Connection): void {
    this.#wire = connection as Wire
    this.#wire.query(this.#sql)
  }
  handleCopyInResponse(): void {
    void this.#send()
  }
  async #send(): Promise<void> {
    const wire = this.#wire
    if (!wire) return
    try {
      for await (const row of this.#rows) {
        wire.sendCopyFromChunk(row)
        if (wire.stream.writableNeedDrain)
          await new Promise<void>(resolve => {
            wire.stream.once('drain', resolve)
          })
      }
      wire.endCopyFrom()
    } catch (error) {
      this.#failed = error
      wire.sendCopyFail('what was to be copied could not be read')
    }
  }
  handleCommandComplete(): void {}
  handleRowDescription(): void {}
  handleDataRow(): void {}
  handleError(error: unknown): void {
    this.#failed ??= error
  }
  handleReadyForQuery(): void {
    this.#done(this.#failed)
  }
}
