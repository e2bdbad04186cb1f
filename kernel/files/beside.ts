import { createHash, type KeyObject } from 'node:crypto'
import type { ClientBase } from 'pg'
import { encryptedIn } from '../declare/encrypted-tables.ts'
import { catalogueName } from '../declare/table.ts'
import { CannotOpen } from '../vault/cipher.ts'
import type { Vault } from '../vault/vault.ts'
import { chunksOf, opened, type OfFile, type EncryptedChunk } from './chunks.ts'
import { FileDamaged } from './problems.ts'
import type { StoredFile } from './reading.ts'
import { fileTable } from './tables.ts'

/** A file of a row, as it is read past units of work. */
export interface FileBeside {
  readonly told: StoredFile
  /** Read to its end it is what was written, or a `FileDamaged`; a chunk at a time is in memory. */
  readonly content: () => AsyncGenerator<Buffer>
}

const [nameColumn, wholeColumn] = ['name', 'whole'].map(name => encryptedIn(fileTable).find(one => one.name === name)!) // both are declared

interface Row {
  readonly id: string
  readonly of: string
  readonly name: Buffer
  readonly type: string
  readonly made_at: Date
  readonly whole: Buffer
  readonly wrapped: Buffer | null
}

/**
 * Opens files for those who read past units of work (copy, proof): these, as far as they are whole and open.
 */
export async function filesBeside(
  client: ClientBase,
  vault: Vault,
  ids: readonly string[],
): Promise<Map<string, FileBeside>> {
  if (ids.length === 0) return new Map()
  const { rows } = await client.query<Row>(
    `select f.id, f.of, f.name, f.type, f.made_at, f.whole, (select k.wrapped from obhut.row_key k where k.id = f.id) as wrapped
     from obhut.file f where f.id = any($1) and f.whole is not null`,
    [ids],
  )
  return new Map(
    rows.flatMap(row => {
      const file = besideOf(client, vault, row)
      return file ? [[row.id, file]] : []
    }),
  )
}

interface Whole {
  readonly size: number
  readonly chunks: number
  readonly digest: string
}

function besideOf(client: ClientBase, vault: Vault, row: Row): FileBeside | undefined {
  const { id, of, wrapped, type } = row
  if (!wrapped || !nameColumn || !wholeColumn) return undefined
  try {
    const key = vault.unwrap(wrapped, catalogueName(fileTable), id)
    const whole = vault.decrypt(wholeColumn, id, key, row.whole) as Whole // as: it was encrypted by us
    if (whole.chunks !== chunksOf(whole.size)) return undefined
    const name = vault.decrypt(nameColumn, id, key, row.name) as string // as: a text was encrypted
    const told = { id, type, name, size: whole.size, digest: whole.digest, madeAt: row.made_at }
    return { told, content: () => contentOf(client, { id, of }, key, whole) }
  } catch (error) {
    if (error instanceof CannotOpen) return undefined
    throw error
  }
}

async function* contentOf(
  client: ClientBase,
  file: OfFile,
  key: KeyObject,
  { chunks, digest }: Whole,
): AsyncGenerator<Buffer> {
  const hash = createHash('sha256')
  for (let place = 0; place < chunks; place++) {
    const chunk = await chunkAt(client, file.id, place)
    if (!chunk) throw new FileDamaged(file.of, `chunk ${place} is missing`)
    const plain = opened(key, file, place, place === chunks - 1, chunk)
    hash.update(plain)
    yield plain
  }
  if (hash.digest('hex') !== digest) throw new FileDamaged(file.of, 'its content is another')
}

async function chunkAt(client: ClientBase, id: string, place: number): Promise<EncryptedChunk | undefined> {
  const { rows } = await client.query<EncryptedChunk>({
    name: 'chunk of a file',
    text: 'select place, last, content from obhut.file_chunk where file_id = $1 and place = $2',
    values: [id, place],
  })
  return rows[0]
}
