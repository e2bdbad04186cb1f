import { createHmac, createSecretKey, hkdfSync, randomBytes, type KeyObject } from 'node:crypto'
import { encrypt, decrypt } from './cipher.ts'
import { newestOf, WrongKeys, type Generation, type KeySource } from './generations.ts'
import type { EncryptedColumn } from '../declare/encrypted-tables.ts'

export interface Wrapped {
  readonly generation: number
  readonly wrapped: Buffer
}
export interface RowKey {
  readonly key: KeyObject
  readonly id: string
}

/** Encrypts and opens what lies in the store. Keys of rows are wrapped under master keys that never lie there. */
export interface Vault {
  readonly source: KeySource
  /** The number of the master key that keys are wrapped under. */
  readonly inUse: number
  /** From now on this one: the generation that the store says is in use. */
  use(number: number): void
  /** Wraps the key of a row, which is kept in the table with this name, under the master key in use. */
  wrap(key: KeyObject, keptIn: string, id: string): Wrapped
  unwrap(wrapped: Buffer, keptIn: string, id: string): KeyObject
  encrypt(column: EncryptedColumn, row: string, key: KeyObject, value: unknown): Buffer
  decrypt(column: EncryptedColumn, row: string, key: KeyObject, encrypted: Buffer): unknown
  /** The keyed hash by which rows are found; the same for the same value of the same column, through every rotation. */
  mark(at: string, value: string): Buffer
}

export const newRowKey = (): KeyObject => createSecretKey(randomBytes(32))

const numberBytes = 4

/** @param secret the master secret of the platform, from which the keys of marks follow */
export function vaultOf(source: KeySource, secret: Buffer): Vault {
  const known = new Map<number, Generation>()
  const marks = new Map<string, KeyObject>()
  let inUse = newestOf(learn())

  // A generation that was dropped meanwhile still opens what this process read before; it is forgotten with the
  // process.
  function learn(): readonly Generation[] {
    const now = source.read()
    for (const one of now) known.set(one.number, one)
    return now
  }
  const generation = (number: number): Generation => {
    if (!known.has(number)) learn()
    const found = known.get(number)
    if (!found)
      throw new WrongKeys(
        `keys in this store lie under generation ${number}, which is not in ${source.name}: put it back from where you keep it`,
      )
    return found
  }
  const markKey = (at: string): KeyObject => {
    const found = marks.get(at) ?? createSecretKey(Buffer.from(hkdfSync('sha256', secret, '', `obhut mark ${at}`, 32)))
    marks.set(at, found)
    return found
  }
  return {
    source,
    get inUse() {
      return inUse.number
    },
    use(number) {
      inUse = generation(number)
    },
    wrap(key, keptIn, id) {
      const { number, key: master } = inUse
      const numbered = Buffer.alloc(numberBytes)
      numbered.writeUInt32BE(number)
      return {
        generation: number,
        wrapped: Buffer.concat([numbered, encrypt(master, placeOfKey(keptIn, id, number), key.export())]),
      }
    },
    unwrap(wrapped, keptIn, id) {
      const number = wrapped.length > numberBytes ? wrapped.readUInt32BE() : 0
      return createSecretKey(
        decrypt(generation(number).key, placeOfKey(keptIn, id, number), wrapped.subarray(numberBytes), 'obhut.row_key'),
      )
    },
    encrypt: ({ at, as }, row, key, value) =>
      encrypt(key, `${at} ${row}`, Buffer.from(as === 'json' ? JSON.stringify(value) : (value as string))),
    decrypt({ at, as }, row, key, encrypted) {
      const text = decrypt(key, `${at} ${row}`, encrypted, at).toString()
      return as === 'json' ? (JSON.parse(text) as unknown) : text
    },
    mark: (at, value) => createHmac('sha256', markKey(at)).update(value).digest(),
  }
}

const placeOfKey = (keptIn: string, id: string, number: number): string => `key ${number} ${keptIn} ${id}`
