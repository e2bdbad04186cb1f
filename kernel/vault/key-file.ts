import { randomUUID, type KeyObject } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { link, open, readdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import type { ClientBase } from 'pg'
import { z } from 'zod'
import type { Declarations } from '../declare/declarations.ts'
import { qualified } from '../declare/qualified.ts'
import { catalogueName } from '../declare/table.ts'
import { tablesWithKeys } from '../declare/encrypted-tables.ts'
import { CannotOpen } from './cipher.ts'
import { markOfKey, WrongKeys, type KeySource } from './generations.ts'
import { keepOwner } from './keep-owner.ts'
import { openVault } from './opening.ts'
import type { Vault } from './vault.ts'
import { transaction } from '../problems/transaction.ts'

interface Generation {
  readonly number: number
  readonly mark: string
  readonly since: string
  readonly retired: string | null
}
interface Head {
  readonly obhut: 'keys of rows'
  /** Whose they are; left out by earlier software. */
  readonly store?: string
  readonly generations: readonly Generation[]
}
interface Key {
  readonly id: string
  readonly keptIn: string
  readonly generation: number
  readonly wrapped: string
}

const page = 5000

/** A file stands where keys were to be written, and stays as it is. */
export class KeysStandThere extends Error {
  override readonly name = 'KeysStandThere'
}

/**
 * Writes the wrapped keys of all rows into one file, whole or not at all. What stands there already stays, unless it is
 * to be replaced; and then only by keys of the same vault: of these files only the newest may be kept, and none may
 * take the place of something else. They never lie in a backup of the data, so that an older backup opens what still
 * has its key now, and nothing that was erased.
 */
export async function writeKeys(owner: ClientBase, file: string, { replace = false } = {}): Promise<number> {
  await owner.query(`select pg_advisory_lock(hashtext('obhut.write-keys'))`)
  try {
    return await written(owner, file, replace)
  } finally {
    await owner.query(`select pg_advisory_unlock(hashtext('obhut.write-keys'))`)
  }
}

/**
 * What a run of this vault that was killed left beside the file goes: no other one writes now, and it holds keys of
 * rows that may be erased since.
 */
async function clearLeft(owner: ClientBase, file: string): Promise<void> {
  const place = resolve(file)
  const left = new RegExp(`^${RegExp.escape(basename(place))}\\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)
  for (const name of (await readdir(dirname(place)).catch(() => [])).filter(one => left.test(one))) {
    const found = join(dirname(place), name)
    const head = headIn((await firstLineOf(found)) ?? '')
    if (head && (await isOfThisVault(owner, head))) await rm(found, { force: true })
  }
}

async function written(owner: ClientBase, file: string, replace: boolean): Promise<number> {
  await clearLeft(owner, file)
  await refuseToDestroy(owner, file, replace)
  const beside = `${file}.${randomUUID()}`
  const handle = await open(beside, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT'
      ? new KeysStandThere(`The folder ${dirname(resolve(file))} is not there, and nothing was written. Make it first.`)
      : error
  })
  try {
    const count = await inSnapshot(owner, async () => {
      let count = 0
      const { rows: generations } = await owner.query<Generation>(
        `select number, encode(mark, 'hex') as mark, since, retired_at as retired from obhut.key_generation order by number`,
      )
      const head = { obhut: 'keys of rows', store: await storeOf(owner), generations } satisfies Head
      await handle.write(`${JSON.stringify(head)}\n`)
      for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
        const { rows } = await owner.query<Key>(
          `select id, kept_in as "keptIn", generation, encode(wrapped, 'base64') as wrapped from obhut.row_key where id > $1 order by id limit ${page}`,
          [after],
        )
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
    return count
  } catch (error) {
    await handle.close().catch(() => {
      /* closed already */
    })
    await rm(beside, { force: true })
    throw error
  }
}

/** Linking fails where a name is taken, so that of two who write at the same time neither destroys the other's. */
async function putInPlace(beside: string, file: string, replace: boolean): Promise<void> {
  if (replace) {
    keepOwner(beside, file)
    return rename(beside, file)
  }
  await link(beside, file).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'EEXIST'
      ? new KeysStandThere(`${file} is there already, and nothing was written. Choose another name, or say --replace.`)
      : error
  })
  await rm(beside)
}

async function storeOf(owner: ClientBase): Promise<string> {
  const {
    rows: [row],
  } = await owner.query<{ id: string }>('select id from obhut.store')
  if (!row) throw new Error('the store has no id')
  return row.id
}

/**
 * Of this store, and no newer than it: a copy that was restored bears the same id, and must not take the place of keys that
 * the store in service wrote since. A rotation leaves no generation that an earlier file has, too.
 */
async function isOfThisVault(owner: ClientBase, { store, generations }: Head): Promise<boolean> {
  const { rows } = await owner.query<{ number: number; mark: string }>(
    `select number, encode(mark, 'hex') as mark from obhut.key_generation`,
  )
  const isKnown = rows.some(({ mark }) => generations.some(one => one.mark === mark))
  if (store === undefined) return isKnown
  const newest = Math.max(...rows.map(({ number }) => number))
  return store === (await storeOf(owner)) && (isKnown || generations.every(({ number }) => number < newest))
}

/** Only an earlier file of wrapped keys of the same vault is ever replaced. */
async function refuseToDestroy(owner: ClientBase, file: string, replace: boolean): Promise<void> {
  const found = await firstLineOf(file)
  if (found === undefined) return
  if (!replace)
    throw new KeysStandThere(
      `${file} is there already, and nothing was written. Choose another name, or say --replace to put the present keys in the place of earlier ones.`,
    )
  const head = headIn(found)
  if (!head) throw new KeysStandThere(`${file} is no file of wrapped keys and stays as it is. Choose another name.`)
  if (!(await isOfThisVault(owner, head)))
    throw new KeysStandThere(`${file} holds the wrapped keys of another vault and stays as it is. Choose another name.`)
}

async function firstLineOf(file: string): Promise<string | undefined> {
  try {
    for await (const line of createInterface({
      input: createReadStream(file, { end: 1_000_000 }),
      crlfDelay: Infinity,
    }))
      return line
    return ''
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

function headIn(line: string): Head | undefined {
  const head = parsed(line) as Partial<Head> | undefined
  return head?.obhut === 'keys of rows' && Array.isArray(head.generations) ? (head as Head) : undefined // as: looked at
}

/** The keys of a file cannot take the place of those that the store has; nothing was changed. */
export class KeysDoNotFit extends Error {
  override readonly name = 'KeysDoNotFit'
}

export interface Restoring {
  readonly declared: Declarations
  readonly vault: Vault
  readonly file: string
}

/**
 * Puts the keys of a file in the place of those that a restored store has; those of rows that are not there are left
 * out. All of it is tried first, in one transaction: each key of the file opens under a master key that is at hand, and
 * no row of the store loses a key that opens.
 */
export async function restoreKeys(owner: ClientBase, { declared, vault, file }: Restoring): Promise<number> {
  return transaction(owner, async () => {
    await alone(owner)
    const { generations } = await stage(owner, file)
    refuseForeign(generations, vault.source, file)
    await refuseLoss(owner, declared, vault, file)
    await owner.query('delete from obhut.row_key')
    await owner.query(
      'insert into obhut.row_key (id, kept_in, generation, wrapped) select id, kept_in, generation, wrapped from key_of_file',
    )
    await owner.query('delete from obhut.key_generation')
    for (const one of generations)
      await owner.query('insert into obhut.key_generation (number, mark, since, retired_at) values ($1, $2, $3, $4)', [
        one.number,
        Buffer.from(one.mark, 'hex'),
        one.since,
        one.retired,
      ])
    await dropKeysWithoutRows(owner, declared)
    const put = await countIn(owner, 'obhut.row_key')
    const inFile = await countIn(owner, 'key_of_file')
    if (put === 0 && inFile > 0)
      throw new KeysDoNotFit(
        `None of the ${inFile} keys in ${file} belongs to a row of this store: the file is that of another one. Nothing was changed.`,
      )
    await openVault(owner, vault.source)
    return put
  })
}

/** No start and no rotation comes between looking and changing. */
async function alone(owner: ClientBase): Promise<void> {
  const {
    rows: [got],
  } = await owner.query<{ mine: boolean }>(
    `select pg_try_advisory_xact_lock(hashtext('obhut prepare')) and pg_try_advisory_xact_lock(hashtext('obhut vault rotate')) as mine`,
  )
  if (!got?.mine)
    throw new KeysDoNotFit(
      'Another command is at work on this store: a start, a restore, or a rotation of the keys. Wait for it. Nothing was changed.',
    )
  await owner.query('lock table obhut.row_key, obhut.key_generation in exclusive mode')
}

/** Reads the whole file into a table that goes with the transaction. */
async function stage(owner: ClientBase, file: string): Promise<Head> {
  await owner.query(
    'create temporary table key_of_file (id uuid not null, kept_in text not null, generation integer not null, wrapped bytea not null) on commit drop',
  )
  let head: Head | undefined
  let waiting: Key[] = []
  let line = 0
  const put = async (): Promise<void> => {
    await owner.query(
      'insert into key_of_file (id, kept_in, generation, wrapped) select k.id, k.kept_in, k.generation, k.wrapped from unnest($1::uuid[], $2::text[], $3::integer[], $4::bytea[]) as k (id, kept_in, generation, wrapped)',
      [
        waiting.map(key => key.id),
        waiting.map(key => key.keptIn),
        waiting.map(key => key.generation),
        waiting.map(key => Buffer.from(key.wrapped, 'base64')),
      ],
    )
    waiting = []
  }
  for await (const text of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    line += 1
    if (!head) {
      head = headOf(text, file)
      continue
    }
    waiting.push(keyIn(text) ?? damaged(file, line))
    if (waiting.length >= page) await put()
  }
  if (!head) throw new WrongKeys(`${file} is empty.`)
  await put()
  await owner.query('create index on key_of_file (kept_in, id)')
  await owner.query('analyze key_of_file')
  return head
}

const keyShape = z.object({
  id: z.guid(),
  keptIn: z.string(),
  generation: z.int().positive(),
  wrapped: z.string().regex(/^[A-Za-z0-9+/=\s]{60,}$/),
})
const headShape = z.object({
  obhut: z.literal('keys of rows'),
  generations: z
    .array(
      z.object({
        number: z.int().positive(),
        mark: z.string().regex(/^[0-9a-f]{32}$/),
        since: z.iso.datetime(),
        retired: z.iso.datetime().nullable(),
      }),
    )
    .min(1),
})

function headOf(line: string, file: string): Head {
  const found = headShape.safeParse(parsed(line))
  if (found.success) return found.data
  const encrypted = line.startsWith('{"is":"obhut backup')
  throw new WrongKeys(
    encrypted
      ? `${file} is encrypted, as the file beside a backup is: obhut restore takes it (--keys FILE). Nothing was changed.`
      : `${file} is no file of wrapped keys, as obhut vault keys --to FILE writes it. Nothing was changed.`,
  )
}
const keyIn = (line: string): Key | undefined => keyShape.safeParse(parsed(line)).data
function damaged(file: string, line: number): never {
  throw new WrongKeys(`${file} is damaged in line ${line}. Take another copy of it. Nothing was changed.`)
}
function parsed(line: string): unknown {
  try {
    return JSON.parse(line) as unknown
  } catch {
    return undefined
  }
}

function refuseForeign(generations: readonly Generation[], source: KeySource, file: string): void {
  const held = source.read()
  for (const { number, mark } of generations) {
    const one = held.find(other => other.number === number)
    if (!one)
      throw new KeysDoNotFit(
        `The keys in ${file} lie under generation ${number} of master keys, which is not in ${source.name}: it was destroyed by a rotation, or the file is older than that. Take the newest file. Nothing was changed.`,
      )
    if (markOfKey(one.key).toString('hex') !== mark)
      throw new KeysDoNotFit(
        `The keys in ${file} lie under another master key than generation ${number} in ${source.name}: the file is that of another store. Nothing was changed.`,
      )
  }
}

/**
 * A key that the store has and that opens stays the same one. What lies under a master key that is gone is lost
 * already, and keeps nothing back.
 */
async function refuseLoss(owner: ClientBase, declared: Declarations, vault: Vault, file: string): Promise<void> {
  const opening = await generationsThatOpen(owner, vault.source)
  let lost = 0
  for (const { name, at } of await keepersIn(owner, declared)) {
    for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
      const { rows } = await owner.query<{ id: string; has: Buffer | null; comes: Buffer | null }>(
        `
        select t.id, k.wrapped as has, f.wrapped as comes from ${at} t left join obhut.row_key k on k.kept_in = $1 and k.id = t.id and k.generation = any($2) left join key_of_file f on f.kept_in = $1 and f.id = t.id
        where t.id > $3 and (k.id is not null or f.id is not null) order by t.id limit ${page}`,
        [name, opening, after],
      )
      for (const { id, has, comes } of rows) {
        const next = comes && unwrapped(vault, comes, name, id)
        if (comes && !next)
          throw new WrongKeys(
            `A key in ${file} does not open: the file was changed. Take another copy of it. Nothing was changed here.`,
          )
        const now = has && unwrapped(vault, has, name, id)
        if (now && !next?.equals(now)) lost += 1
      }
      const last = rows.at(-1)
      if (!last || rows.length < page) break
      after = last.id
    }
  }
  if (lost)
    throw new KeysDoNotFit(
      `${lost} row${lost === 1 ? '' : 's'} of this store would lose the key that opens ${lost === 1 ? 'it' : 'them'}, as ${file} does not hold ${lost === 1 ? 'it' : 'them'}: the file is older than the store, or another one's. Nothing was changed. A database that came back with its keys needs no file: its start repeats what was erased since.`,
    )
}

function unwrapped(vault: Vault, wrapped: Buffer, keptIn: string, id: string): KeyObject | undefined {
  try {
    return vault.unwrap(wrapped, keptIn, id)
  } catch (error) {
    if (error instanceof CannotOpen || error instanceof WrongKeys) return undefined
    throw error
  }
}

async function generationsThatOpen(owner: ClientBase, source: KeySource): Promise<number[]> {
  const held = source.read()
  const { rows } = await owner.query<{ number: number; mark: Buffer }>('select number, mark from obhut.key_generation')
  return rows
    .filter(({ number, mark }) => held.some(one => one.number === number && markOfKey(one.key).equals(mark)))
    .map(({ number }) => number)
}

async function countIn(owner: ClientBase, table: string): Promise<number> {
  const {
    rows: [row],
  } = await owner.query<{ n: number }>(`select count(*)::float8 as n from ${table}`)
  return row?.n ?? 0
}

/** Tables whose rows have keys, as far as the restored database has them: its first start brings the others. */
async function keepersIn(
  owner: ClientBase,
  { tables }: Declarations,
): Promise<{ readonly name: string; readonly at: string }[]> {
  const all = tablesWithKeys(tables.values()).map(table => ({ name: catalogueName(table), at: qualified(table) }))
  const { rows } = await owner.query<{ name: string }>(
    'select name from unnest($1::text[], $2::text[]) as t (name, at) where to_regclass(at) is not null',
    [all.map(({ name }) => name), all.map(({ at }) => at)],
  )
  return all.filter(one => rows.some(({ name }) => name === one.name))
}

async function dropKeysWithoutRows(owner: ClientBase, declared: Declarations): Promise<void> {
  for (const { name, at } of await keepersIn(owner, declared)) {
    await owner.query(
      `delete from obhut.row_key k where k.kept_in = $1 and not exists (select from ${at} t where t.id = k.id)`,
      [name],
    )
  }
}

const inSnapshot = <R>(owner: ClientBase, work: () => Promise<R>): Promise<R> =>
  transaction(owner, work, 'begin isolation level repeatable read read only')
