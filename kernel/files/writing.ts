import { lockClasses } from '../enforce/lock-classes.ts'
import { createHash, randomUUID, type Hash, type KeyObject } from 'node:crypto'
import { sql } from 'kysely'
import { catalogueName, type AnyTable, type RowOf } from '../declare/table.ts'
import { fileColumnsOf, type FileColumn } from '../declare/file-columns.ts'
import type { UsableActivity } from '../declare/activity.ts'
import { hours, later } from '../clock/clock.ts'
import { byHand } from '../store/by-hand.ts'
import type { Units } from '../store/units.ts'
import { keyAtHand, type Who, type Work } from '../store/work.ts'
import { chunkSize, inDatabase, encryptedChunk, type ChunkStore, type OfFile, type EncryptedChunk } from './chunks.ts'
import { FileRefused, type WhyRefused } from './problems.ts'
import { fileTable } from './tables.ts'
import { bytesToTell, knownTypes, nameFor, typeOf, type KnownType } from './types.ts'

/** A file that comes in. Its type is told by its content alone. */
export interface Upload<T extends AnyTable = AnyTable> {
  /** The table and the column of the row that is to have it. */
  readonly for: T
  readonly column: keyof RowOf<T> & string
  /** As whoever sends it calls it; it is cleaned. */
  readonly name: string
  readonly content: AsyncIterable<Uint8Array>
  /** Whom the row is about, where the unit of work is not for this person alone. */
  readonly subject?: string
  /** How many bytes it will have, as whoever sends it says: so much of the quota is kept for it from its beginning. */
  readonly length?: number
}

export interface WrittenFile {
  readonly id: string
  readonly name: string
  readonly type: KnownType
  readonly size: number
}

/** The column of a table that holds files; a name of anything else is our mistake. */
export function fileColumn(table: AnyTable, name: string): FileColumn {
  const found = fileColumnsOf(table).find(one => one.name === name)
  if (!found) throw new Error(`'${name}' of '${table.name}' is no file`)
  return found
}

/** Chunks that are held in memory before they are written together: 1 MB, whatever the size of the file. */
const batch = 4
/** An upload that no row takes by then goes. */
const waits = hours(1)

type Unit = <R>(does: (work: Work) => Promise<R>) => Promise<R>

/**
 * Writes a file in this unit of work, as it comes: encrypted chunk by chunk, four at a time in memory. The row takes it
 * in the same unit, by its id; if that is rolled back, nothing is there. A unit stays open as long as its file takes, so
 * that what comes over a network goes by `receiveFile`.
 *
 *     const { id } = await writeFile(work, { for: message, column: 'attachment', name: 'Zähler.jpg', content })
 *     await work.over(message).insertInto('support.message').values({ attachment: id }).execute()
 */
export async function writeFile<T extends AnyTable>(work: Work, upload: Upload<T>): Promise<WrittenFile> {
  refuseOthers(work.activity, upload.for)
  return discardingWhereCut(does => does(work), upload)
}

/**
 * Takes a file in as slowly as it comes: each megabyte in a short unit of work of its own, so that nobody waits for
 * whoever sends it. A row takes it afterwards, within the hour. One that breaks off, or is refused, leaves nothing; one
 * whose process is killed is not whole, is taken by nobody, and goes with a sweep an hour later; until then it counts in
 * the quota.
 */
export async function receiveFile<T extends AnyTable>(
  store: Units,
  by: { readonly under: UsableActivity; readonly who: Who },
  upload: Upload<T>,
): Promise<WrittenFile> {
  refuseOthers(by.under, upload.for)
  return discardingWhereCut(does => store.under(by.under, by.who, does as never), upload)
}

async function discardingWhereCut(unit: Unit, upload: Upload): Promise<WrittenFile> {
  const id = randomUUID()
  try {
    return await write(unit, upload, { id })
  } catch (error) {
    // What cannot be taken back now goes with its transaction, or within the hour.
    await unit(work => discardFile(work, id)).catch(() => {})
    throw error
  }
}

function refuseOthers({ name }: Pick<UsableActivity, 'name'>, table: AnyTable): void {
  if (table.under.name !== name) throw new Error(`'${name}' does not keep '${table.name}'`)
}

/** Takes a file away that no row took. */
export async function discardFile(work: Work, id: string): Promise<void> {
  await files(work)
    .deleteFrom('obhut.file')
    .where(eb => eb.or([eb('id', '=', id), eb('original', '=', id)]))
    .where('rowId', 'is', null)
    .execute()
}

/** What a file is beside its content. */
interface Made {
  readonly id?: string
  /** It is a variant of this picture, by name. */
  readonly variantOf?: { readonly original: string; readonly variant: string }
}

/** A variant of a picture, beside it and of the same row; made of what the sandbox gave. */
export const writeVariant = (
  store: Units,
  by: { readonly under: UsableActivity; readonly who: Who },
  upload: Upload,
  variantOf: NonNullable<Made['variantOf']>,
): Promise<WrittenFile> => write(does => store.under(by.under, by.who, does as never), upload, { variantOf })

async function write(
  unit: Unit,
  upload: Upload,
  made: Made = {},
  store: ChunkStore = inDatabase,
): Promise<WrittenFile> {
  const column = fileColumn(upload.for, upload.column)
  const file: OfFile = {
    id: made.id ?? randomUUID(),
    of: column.of,
    ...(upload.subject !== undefined && { subject: upload.subject }),
  }
  const announced = Math.min(upload.length ?? 0, column.facts.most)
  const hash = createHash('sha256')
  const writing: Writing = { file, column, store, hash, announced, kept: 0, size: 0, places: 0, ...made }
  let told: { readonly name: string; readonly type: KnownType } | undefined
  for await (const held of inBatches(upload.content, column)) {
    told ??= toldOf(upload, held, writing)
    const { name, type } = told
    const why = await unit(work => writeBatch(work, writing, held, { name, type }))
    if (why) throw new FileRefused(column.of, why)
  }
  if (!told) throw new FileRefused(column.of, 'empty')
  return { id: file.id, ...told, size: writing.size }
}

function toldOf(
  { name }: Upload,
  [first]: readonly PlainChunk[],
  { column, variantOf }: Writing,
): { readonly name: string; readonly type: KnownType } {
  const type = typeFor(first?.plain ?? Buffer.alloc(0), column, variantOf !== undefined)
  return { type, name: nameFor(name, type) }
}

interface Writing extends Made {
  readonly file: OfFile
  readonly column: FileColumn
  readonly store: ChunkStore
  readonly hash: Hash
  readonly announced: number
  key?: KeyObject
  /** Bytes of the quota that are kept for it: those announced, or more where more came. */
  kept: number
  size: number
  places: number
}
interface PlainChunk {
  readonly plain: Buffer
  readonly last: boolean
}

/** Writes some chunks. Where that cannot be, it takes the file away in the same unit and says why. */
async function writeBatch(
  work: Work,
  writing: Writing,
  held: readonly PlainChunk[],
  told: { readonly name: string; readonly type: string },
): Promise<WhyRefused | undefined> {
  const { file, store, hash, places } = writing
  const arrived = held.reduce((sum, { plain }) => sum + plain.length, writing.size)
  if (!(await keepsRoom(work, writing, arrived))) {
    await discardFile(work, file.id)
    return 'quota'
  }
  if (places === 0) await begin(work, writing, told)
  else if (!(await goesOn(work, writing))) return 'gone'
  const key = writing.key
  if (!key) throw new Error('a file has no key')
  const chunks: EncryptedChunk[] = []
  for (const { plain, last } of held) {
    hash.update(plain)
    chunks.push(encryptedChunk(key, file, writing.places, last, plain))
    writing.places += 1
    writing.size += plain.length
  }
  await store.put(work, file, chunks)
  if (held.at(-1)?.last) await finish(work, writing)
  return undefined
}

async function begin(
  work: Work,
  writing: Writing,
  { name, type }: { readonly name: string; readonly type: string },
): Promise<void> {
  const { file, variantOf } = writing
  await files(work)
    .insertInto('obhut.file')
    .values({
      id: file.id,
      of: file.of,
      name,
      type,
      size: writing.kept,
      madeAt: work.now,
      unclaimedUntil: later(work.now, waits),
      ...variantOf,
      ...(file.subject !== undefined && { subject: file.subject }),
    })
    .execute()
  const key = keyAtHand(work, catalogueName(fileTable), file.id)
  if (key) writing.key = key
}

/** As long as some of it comes, it waits for the rest. Says whether it is still there. */
async function goesOn(work: Work, { file, kept }: Writing): Promise<boolean> {
  const { numUpdatedRows } = await files(work)
    .updateTable('obhut.file')
    .set({ size: kept, unclaimedUntil: later(work.now, waits) })
    .where('id', '=', file.id)
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}

async function finish(work: Work, { file, size, places, hash }: Writing): Promise<void> {
  await files(work)
    .updateTable('obhut.file')
    .set({ size, whole: { size, chunks: places, digest: hash.digest('hex') } })
    .where('id', '=', file.id)
    .execute()
}

/**
 * Keeps room in the quota for what has come, at least for what was announced, and says whether there is any: beside all
 * that the person has in this column, whole or on its way. Smaller pictures do not count.
 */
async function keepsRoom(work: Work, writing: Writing, arrived: number): Promise<boolean> {
  const { file, column, announced, variantOf } = writing
  const kept = Math.max(arrived, announced)
  if (kept === writing.kept) return true
  writing.kept = kept
  const { quota } = column.facts
  if (!quota || variantOf) return true
  // Of two that come at once the second sees the first.
  const whose = `${file.of} ${file.subject ?? ('subject' in work.who ? (work.who.subject ?? '') : '')}`
  await byHand(files(work), {}, sql`select pg_advisory_xact_lock(${sql.lit(lockClasses.quotas)}, hashtext(${whose}))`)
  return (await usedBeside(work, file)) + kept <= quota.perPerson
}

async function usedBeside(work: Work, { id, of, subject }: OfFile): Promise<number> {
  const all = files(work)
    .selectFrom('obhut.file')
    .select(eb => eb.fn.sum<string | null>('size').as('used'))
    .where('of', '=', of)
    .where('original', 'is', null)
    .where('id', '<>', id)
  const { used } = await (subject === undefined
    ? all.where(sql<boolean>`subject = obhut.subject()`)
    : all.where('subject', '=', subject)
  ).executeTakeFirstOrThrow()
  return Number(used ?? 0)
}

/** What it begins with says what it is; a picture that we made ourselves is of the type that it was made as. */
function typeFor(begins: Buffer, { of, facts }: FileColumn, ours: boolean): KnownType {
  const type = typeOf(begins.subarray(0, bytesToTell))
  if (type === undefined || (!ours && !facts.types.some(wanted => knownTypes(wanted).includes(type))))
    throw new FileRefused(of, 'type')
  return type
}

async function* inBatches(content: AsyncIterable<Uint8Array>, column: FileColumn): AsyncGenerator<PlainChunk[]> {
  let held: PlainChunk[] = []
  for await (const chunk of inChunks(content, column)) {
    held.push(chunk)
    if (held.length < batch && !chunk.last) continue
    yield held
    held = []
  }
}

/** Pieces of any length as chunks of one size; the last one says so. Ends with a refusal once more comes than may. */
async function* inChunks(content: AsyncIterable<Uint8Array>, { of, facts }: FileColumn): AsyncGenerator<PlainChunk> {
  let held = Buffer.alloc(chunkSize)
  let filled = 0
  let size = 0
  for await (const piece of content) {
    size += piece.length
    if (size > facts.most) throw new FileRefused(of, 'too large')
    for (let at = 0; at < piece.length; ) {
      // A full chunk is told once it is known that it is not the last.
      if (filled === chunkSize) {
        yield { plain: held, last: false }
        held = Buffer.alloc(chunkSize)
        filled = 0
      }
      const some = piece.subarray(at, at + chunkSize - filled)
      held.set(some, filled)
      filled += some.length
      at += some.length
    }
  }
  if (filled > 0) yield { plain: held.subarray(0, filled), last: true }
}

// as: which files an activity sees is not a matter of types; the database holds it to those of its rows
const files = (work: Work) => (work as unknown as Work<typeof fileTable.under>).over(fileTable)
