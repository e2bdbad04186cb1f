import { createSecretKey } from 'node:crypto'
import type { KeySource } from './generations.ts'
import { keysInFile } from './key-file-source.ts'

/** Where the master keys lie, as one process can say it to another that it starts. */
export type KeysSaid =
  | { readonly in: 'a file', readonly file: string }
  | { readonly in: 'memory', readonly name: string, readonly generations: readonly { readonly number: number, readonly key: Buffer }[] }

export function saidOf(keys: KeySource): KeysSaid {
  if (keys.add) return { in: 'a file', file: keys.name }
  return { in: 'memory', name: keys.name, generations: keys.read().map(({ number, key }) => ({ number, key: key.export() })) }
}

export function keysAsSaid(said: KeysSaid): KeySource {
  if (said.in === 'a file') return keysInFile(said.file, false)
  const generations = said.generations.map(({ number, key }) => ({ number, key: createSecretKey(Buffer.from(key)) }))
  return { name: said.name, read: () => generations }
}
