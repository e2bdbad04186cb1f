import { createHash, type KeyObject } from 'node:crypto'
import type { UsableActivity } from '../declare/activity.ts'
import { catalogueName, type AnyTable, type RowOf } from '../declare/table.ts'
import type { Units } from '../store/units.ts'
import { keyAtHand, type Who, type Work } from '../store/work.ts'
import { chunkSize, chunksOf, inDatabase, opened, type ChunkStore, type OfFile } from './chunks.ts'
import { FileDamaged, NoSuchFile } from './problems.ts'
import { fileTable } from './tables.ts'
import { fileColumn } from './writing.ts'

/** A file as it is told to whoever may have it. */
export interface StoredFile {
  readonly id: string
  readonly name: string
  readonly type: string
  /** In bytes. */
  readonly size: number
  readonly madeAt: Date
  /** SHA-256, in hex. */
  readonly digest: string
}

/** Which file: that of a row by the id that its column holds, or a smaller picture made of it. */
export interface WhichFile<T extends AnyTable = AnyTable> {
  readonly of: T
  readonly column: keyof RowOf<T> & string
  readonly id: string
  readonly variant?: string
}

/** What a file is, without its content. */
export async function fileOf<T extends AnyTable>(work: Work, which: WhichFile<T>): Promise<StoredFile | undefined> {
  return (await found(work, which))?.told
}

/** From which byte (inclusive) to which (exclusive). */
export interface Stretch {
  readonly from: number
  readonly to: number
}

/**
 * The content of a file in this unit of work, a megabyte of it in memory at a time. Read to its end, it is what was
 * written, or a `FileDamaged`.
 */
export async function* readFile<T extends AnyTable>(
  work: Work,
  which: WhichFile<T>,
  stretch?: Stretch,
): AsyncGenerator<Buffer> {
  const file = await found(work, which)
  if (!file) throw new NoSuchFile(which.of.name)
  yield* pieces(does => does(work), file, stretch)
}

/**
 * The same as slowly as somebody takes it: each megabyte in a short unit of work of its own. Where the file goes
 * meanwhile, or whoever reads may no longer, it breaks off with `NoSuchFile`.
 */
export async function sendFile<T extends AnyTable>(
  store: Units,
  by: { readonly under: UsableActivity; readonly who: Who },
  which: WhichFile<T>,
): Promise<{ readonly file: StoredFile; readonly content: (stretch?: Stretch) => AsyncGenerator<Buffer> } | undefined> {
  const unit: Unit = does => store.under(by.under, by.who, does as never)
  const file = await unit(work => found(work, which))
  return file && { file: file.told, content: stretch => pieces(unit, file, stretch) }
}

type Unit = <R>(does: (work: Work) => Promise<R>) => Promise<R>

interface Opened {
  readonly file: OfFile
  readonly told: StoredFile
  readonly chunks: number
  readonly key: KeyObject
}

async function found(work: Work, { of: table, column, id, variant }: WhichFile): Promise<Opened | undefined> {
  const { of } = fileColumn(table, column)
  const all = files(work)
    .selectFrom('obhut.file')
    .select(['id', 'name', 'type', 'size', 'madeAt', 'whole'])
    .where('of', '=', of)
    .where('whole', 'is not', null)
  const row = await (variant === undefined
    ? all.where('id', '=', id).where('original', 'is', null)
    : all.where('original', '=', id).where('variant', '=', variant)
  ).executeTakeFirst()
  if (!row) return undefined
  const { size, chunks, digest } = row.whole as { size: number; chunks: number; digest: string } // as: it was encrypted by us
  const key = keyAtHand(work, catalogueName(fileTable), row.id)
  if (!key) throw new NoSuchFile(of)
  if (row.size !== size || chunks !== chunksOf(size)) throw new FileDamaged(of, 'it is not as long as it was')
  const told = { id: row.id, name: row.name, type: row.type, size, madeAt: row.madeAt, digest }
  return { file: { id: row.id, of }, told, chunks, key }
}

/** Chunks that are read together. */
const batch = 4

async function* pieces(
  unit: Unit,
  { file, told, chunks, key }: Opened,
  { from, to }: Stretch = { from: 0, to: told.size },
  store: ChunkStore = inDatabase,
): AsyncGenerator<Buffer> {
  const whole = from === 0 && to >= told.size
  const hash = createHash('sha256')
  const end = Math.min(chunks, chunksOf(to))
  for (let place = Math.floor(from / chunkSize); place < end; ) {
    const got = await unit(work => store.get(work, file, place, Math.min(batch, end - place)))
    if (got.length === 0)
      throw (await unit(work => isThere(work, file))) ? missing(file, place) : new NoSuchFile(file.of)
    for (const chunk of got) {
      if (chunk.place !== place) throw missing(file, place)
      const plain = opened(key, file, place, place === chunks - 1, chunk)
      if (whole) hash.update(plain)
      const begins = place * chunkSize
      yield plain.subarray(Math.max(0, from - begins), Math.min(plain.length, to - begins))
      place += 1
    }
  }
  if (whole && hash.digest('hex') !== told.digest) throw new FileDamaged(file.of, 'its content is another')
}

const missing = ({ of }: OfFile, place: number): FileDamaged => new FileDamaged(of, `chunk ${place} is missing`)

const isThere = async (work: Work, { id }: OfFile): Promise<boolean> =>
  (await files(work).selectFrom('obhut.file').select('id').where('id', '=', id).executeTakeFirst()) !== undefined

// as: which files an activity sees is not a matter of types; the database holds it to those of its rows
const files = (work: Work) => (work as unknown as Work<typeof fileTable.under>).over(fileTable)
