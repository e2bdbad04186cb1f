import { readFile } from 'node:fs/promises'
import { refuseNoFile } from './readable-file.ts'

export interface ManifestFile {
  readonly source: Uint8Array
  readonly file: string
}

/** A manifest as it lies on the disk; whether it is one is the reader's question. */
export async function manifestFile(file: string): Promise<ManifestFile> {
  refuseNoFile(file, 'Name the manifest in it.')
  return { source: await readFile(file), file }
}

/** A first start waits for no day; the statement would be read with a date that is yet to come. */
export const aheadOfItsDay = (effective: string): string =>
  `The manifest bears the date ${effective}, which is yet to come. A first start has it in force at once, and it is read with that date: write today's date under effective, or start on that day.`
