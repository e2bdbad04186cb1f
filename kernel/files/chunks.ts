import type { KeyObject } from 'node:crypto'
import type { Work } from '../store/work.ts'
import { decrypt, encrypt } from '../vault/cipher.ts'
import { FileDamaged } from './problems.ts'
import { fileChunk } from './tables.ts'

/** Bytes of a file in one chunk; the last one has fewer, or as many. */
export const chunkSize = 256 * 1024

/** A chunk as it is kept. */
export interface EncryptedChunk {
  readonly place: number
  readonly last: boolean
  readonly content: Buffer
}

/** Which file chunks belong to. */
export interface OfFile {
  readonly id: string
  /** `schema.table.column`. */
  readonly of: string
  /** Whom the file is about, where the unit of work is not for this person alone. */
  readonly subject?: string
}

/**
 * Where the chunks of files lie. They come here encrypted, each bound to its file, its place and whether it is the last,
 * so that whoever keeps them can neither read them nor leave out, exchange or reorder any without being noticed.
 *
 * What is kept outside of the database keeps to this as well: a chunk that `put` was called with is there once the unit
 * of work commits, and stays unseen where it does not; putting one twice changes nothing; and the file's key, which goes
 * with its row, is what erases it, so that what is collected later opens for nobody. `obhut.file` stays the list of what
 * there is: chunks of files that it does not name are rubbish.
 */
export interface ChunkStore {
  put(work: Work, file: OfFile, chunks: readonly EncryptedChunk[]): Promise<void>
  /** So many chunks from a place on, in order; fewer where there are no more. */
  get(work: Work, file: OfFile, from: number, count: number): Promise<readonly EncryptedChunk[]>
}

/** In the database, beside the rows: one backup, one erasure, one transaction. */
export const inDatabase: ChunkStore = {
  async put(work, { id, of, subject }, chunks) {
    await over(work)
      .insertInto('obhut.file_chunk')
      .values(chunks.map(chunk => ({ fileId: id, of, ...chunk, ...(subject !== undefined && { subject }) })))
      .execute()
  },
  get: (work, { id }, from, count) =>
    over(work)
      .selectFrom('obhut.file_chunk')
      .select(['place', 'last', 'content'])
      .where('fileId', '=', id)
      .where('place', '>=', from)
      .where('place', '<', from + count)
      .orderBy('place')
      .execute(),
}

// as: which files an activity sees is not a matter of types; the database holds it to those of its rows
const over = (work: Work) => (work as unknown as Work<typeof fileChunk.under>).over(fileChunk)

const placeOf = ({ id }: OfFile, place: number, last: boolean): string =>
  `obhut.file_chunk ${id} ${place} ${last ? 'last' : 'more'}`

export const encryptedChunk = (
  key: KeyObject,
  file: OfFile,
  place: number,
  last: boolean,
  plain: Buffer,
): EncryptedChunk => ({
  place,
  last,
  content: encrypt(key, placeOf(file, place, last), plain),
})

/** Opens a chunk that has to stand at this place, and be the last one or not. */
export function opened(key: KeyObject, file: OfFile, place: number, last: boolean, chunk: EncryptedChunk): Buffer {
  try {
    return decrypt(key, placeOf(file, place, last), chunk.content, 'obhut.file_chunk')
  } catch {
    throw new FileDamaged(file.of, `chunk ${place} was changed, moved or cut`)
  }
}

export const chunksOf = (size: number): number => Math.ceil(size / chunkSize)
