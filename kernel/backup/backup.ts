import { createReadStream } from 'node:fs'
import { mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Store } from '../store/store.ts'
import { BadBackup, opened, sealed, type Opener } from './container.ts'
import { aboutStore, contentsOf, type About } from './contents.ts'
import { framesIn, tally, type Frame } from './frames.ts'

export interface Backup { readonly file: string, readonly keys: string, readonly at: Date, readonly tables: number, readonly rows: number, readonly bytes: number }

/** Where the wrapped keys lie that belong to backups in a folder: one file, of which the newest replaces the one before. */
export const keysBeside = (file: string, store: string): string => join(dirname(file), `obhut-${store}.keys`)

/**
 * Writes a store into one sealed file, as it stood at one moment, while it goes on being used; and its wrapped keys into another.
 * Both are read again before they get their names.
 */
export async function backUp(store: Store, file: string, opener: Opener, told: (table: string, rows: number) => void = () => {}): Promise<Backup> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  const keys = keysBeside(file, store.id)
  const [unfinished, unfinishedKeys] = [`${file}.unfinished`, `${keys}.unfinished`]
  try {
    const at = await store.desk('archive', async (client, now) => {
      for (const [part, place] of [['data', unfinished], ['keys', unfinishedKeys]] as const) {
        await written(place, sealed(opener, contentsOf(client, store, await aboutStore(client, store, part, now), told)))
      }
      return now
    }, { snapshot: true })
    const { tables, rows } = await checked(unfinished, opener)
    await checked(unfinishedKeys, opener)
    const { size: bytes } = await stat(unfinished)
    await rename(unfinished, file)
    await rename(unfinishedKeys, keys)
    await settled(dirname(file))
    return { file, keys, at, tables, rows, bytes }
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

/** The frames of a backup, and what it says of itself. */
export async function read(file: string, opener: Opener): Promise<{ about: About, frames: AsyncGenerator<Frame> }> {
  const frames = framesIn(opened(opener, createReadStream(file, { highWaterMark: 1 << 20 })))
  const { value: first } = await frames.next()
  if (first?.is !== 'facts' || !('part' in first.facts)) throw new BadBackup('This is no whole backup of Obhut.')
  return { about: first.facts as unknown as About, frames } // sealed by us, so it has this shape
}

/** Reads a backup to its end and counts; whatever is not as it was written is refused. */
export async function checked(file: string, opener: Opener): Promise<{ about: About, tables: number, rows: number }> {
  const { about, frames } = await read(file, opener)
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
  if (!whole) throw new BadBackup('The end of this backup is missing. Take another one.')
  return { about, tables, rows }
}

export function refuseUnlike(table: string, found: { rows: number, sum: string }, told: Readonly<Record<string, unknown>>): void {
  if (found.rows !== told['rows'] || found.sum !== told['sum']) throw new BadBackup(`Table ${table} is not as it was written: ${found.rows} rows where the backup says ${String(told['rows'])}, or other ones.`)
}
