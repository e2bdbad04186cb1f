import { createReadStream } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import type { ClientBase } from 'pg'
import type { Declarations } from '../data/declarations.ts'
import { qualified } from '../data/qualified.ts'
import { catalogueName } from '../data/table.ts'
import { tablesWithKeys } from './sealed-tables.ts'
import { WrongKeys } from './generations.ts'

interface Generation { readonly number: number, readonly mark: string, readonly since: string, readonly retired: string | null }
interface Head { readonly obhut: 'keys of rows', readonly generations: readonly Generation[] }
interface Key { readonly id: string, readonly keptIn: string, readonly generation: number, readonly wrapped: string }

const page = 5000

/**
 * Writes the wrapped keys of all rows into one file and puts it in the place of the one before: of these files only the newest may be kept.
 * They never lie in a backup of the data, so that an older backup opens what still has its key now, and nothing that was erased.
 */
export async function writeKeys(owner: ClientBase, file: string): Promise<number> {
  const beside = `${file}.${process.pid}`
  const handle = await open(beside, 'w', 0o600)
  try {
    const written = await inSnapshot(owner, async () => {
      let count = 0
      const { rows: generations } = await owner.query<Generation>(`select number, encode(mark, 'hex') as mark, since, retired_at as retired from obhut.key_generation order by number`)
      await handle.write(`${JSON.stringify({ obhut: 'keys of rows', generations } satisfies Head)}\n`)
      for (let after = '00000000-0000-0000-0000-000000000000'; ;) {
        const { rows } = await owner.query<Key>(`select id, kept_in as "keptIn", generation, encode(wrapped, 'base64') as wrapped from obhut.row_key where id > $1 order by id limit ${page}`, [after])
        if (rows.length) await handle.write(rows.map(row => `${JSON.stringify(row)}\n`).join(''))
        count += rows.length
        const last = rows.at(-1)
        if (!last || rows.length < page) return count
        after = last.id
      }
    })
    await handle.sync()
    await handle.close()
    await rename(beside, file)
    return written
  } catch (error) {
    await handle.close().catch(() => { /* closed already */ })
    await rm(beside, { force: true })
    throw error
  }
}

/** Puts the keys of a file in the place of all keys that a restored store has; those of rows that are not there are left out. */
export async function restoreKeys(owner: ClientBase, declared: Declarations, file: string): Promise<number> {
  await owner.query('begin')
  try {
    await owner.query('delete from obhut.row_key')
    let head: Head | undefined
    let waiting: Key[] = []
    const put = async (): Promise<void> => {
      await owner.query('insert into obhut.row_key (id, kept_in, generation, wrapped) select k.id, k.kept_in, k.generation, k.wrapped from unnest($1::uuid[], $2::text[], $3::integer[], $4::bytea[]) as k (id, kept_in, generation, wrapped)',
        [waiting.map(key => key.id), waiting.map(key => key.keptIn), waiting.map(key => key.generation), waiting.map(key => Buffer.from(key.wrapped, 'base64'))])
      waiting = []
    }
    for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
      if (!head) { head = headOf(line, file); continue }
      waiting.push(JSON.parse(line) as Key)
      if (waiting.length >= page) await put()
    }
    if (!head) throw new WrongKeys(`${file} is empty`)
    await put()
    await owner.query('delete from obhut.key_generation')
    for (const one of head.generations) await owner.query('insert into obhut.key_generation (number, mark, since, retired_at) values ($1, $2, $3, $4)', [one.number, Buffer.from(one.mark, 'hex'), one.since, one.retired])
    await dropKeysWithoutRows(owner, declared)
    const { rows: [row] } = await owner.query<{ n: number }>('select count(*) as n from obhut.row_key')
    await owner.query('commit')
    return row?.n ?? 0
  } catch (error) {
    await owner.query('rollback')
    throw error
  }
}

function headOf(line: string, file: string): Head {
  const head = JSON.parse(line) as Partial<Head>
  if (head.obhut !== 'keys of rows' || !head.generations) throw new WrongKeys(`${file} does not hold the keys of rows`)
  return { obhut: head.obhut, generations: head.generations }
}

async function dropKeysWithoutRows(owner: ClientBase, { tables }: Declarations): Promise<void> {
  for (const { name, at } of tablesWithKeys(tables.values()).map(table => ({ name: catalogueName(table), at: qualified(table) }))) {
    await owner.query(`delete from obhut.row_key k where k.kept_in = $1 and not exists (select from ${at} t where t.id = k.id)`, [name])
  }
}

async function inSnapshot<R>(owner: ClientBase, work: () => Promise<R>): Promise<R> {
  await owner.query('begin isolation level repeatable read read only')
  try {
    return await work()
  } finally {
    await owner.query('commit')
  }
}
