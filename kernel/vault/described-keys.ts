import { createSecretKey } from 'node:crypto'
import type { Generation, KeySource } from './generations.ts'
import { keysInFile } from './key-file-source.ts'

/** Where the master keys lie, as one process can say it to another that it starts. */
export type KeysSaid =
  | { readonly in: 'a file'; readonly file: string }
  | {
      readonly in: 'memory'
      readonly name: string
      readonly generations: readonly { readonly number: number; readonly key: Buffer; readonly derived: boolean }[]
    }

export function describedKeys(keys: KeySource): KeysSaid {
  if (keys.add) return { in: 'a file', file: keys.name }
  return {
    in: 'memory',
    name: keys.name,
    generations: keys.read().map(({ number, key, derived = false }) => ({ number, key: key.export(), derived })),
  }
}

export function keysAsSaid(said: KeysSaid): KeySource {
  if (said.in === 'a file') return keysInFile(said.file, false)
  const generations = said.generations.map(
    ({ number, key, derived }): Generation => ({
      number,
      key: createSecretKey(Buffer.from(key)),
      ...(derived && { derived }),
    }),
  )
  return { name: said.name, read: () => generations }
}
