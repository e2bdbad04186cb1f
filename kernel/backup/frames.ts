import { createHash } from 'node:crypto'

/** What a backup consists of: facts, and rows between them. */
export type Frame =
  | { readonly is: 'facts'; readonly facts: Readonly<Record<string, unknown>> }
  | { readonly is: 'rows'; readonly rows: readonly Buffer[] }

const kinds = { facts: 0x4a, rows: 0x44 } as const

export function framed(frame: Frame): Buffer {
  const body = frame.is === 'facts' ? Buffer.from(JSON.stringify(frame.facts)) : Buffer.concat(frame.rows)
  const head = Buffer.alloc(5)
  head.writeUInt8(kinds[frame.is])
  head.writeUInt32BE(body.length, 1)
  return Buffer.concat([head, body])
}

/** A row ends with a line feed; one within it is written as `\n`. */
function* rowsIn(body: Buffer): Generator<Buffer> {
  for (let at = 0; at < body.length; ) {
    const end = body.indexOf(10, at) + 1 || body.length
    yield body.subarray(at, end)
    at = end
  }
}

export async function* framesIn(bytes: AsyncIterable<Buffer>): AsyncGenerator<Frame> {
  let rest: Buffer = Buffer.alloc(0)
  for await (const chunk of bytes) {
    rest = rest.length ? Buffer.concat([rest, chunk]) : chunk
    while (rest.length >= 5 && rest.length >= 5 + rest.readUInt32BE(1)) {
      const body = rest.subarray(5, 5 + rest.readUInt32BE(1))
      yield rest[0] === kinds.facts
        ? { is: 'facts', facts: JSON.parse(body.toString()) as Record<string, unknown> }
        : { is: 'rows', rows: [...rowsIn(body)] }
      rest = rest.subarray(5 + body.length)
    }
  }
}

/** Counts rows and sums their hashes: the same for the same rows in whatever order. */
export function tally(): { readonly add: (row: Buffer) => void; readonly sum: () => Tally } {
  let rows = 0
  let sum = 0n
  return {
    add(row) {
      rows += 1
      sum = BigInt.asUintN(64, sum + createHash('sha256').update(row).digest().readBigUInt64BE(0))
    },
    sum: () => ({ rows, sum: sum.toString(16) }),
  }
}
export interface Tally {
  readonly rows: number
  readonly sum: string
}
