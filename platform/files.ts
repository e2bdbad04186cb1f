import type { PictureVariant } from '../kernel/declare/columns.ts'
import type { UsableActivity } from '../kernel/declare/activity.ts'
import type { AnyTable } from '../kernel/declare/table.ts'
import { FileRefused, NoSuchFile } from '../kernel/files/problems.ts'
import { readFile, sendFile, type Stretch, type WhichFile } from '../kernel/files/reading.ts'
import { isShown } from '../kernel/files/types.ts'
import {
  discardFile,
  fileColumn,
  receiveFile,
  writeVariant,
  type Upload,
  type WrittenFile,
} from '../kernel/files/writing.ts'
import type { Units } from '../kernel/store/units.ts'
import type { Who } from '../kernel/store/work.ts'
import { fairQueue } from './fair-queue.ts'
import { attachment } from './attachment.ts'
import {
  EmptyFile,
  FileGone,
  FileTooLarge,
  NoRoomForFile,
  NotFound,
  OutOfRange,
  TooManyPictures,
  UnreadablePicture,
  WrongFileType,
} from './refusal.ts'
import type { Answer, Asking } from './route.ts'
import { smallerPictures } from './pictures-job.ts'
import { SandboxError, type Sandbox } from './sandbox.ts'

/** Under which activity, and for whom, a file comes in or goes out. */
export interface FileNeeds {
  readonly store: Units
  readonly sandbox: Sandbox
  readonly under: UsableActivity
  readonly who: Who
}

/**
 * Takes in the file that a request brings, as slowly as it comes, with the smaller pictures that its column declares. The
 * row takes it by its id, within the hour. Whatever is wrong with it is a refusal, and nothing of it is kept.
 *
 *     route({ at: 'POST /api/complaints/pictures', who: customers, takesFile: true, does: async (_, asking) =>
 *       created(await takeFile({ store, sandbox, under: complaining, who: person(asking.caller.account) }, { for: complaint, column: 'picture' }, asking)) })
 */
export async function takeFile<T extends AnyTable>(
  needs: FileNeeds,
  place: Omit<Upload<T>, 'name' | 'content'>,
  { upload }: Pick<Asking, 'upload'>,
): Promise<WrittenFile> {
  if (!upload) throw new EmptyFile()
  const { facts } = fileColumn(place.for, place.column)
  if (upload.length !== undefined && upload.length > facts.most) throw new FileTooLarge(facts.most)
  try {
    const { content, length, name } = upload
    const file = await receiveFile(needs.store, needs, {
      ...place,
      name,
      content,
      ...(length !== undefined && { length }),
    })
    await makeVariants(needs, place, file)
    return file
  } catch (error) {
    if (error instanceof NoSuchFile) throw new FileGone()
    throw error instanceof FileRefused ? refusalFor(error, facts.most) : error
  }
}

function refusalFor({ why }: FileRefused, most: number): Error {
  const refusals = {
    'too large': () => new FileTooLarge(most),
    empty: () => new EmptyFile(),
    type: () => new WrongFileType(),
    quota: () => new NoRoomForFile(),
    picture: () => new UnreadablePicture(),
    gone: () => new FileGone(),
  }
  return refusals[why]()
}

/** Pictures are read into memory when it is their turn, people one after the other; each may be some 47 MB. */
const turns = fairQueue({ places: 2, mostOfOne: 3, mostOfAll: 20, full: () => new TooManyPictures() })

/** A picture that cannot be read as one is not kept: what it is besides nobody wants to find out. */
async function makeVariants<T extends AnyTable>(
  { store, sandbox, under, who }: FileNeeds,
  place: Omit<Upload<T>, 'name' | 'content'>,
  file: WrittenFile,
): Promise<void> {
  const { of, facts } = fileColumn(place.for, place.column)
  if (Object.keys(facts.variants).length === 0 || !file.type.startsWith('image/')) return
  try {
    const which = { of: place.for, column: place.column, id: file.id }
    const smaller = await turns.run('subject' in who ? (who.subject ?? '') : '', async () =>
      sandbox.run(
        smallerPictures,
        wishes(facts.variants, await store.under(under, who, work => gathered(readFile(work, which)))),
      ),
    )
    for (const { name, bytes } of smaller)
      await writeVariant(store, { under, who }, { ...place, name: file.name, content: once(bytes) } as Upload, {
        original: file.id,
        variant: name,
      })
  } catch (error) {
    await store.under(under, who, work => discardFile(work, file.id)).catch(() => {})
    if (error instanceof SandboxError && error.why === 'busy') throw new TooManyPictures()
    throw error instanceof SandboxError && !error.passes ? new FileRefused(of, 'picture') : error
  }
}

function wishes(variants: Readonly<Record<string, PictureVariant>>, picture: Buffer): Buffer {
  const said = Buffer.from(JSON.stringify({ variants }))
  const length = Buffer.alloc(4)
  length.writeUInt32BE(said.length)
  return Buffer.concat([length, said, picture])
}

async function gathered(content: AsyncIterable<Buffer>): Promise<Buffer> {
  const all: Buffer[] = []
  for await (const piece of content) all.push(piece)
  return Buffer.concat(all)
}
async function* nothing(): AsyncGenerator<Uint8Array> {}
async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

/**
 * A file as an answer, whole or the range that was asked for (RFC 9110, section 14), as slowly as it is taken. It is saved
 * under its name; `shown` lets a browser show pictures of pixels in place. Whoever may not have it finds nothing.
 */
export async function answerFile<T extends AnyTable>(
  { store, under, who }: Omit<FileNeeds, 'sandbox'>,
  which: WhichFile<T>,
  asking: Pick<Asking, 'range' | 'ifRange' | 'head'>,
  how: { readonly shown?: true } = {},
): Promise<Answer<never>> {
  const sending = await sendFile(store, { under, who }, which)
  if (!sending) throw new NotFound()
  const { file, content } = sending
  const etag = `"${file.id}"`
  const wanted = asking.ifRange === undefined || asking.ifRange === etag ? rangeOf(asking.range, file.size) : undefined
  if (wanted === 'none') throw new OutOfRange(file.size)
  const { from, to } = wanted ?? { from: 0, to: file.size }
  return {
    status: wanted ? 206 : 200,
    headers: {
      'content-type': file.type,
      'content-length': String(to - from),
      'content-disposition':
        how.shown && isShown(file.type)
          ? attachment(file.name).replace(/^attachment/, 'inline')
          : attachment(file.name),
      'cache-control': 'private, no-store',
      'accept-ranges': 'bytes',
      etag,
      ...(wanted && { 'content-range': `bytes ${from}-${to - 1}/${file.size}` }),
    },
    // What was sent by a stranger runs nothing here, whatever a browser takes it for.
    sandboxed: true,
    stream: asking.head ? nothing() : content({ from, to }),
  }
}

/**
 * One range of bytes; nothing where none is asked for, or several, or one that cannot be read: the answer then is the
 * whole (RFC 9110, section 14.2).
 */
export function rangeOf(asked: string | undefined, size: number): Stretch | 'none' | undefined {
  const [, first = '', last = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(asked?.trim() ?? '') ?? []
  if (first === '' && last === '') return undefined
  if (first === '') return Number(last) === 0 ? 'none' : { from: Math.max(0, size - Number(last)), to: size }
  const from = Number(first)
  if (last !== '' && Number(last) < from) return undefined
  return from >= size ? 'none' : { from, to: last === '' ? size : Math.min(size, Number(last) + 1) }
}

/**
 * The name that a request gives to its content: `Content-Disposition: attachment; filename*=UTF-8''…` (RFC 6266), as an
 * address is kept in too many places.
 */
export function nameIn(disposition: string | undefined): string {
  const [, encoded] = /;\s*filename\*=utf-8'[^']*'([^;\s]{1,2000})/i.exec(disposition ?? '') ?? []
  const [, plain] = /;\s*filename="([^"]{0,1000})"/i.exec(disposition ?? '') ?? []
  try {
    return encoded === undefined ? (plain ?? '') : decodeURIComponent(encoded)
  } catch {
    return plain ?? ''
  }
}
