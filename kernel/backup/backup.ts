import { createReadStream, existsSync } from 'node:fs'
import { mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Store } from '../store/store.ts'
import { keepOwner } from '../vault/keep-owner.ts'
import { BadBackup, decrypted, encrypted, type Opener } from './container.ts'
import { aboutStore, contentsOf, type BackupFacts } from './contents.ts'
import { framesIn, tally, type Frame } from './frames.ts'

export interface Backup {
  readonly file: string
  readonly keys: string
  readonly at: Date
  readonly tables: number
  readonly rows: number
  readonly bytes: number
  /** The wrapped keys that lay there were under another secret or passphrase than this backup and the keys that took their place. */
  readonly sealedAnew: boolean
}

/**
 * Where the wrapped keys lie that belong to backups in a folder: one file, of which the newest replaces the one before.
 */
export const keysBeside = (file: string, store: string): string => join(dirname(file), `obhut-${store}.keys`)

/**
 * Writes a store into one encrypted file, as it stood at one moment, while it goes on being used; and its wrapped keys
 * into another. Both are read again before they get their names.
 */
export async function backUp(
  store: Store,
  file: string,
  opener: Opener,
  told: (table: string, rows: number) => void = () => {},
): Promise<Backup> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  const keys = keysBeside(file, store.id)
  const [unfinished, unfinishedKeys] = [`${file}.unfinished`, `${keys}.unfinished`]
  try {
    const at = await store.desk(
      'archive',
      async (client, now) => {
        for (const [part, place] of [
          ['data', unfinished],
          ['keys', unfinishedKeys],
        ] as const) {
          await written(
            place,
            encrypted(opener, contentsOf(client, store, await aboutStore(client, store, part, now), told)),
          )
        }
        return now
      },
      { snapshot: true },
    )
    const { tables, rows } = await checked(unfinished, opener)
    await checked(unfinishedKeys, opener)
    const { size: bytes } = await stat(unfinished)
    const sealedAnew = !(await opens(
      keys,
      opener.passphrase === undefined ? opener : { passphrase: opener.passphrase },
    ))
    keepOwner(unfinished, dirname(file))
    keepOwner(unfinishedKeys, existsSync(keys) ? keys : dirname(keys))
    // The keys first: newer keys open older backups, and older keys no newer one.
    await rename(unfinishedKeys, keys)
    await rename(unfinished, file)
    await settled(dirname(file))
    return { file, keys, at, tables, rows, bytes, sealedAnew }
  } finally {
    await rm(unfinished, { force: true })
    await rm(unfinishedKeys, { force: true })
  }
}

async function written(place: string, bytes: AsyncIterable<Buffer>): Promise<void> {
  const file = await open(place, 'w', 0o600)
  try {
    for await (const chunk of bytes) await file.writeFile(chunk)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** A new name is lasting once its folder is written. */
async function settled(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Whether a file opens with this; one that is not there yet does. */
async function opens(file: string, opener: Opener): Promise<boolean> {
  try {
    const { frames } = await readBackup(file, opener)
    await frames.return(undefined)
    return true
  } catch (error) {
    if (error instanceof BadBackup) return false
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return true
    throw error
  }
}

/** The frames of a backup, and what it says of itself. */
export async function readBackup(
  file: string,
  opener: Opener,
): Promise<{ about: BackupFacts; frames: AsyncGenerator<Frame> }> {
  const frames = framesIn(decrypted(opener, createReadStream(file, { highWaterMark: 1 << 20 }), file))
  const { value: first } = await frames.next()
  if (first?.is !== 'facts' || !('part' in first.facts)) throw new BadBackup(`${file} is no whole backup of Obhut.`)
  return { about: first.facts as unknown as BackupFacts, frames } // encrypted by us, so it has this shape
}

/** Reads a backup to its end and counts; whatever is not as it was written is refused. */
export async function checked(
  file: string,
  opener: Opener,
): Promise<{ about: BackupFacts; tables: number; rows: number }> {
  const { about, frames } = await readBackup(file, opener)
  let counted = tally()
  let [tables, rows, whole] = [0, 0, false]
  for await (const frame of frames) {
    if (frame.is === 'rows') for (const row of frame.rows) counted.add(row)
    else if (frame.facts['whole']) whole = true
    else if (typeof frame.facts['ends'] === 'string') {
      refuseUnlike(frame.facts['ends'], counted.sum(), frame.facts)
      tables += 1
      rows += counted.sum().rows
      counted = tally()
    }
  }
  if (!whole) throw new BadBackup(`The end of ${file} is missing. Take another one.`)
  return { about, tables, rows }
}

/** A backup and the wrapped keys that belong to it; each may be encrypted in its own way. */
export interface Pair {
  readonly file: string
  readonly opener: Opener
  readonly keys: string
  readonly keysOpener: Opener
}

/** What both files say of themselves; refuses what is no backup, and keys of another store. */
export async function readBoth({
  file,
  opener,
  keys,
  keysOpener,
}: Pair): Promise<{ data: Awaited<ReturnType<typeof readBackup>>; wrapped: Awaited<ReturnType<typeof readBackup>> }> {
  const data = await readBackup(file, opener)
  if (data.about.part !== 'data')
    throw new BadBackup(
      `${file} holds the wrapped keys of a store, not its data. Name the file that ends with .backup.`,
    )
  const wrapped = await readBackup(keys, keysOpener)
  if (wrapped.about.part !== 'keys')
    throw new BadBackup(`${keys} holds no wrapped keys. Name the file beside the backup that ends with .keys.`)
  if (wrapped.about.store !== data.about.store) throw new BadBackup(`${keys} does not hold the keys of this store.`)
  return { data, wrapped }
}

export function refuseUnlike(
  table: string,
  found: { rows: number; sum: string },
  told: Readonly<Record<string, unknown>>,
): void {
  if (found.rows !== told['rows'] || found.sum !== told['sum'])
    throw new BadBackup(
      `Table ${table} is not as it was written: ${found.rows} rows where the backup says ${String(told['rows'])}, or other ones.`,
    )
}
