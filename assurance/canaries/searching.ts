import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { inspect } from 'node:util'
import pg from 'pg'
import { nameOf } from '../../clauses/planting.ts'
import { dumpOf, filesIn } from '../../clauses/dump.ts'
import { keptTables } from '../../kernel/rows/kept-by-law.ts'
import { backUp, readBackup } from '../../kernel/backup/backup.ts'
import type { Begins } from '../../kernel/backup/contents.ts'
import { catalogueName, type AnyTable } from '../../kernel/declare/table.ts'
import { encryptedIn } from '../../kernel/declare/encrypted-tables.ts'
import type { World } from '../../server/testing/world.ts'

/** What each mark begins with; it stands nowhere else in the platform. */
export const prefix = 'kanarie'

/** What is looked for: everything that begins with a mark, ids, numbers. */
export interface Wanted {
  readonly marks: ReadonlySet<string>
  readonly ids: ReadonlySet<string>
  readonly numbers: ReadonlySet<string>
}
/** Something that was found, and where: a table, a file, a stream. */
export interface Hit {
  readonly where: string
  readonly what: string
}

const hex = (text: string): string => Buffer.from(text).toString('hex')
const markLength = prefix.length + 12
const signs = new RegExp(
  `${prefix}[0-9a-f]{12}[a-z0-9@._-]*|${hex(prefix)}[0-9a-f]{24}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{32}|\\b7\\d{8}\\b`,
  'gi',
)

/** What of it stands in a text: in letters, or as bytes in hexadecimal. */
export function foundIn(text: string, { marks, ids, numbers }: Wanted): string[] {
  const found = new Set<string>()
  for (const [match] of text.matchAll(signs)) {
    const sign = match.toLowerCase()
    const written = sign.startsWith(hex(prefix)) ? Buffer.from(sign, 'hex').toString() : sign
    if (
      written.startsWith(prefix) ? marks.has(written.slice(0, markLength)) : numbers.has(sign) || ids.has(dashed(sign))
    )
      found.add(written)
  }
  return [...found]
}
const dashed = (sign: string): string =>
  sign.length === 32 ? sign.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5') : sign

/** In a logical dump: every row of every table. */
export async function inTheDump(platform: World, wanted: Wanted): Promise<Hit[]> {
  const hits = new Map<string, Hit>()
  let where = ''
  for (const line of (await dumpOf(platform)).split('\n')) {
    if (line.startsWith('-- ')) where = line.slice(3).replaceAll('"', '')
    else for (const what of foundIn(line, wanted)) hits.set(`${where} ${what}`, { where, what })
  }
  return [...hits.values()]
}

/** In a backup as `obhut backup` writes it, opened with the master secret. */
export async function inABackup(platform: World, folder: string, secret: Buffer, wanted: Wanted): Promise<Hit[]> {
  const file = join(folder, `${Math.random().toString(36).slice(2)}.backup`)
  const { keys } = await backUp(platform.store, file, { secret })
  const hits: Hit[] = []
  for (const part of [file, keys]) {
    let where = ''
    for await (const frame of (await readBackup(part, { secret })).frames) {
      if (frame.is === 'facts') where = (frame.facts as unknown as Begins).table ?? where
      else for (const row of frame.rows) hits.push(...foundIn(row.toString(), wanted).map(what => ({ where, what })))
    }
  }
  return hits
}

/** In what is encrypted, opened with those keys that still exist. */
export async function inEncryptedColumns(platform: World, wanted: Wanted): Promise<Hit[]> {
  const hits: Hit[] = []
  for (const column of [...platform.declarations.tables.values()].flatMap(encryptedIn)) {
    const { keyColumn, keptIn, table, name } = column
    const rows = await platform.rows<{ id: string; of: string; value: Buffer; wrapped: Buffer }>(`
      select t.id, t.${pg.escapeIdentifier(keyColumn)} as of, t.${pg.escapeIdentifier(name)} as value, k.wrapped from ${nameOf(table)} t join obhut.row_key k on k.id = t.${pg.escapeIdentifier(keyColumn)} where t.${pg.escapeIdentifier(name)} is not null`)
    for (const row of rows) {
      const opened = platform.store.vault.decrypt(
        column,
        row.id,
        platform.store.vault.unwrap(row.wrapped, keptIn, row.of),
        row.value,
      )
      hits.push(...foundIn(JSON.stringify(opened), wanted).map(what => ({ where: column.at, what })))
    }
  }
  return hits
}

/** In files that the platform writes beside its database, in its letterbox, in what it printed and what it reported. */
export async function besideTheStore(
  platform: World,
  { files, texts }: { readonly files: readonly string[]; readonly texts: Readonly<Record<string, string>> },
  wanted: Wanted,
): Promise<Hit[]> {
  const all = {
    ...Object.fromEntries(files.map(file => [file, readFileSync(file, 'latin1')])),
    'the data folder': await filesIn(platform.dataDir),
    'the letterbox': (await platform.visitor().get('/dev/letterbox', { accept: 'application/json' })).text,
    'the metrics': (await platform.visitor().get('/metrics')).text,
    faults: inspect(platform.faults, { depth: 12, maxStringLength: null }),
    ...texts,
  }
  return Object.entries(all).flatMap(([where, text]) => foundIn(text, wanted).map(what => ({ where, what })))
}

/** In the files of a data directory, byte by byte: marks as letters, ids as letters or as the bytes of a uuid. */
export function inTheFilesOf(folder: string, { marks, ids }: Wanted): Hit[] {
  const hits: Hit[] = []
  const asBytes = [...ids].map(id => ({ id, bytes: Buffer.from(id.replaceAll('-', ''), 'hex') }))
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    if (!entry.isFile() || !statSync(path, { throwIfNoEntry: false })) continue
    const bytes = readFileSync(path)
    const where = path.slice(folder.length + 1)
    for (let at = bytes.indexOf(prefix); at >= 0; at = bytes.indexOf(prefix, at + 1)) {
      const [what = ''] = /^[a-z0-9@._-]*/.exec(bytes.toString('latin1', at, at + 120)) ?? []
      if (marks.has(what.slice(0, markLength))) hits.push({ where, what })
    }
    for (const { id, bytes: wanted } of asBytes)
      if (bytes.includes(wanted) || bytes.includes(id)) hits.push({ where, what: id })
  }
  return hits
}

/**
 * Tables in which something may still stand, by their names in the catalogue: a law keeps it, or nobody can be found in
 * it and its period still runs.
 */
export function mayStillHold(platform: World): Set<string> {
  const { tables } = platform.declarations
  const byLaw = keptTables(platform.declarations)
  const unattributed = [...tables.values()].filter(
    ({ about, until }: AnyTable) => about.who === 'unattributed' && until?.rule === 'since',
  )
  return new Set([...byLaw, ...unattributed].map(catalogueName))
}
