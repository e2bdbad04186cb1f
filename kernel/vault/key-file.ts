import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { link, open, rename, rm } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import type { ClientBase } from 'pg'
import type { Declarations } from '../declare/declarations.ts'
import { qualified } from '../declare/qualified.ts'
import { catalogueName } from '../declare/table.ts'
import { tablesWithKeys } from '../declare/sealed-tables.ts'
import { WrongKeys } from './generations.ts'

interface Generation { readonly number: number, readonly mark: string, readonly since: string, readonly retired: string | null }
interface Head { readonly obhut: 'keys of rows', readonly generations: readonly Generation[] }
interface Key { readonly id: string, readonly keptIn: string, readonly generation: number, readonly wrapped: string }

const page = 5000

/** A file stands where keys were to be written, and stays as it is. */
export class KeysStandThere extends Error {
  override readonly name = 'KeysStandThere'
}

/**
 * Writes the wrapped keys of all rows into one file, whole or not at all. What stands there already stays, unless it is to be replaced; and then only by
 * keys of the same vault: of these files only the newest may be kept, and none may take the place of something else.
 * They never lie in a backup of the data, so that an older backup opens what still has its key now, and nothing that was erased.
 */
export async function writeKeys(owner: ClientBase, file: string, { replace = false } = {}): Promise<number> {
  await refuseToDestroy(owner, file, replace)
  const beside = `${file}.${randomUUID()}`
  const handle = await open(beside, 'wx', 0o600)
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
    await putInPlace(beside, file, replace)
    return written
  } catch (error) {
    await handle.close().catch(() => { /* closed already */ })
    await rm(beside, { force: true })
    throw error
  }
}

/** Linking fails where a name is taken, so that of two who write at the same time neither destroys the other's. */
async function putInPlace(beside: string, file: string, replace: boolean): Promise<void> {
  if (replace) return rename(beside, file)
  await link(beside, file).catch((error: NodeJS.ErrnoException) => { throw error.code === 'EEXIST' ? new KeysStandThere(`${file} is there already, and nothing was written. Choose another name, or say --replace.`) : error })
  await rm(beside)
}

/** Only an earlier file of wrapped keys of the same vault is ever replaced. */
async function refuseToDestroy(owner: ClientBase, file: string, replace: boolean): Promise<void> {
  const found = await firstLineOf(file)
  if (found === undefined) return
  if (!replace) throw new KeysStandThere(`${file} is there already, and nothing was written. Choose another name, or say --replace to put the present keys in the place of earlier ones.`)
  const marks = marksIn(found)
  const { rows } = await owner.query<{ mark: string }>(`select encode(mark, 'hex') as mark from obhut.key_generation`)
  if (!marks) throw new KeysStandThere(`${file} is no file of wrapped keys and stays as it is. Choose another name.`)
  if (!rows.some(({ mark }) => marks.includes(mark))) throw new KeysStandThere(`${file} holds the wrapped keys of another vault and stays as it is. Choose another name.`)
}

async function firstLineOf(file: string): Promise<string | undefined> {
  try {
    for await (const line of createInterface({ input: createReadStream(file, { end: 1_000_000 }), crlfDelay: Infinity })) return line
    return ''
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

function marksIn(line: string): readonly string[] | undefined {
  try {
    const head = JSON.parse(line) as Partial<Head>
    return head.obhut === 'keys of rows' && Array.isArray(head.generations) ? head.generations.map(({ mark }) => mark) : undefined
  } catch {
    return undefined
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
