import { readFile } from 'node:fs/promises'

export interface ManifestFile { readonly source: Uint8Array, readonly file: string }

/** A manifest as it lies on the disk; whether it is one is the reader's question. */
export const manifestFile = async (file: string): Promise<ManifestFile> => ({ source: await readFile(file), file })
