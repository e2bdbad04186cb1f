import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg, { type Connection, type Submittable } from 'pg'
import type { World } from '../server/testing/world.ts'

/** A logical dump: every row of every table, as COPY writes it, each behind the name of its table. */
export async function dumpOf(world: World): Promise<string> {
  const client = new pg.Client({ ...world.cluster, database: world.database.place.database })
  await client.connect()
  try {
    const { rows } = await client.query<{
      at: string
    }>(`select format('%I.%I', n.nspname, c.relname) as at from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'm') and n.nspname !~ '^(pg_|information_schema)' order by 1`)
    const parts = []
    for (const { at } of rows)
      parts.push(`-- ${at}\n${await copiedOut(client, `copy (select * from ${at}) to stdout`)}`)
    return parts.join('\n')
  } finally {
    await client.end()
  }
}

const copiedOut = (client: pg.Client, sql: string): Promise<string> =>
  new Promise((resolve, reject) => {
    client.query(
      new CopyingOut(sql, (error, text) => {
        if (error) reject(error)
        else resolve(text)
      }),
    )
  })

class CopyingOut implements Submittable {
  readonly #sql: string
  readonly #done: (error: unknown, text: string) => void
  readonly #chunks: Buffer[] = []
  #failure: unknown
  constructor(sql: string, done: (error: unknown, text: string) => void) {
    this.#sql = sql
    this.#done = done
  }
  submit(connection: Connection): void {
    ;(connection as Connection & { query(sql: string): void }).query(this.#sql)
  }
  handleCopyData({ chunk }: { chunk: Buffer }): void {
    this.#chunks.push(Buffer.from(chunk))
  }
  handleRowDescription(): void {}
  handleDataRow(): void {}
  handleCommandComplete(): void {}
  handleError(error: unknown): void {
    this.#failure ??= error
  }
  handleReadyForQuery(): void {
    this.#done(this.#failure, Buffer.concat(this.#chunks).toString('utf8'))
  }
}

/** Where a text stands in a dump, in letters or as bytes in hexadecimal: the tables. */
export function foundIn(dump: string, text: string): string[] {
  const ways = [text.toLowerCase(), Buffer.from(text).toString('hex')]
  let table = ''
  const found = new Set<string>()
  for (const line of dump.toLowerCase().split('\n')) {
    if (line.startsWith('-- ')) table = line.slice(3)
    else if (ways.some(way => line.includes(way))) found.add(table)
  }
  return [...found]
}

/** All files below a directory, as one text. */
export async function filesIn(directory: string): Promise<string> {
  const files = (await readdir(directory, { recursive: true, withFileTypes: true })).filter(one => one.isFile())
  return (
    await Promise.all(
      files.map(async one => `${one.name}\n${await readFile(join(one.parentPath, one.name), 'latin1')}`),
    )
  ).join('\n')
}
