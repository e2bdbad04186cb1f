import { createHmac, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto'

/** A master key, under which the keys of rows are wrapped, and its number: each rotation makes the next. */
export interface Generation {
  readonly number: number
  readonly key: KeyObject
  /** It follows from the master secret: at hand wherever that is, and never destroyed. */
  readonly derived?: true
}

/** Where the master keys of a platform lie. */
export interface KeySource {
  /** What the operator knows it by: a file, a setting. */
  readonly name: string
  /** The generations that are there now; the newest is the one to wrap under. */
  read(): readonly Generation[]
  /** Adds the next generation, durably, before it returns. Absent where somebody else looks after the keys. */
  add?(): Generation
  /** Destroys all generations older than this one. */
  dropBefore?(number: number): void
}

/** Master keys that do not fit the store; the vault stays closed, and nothing in it is lost yet. */
export class WrongKeys extends Error {
  constructor(why: string) {
    super(why)
    this.name = 'WrongKeys'
  }
}

/** Tells one master key from another, and nothing of either. */
export const markOfKey = (key: KeyObject): Buffer =>
  createHmac('sha256', key).update('obhut vault generation').digest().subarray(0, 16)

/** The one master key that follows from the secret of the platform, where none was given or made. */
export function derivedKeys(secret: Buffer): KeySource {
  const key = createSecretKey(Buffer.from(hkdfSync('sha256', secret, '', 'obhut vault generation 1', 32)))
  return { name: 'the master secret', read: () => [{ number: 1, key, derived: true }] }
}

/**
 * Master keys as they were given: `2:<32 bytes in base64>,1:<…>`. Whoever gives them adds and takes away generations.
 */
export function givenKeys(text: string): KeySource {
  const generations = text
    .split(/[\s,]+/)
    .filter(Boolean)
    .map(one => {
      const [, number, key] = /^(\d{1,6}):([A-Za-z0-9+/=]+)$/.exec(one) ?? []
      const bytes = Buffer.from(key ?? '', 'base64')
      if (number === undefined || bytes.length !== 32)
        throw new WrongKeys(
          'keys of the vault are written as NUMBER:KEY with 32 random bytes in base64, the newest with the highest number',
        )
      return { number: Number(number), key: createSecretKey(bytes) }
    })
  if (new Set(generations.map(({ number }) => number)).size !== generations.length || generations.length === 0)
    throw new WrongKeys('each key of the vault has a number of its own')
  return { name: 'OBHUT_VAULT_KEYS', read: () => generations }
}

/** Keys as they were given, and the first one of a store that began without any. */
export function withDerived(given: KeySource, secret: Buffer): KeySource {
  const derived = derivedKeys(secret).read()
  return {
    ...given,
    read: () => [...given.read(), ...derived.filter(({ number }) => !given.read().some(one => one.number === number))],
  }
}

export const newestOf = (generations: readonly Generation[]): Generation => {
  const newest = generations.toSorted((a, b) => b.number - a.number)[0]
  if (!newest) throw new WrongKeys('there is no master key')
  return newest
}
