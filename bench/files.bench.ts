import { randomBytes, randomUUID } from 'node:crypto'
import pg from 'pg'
import { chunkSize } from '../kernel/files/chunks.ts'
import { complaining, complaint, desk } from '../kernel/files/example-for-test.ts'
import { readFile } from '../kernel/files/reading.ts'
import { receiveFile, writeFile } from '../kernel/files/writing.ts'
import { person } from '../kernel/store/work.ts'
import { kernel } from '../server/kernel-module.ts'
import { median, type Bench } from './parts/bench.ts'
import { platformFor } from './parts/platform.ts'

const MB = 1024 * 1024
const size = 25 * MB
const together = 4

const files: Bench = {
  name: 'files',
  says: 'files of 25 MB in and out, encrypted, against the same bytes written and read bare in chunks of the same size',
  async runs({ postgres, dir, whole, say }) {
    const here = await platformFor({ postgres, dir }, { name: 'files', modules: [kernel, desk] })
    const { store } = here
    const db = new pg.Client({ ...postgres.admin, database: 'files' })
    await db.connect()
    try {
      await db.query(
        'create schema bench; create table bench.chunk (file uuid not null, place integer not null, content bytea not null, primary key (file, place)); alter table bench.chunk alter column content set storage external',
      )
      const bytes = Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(size - 9)])
      const took: Record<'bareIn' | 'unitIn' | 'shortIn' | 'bareOut' | 'unitOut', number[]> = {
        bareIn: [],
        unitIn: [],
        shortIn: [],
        bareOut: [],
        unitOut: [],
      }
      const measured = async <R>(what: keyof typeof took, counts: boolean, does: () => Promise<R>): Promise<R> => {
        const began = performance.now()
        const result = await does()
        if (counts) took[what].push(performance.now() - began)
        return result
      }
      const rounds = whole ? 20 : 6
      for (let round = -1; round < rounds; round++) {
        const counts = round >= 0
        say(`round ${round + 1} of ${rounds}`)
        const who = person(randomUUID())
        const bare = await measured('bareIn', counts, () => writtenBare(db, bytes))
        const file = await measured('unitIn', counts, () =>
          store.under(complaining, who, async work => {
            const { id } = await writeFile(work, upload(bytes))
            await work.over(complaint).insertInto('desk.complaint').values({ says: '', document: id }).execute()
            return id
          }),
        )
        await measured('shortIn', counts, () => receiveFile(store, { under: complaining, who }, upload(bytes)))
        await measured('bareOut', counts, () => readBare(db, bare))
        await measured('unitOut', counts, () =>
          store.under(complaining, who, async work => {
            let read = 0
            for await (const piece of readFile(work, { of: complaint, column: 'document', id: file }))
              read += piece.length
            if (read !== size) throw new Error('a file came back in another size')
          }),
        )
      }
      const ratio = (bare: keyof typeof took, ours: keyof typeof took): number =>
        median(took[bare]) / median(took[ours])
      const speed = (what: keyof typeof took): string => `${Math.round(size / MB / (median(took[what]) / 1000))} MB/s`
      return [
        {
          what: 'a file written in one unit of work, against bare',
          value: ratio('bareIn', 'unitIn'),
          unit: 'of the throughput',
          target: { atLeast: 0.5 },
          note: `${speed('unitIn')}, bare ${speed('bareIn')}`,
        },
        {
          what: 'a file taken in by short units, against bare in one transaction',
          value: ratio('bareIn', 'shortIn'),
          unit: 'of the throughput',
          target: { atLeast: 0.5 },
          note: speed('shortIn'),
        },
        {
          what: 'a file read, against bare',
          value: ratio('bareOut', 'unitOut'),
          unit: 'of the throughput',
          target: { atLeast: 0.5 },
          note: `${speed('unitOut')}, bare ${speed('bareOut')}`,
        },
      ]
    } finally {
      await db.end()
      await here.stop()
    }
  },
}
export default files

const upload = (bytes: Buffer) => ({
  for: complaint,
  column: 'document' as const,
  name: 'Brief.pdf',
  content: inPieces(bytes),
})

/** As a network brings it. */
async function* inPieces(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += 64 * 1024) yield bytes.subarray(at, at + 64 * 1024)
}

async function writtenBare(db: pg.Client, bytes: Buffer): Promise<string> {
  const id = randomUUID()
  await db.query('begin')
  for (let place = 0; place * chunkSize < bytes.length; place += together) {
    const rows = Array.from({ length: together }, (_, more) => place + more).filter(
      one => one * chunkSize < bytes.length,
    )
    await db.query({
      name: `bare ${rows.length}`,
      text: `insert into bench.chunk (file, place, content) values ${rows.map((_, at) => `($1, $${at * 2 + 2}, $${at * 2 + 3})`).join(', ')}`,
      values: [id, ...rows.flatMap(one => [one, bytes.subarray(one * chunkSize, (one + 1) * chunkSize)])],
    })
  }
  await db.query('commit')
  return id
}

async function readBare(db: pg.Client, id: string): Promise<void> {
  let read = 0
  for (let place = 0; read < size; place += together) {
    const { rows } = await db.query<{ content: Buffer }>({
      name: 'bare out',
      text: 'select content from bench.chunk where file = $1 and place >= $2 and place < $3 order by place',
      values: [id, place, place + together],
    })
    for (const { content } of rows) read += content.length
  }
}
