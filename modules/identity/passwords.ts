import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { promisify } from 'node:util'
import type { Words } from '../../kernel/declare/terms.ts'
import { fairQueue, type Share } from '../../platform/fair-queue.ts'
import { networkOf } from '../../platform/network.ts'
import type { Manifest } from '../../kernel/statement/manifest.ts'
import { asCompared, isCommon } from './common-passwords.ts'
import { Busy } from './refusals.ts'

/** OWASP's recommendation for Argon2id: 19 MiB, two passes, one lane. */
const cost = { memory: 19_456, passes: 2, parallelism: 1 } as const
const tagLength = 32

export const longestPassword = 1000
const shortestPassword = 10

const derive = promisify(argon2)
/** One form for what looks the same and is typed the same, whatever the keyboard sends (RFC 8265, 4.2). */
const normalised = (password: string): Buffer => Buffer.from(password.normalize('NFC'))

type Cost = { readonly memory: number; readonly passes: number; readonly parallelism: number }
interface Parsed extends Cost {
  readonly salt: Buffer
  readonly tag: Buffer
}

const written = ({ memory, passes, parallelism, salt, tag }: Parsed): Buffer =>
  Buffer.from(
    `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${salt.toString('base64url')}$${tag.toString('base64url')}`,
  )

function read(stored: Buffer): Parsed {
  const [, memory, passes, parallelism, salt, tag] =
    /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([\w-]+)\$([\w-]+)$/.exec(stored.toString()) ?? []
  if (!salt || !tag) throw new Error('a stored password is not of the form that we write')
  return {
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    salt: Buffer.from(salt, 'base64url'),
    tag: Buffer.from(tag, 'base64url'),
  }
}

const tagOf = (password: string, salt: Buffer, of: Cost, share: Share): Promise<Buffer> =>
  hashing.run(share, () =>
    derive('argon2id', {
      message: normalised(password),
      nonce: salt,
      tagLength,
      memory: of.memory,
      passes: of.passes,
      parallelism: of.parallelism,
    }),
  )

/** `share`: under whose share of the hashing it is done (`shareOf` an address, or an account). */
export async function hashPassword(password: string, share: Share): Promise<Buffer> {
  const salt = randomBytes(16)
  return written({ ...cost, salt, tag: await tagOf(password, salt, cost, share) })
}

const nobodys: Parsed = { ...cost, salt: randomBytes(16), tag: randomBytes(tagLength) }

/** Whether it is this password. Where there is none, the same work is done for nothing, so that time tells nothing. */
export async function isPassword(password: string, stored: Buffer | null | undefined, share: Share): Promise<boolean> {
  const expected = stored ? read(stored) : nobodys
  const tag = await tagOf(password, expected.salt, expected, share)
  return timingSafeEqual(tag, expected.tag) && expected !== nobodys
}

/** Hashed at less than today's cost: to be hashed anew when the person signs in. */
export function isOutdated(stored: Buffer): boolean {
  const { memory, passes, parallelism } = read(stored)
  return memory !== cost.memory || passes !== cost.passes || parallelism !== cost.parallelism
}

/** Hashing takes a core for itself; one is always left for everybody else. */
export const hashingPlaces = Math.max(1, availableParallelism() - 1)
/** Nobody who asks for much of it keeps others from theirs. */
const hashing = fairQueue({ places: hashingPlaces, mostOfOne: 20, mostOfAll: 200, full: () => new Busy() })

/** One share for all addresses that one network can choose from. */
export function shareOf(address: string): string {
  const { near, wide } = networkOf(address)
  return `from ${wide ?? near}`
}

/** What whoever guesses knows: of the person, and of this site. */
export interface KnownWords {
  readonly mail: string
  readonly names?: readonly (string | null | undefined)[]
  readonly site?: readonly string[]
}

/** The site's own words: its name, that of the company, and the host. */
export const wordsOf = ({ site, company }: Pick<Manifest, 'site' | 'company'>): string[] => [
  site.name,
  company.name,
  ...site.name.split(/\s+/),
  ...company.name.split(/\s+/),
  ...(URL.parse(site.baseUrl ?? '')?.hostname.split('.') ?? []),
]

/**
 * What is wrong with a new password. Length and surprise count; which kinds of characters it has does not (NIST SP
 * 800-63B, 3.1.1.2).
 */
export function faultOfPassword(password: string, known: KnownWords): Words | undefined {
  const length = [...password].length
  if (length < shortestPassword)
    return { de: `Mindestens ${shortestPassword} Zeichen.`, en: `At least ${shortestPassword} characters.` }
  if (password.length > longestPassword)
    return { de: `Höchstens ${longestPassword} Zeichen.`, en: `At most ${longestPassword} characters.` }
  const compared = asCompared(password)
  if (isCommon(compared) || isMonotonous(compared))
    return {
      de: 'Dieses Passwort wird oft benutzt und als Erstes probiert. Mehrere zufällige Wörter sind gut.',
      en: 'This password is used often and tried first. Several random words are good.',
    }
  if (repeatsKnown(compared, known))
    return {
      de: 'Das Passwort darf nicht aus Ihrer E-Mail-Adresse, Ihrem Namen oder unserem bestehen.',
      en: 'The password must not consist of your e-mail address or your name, or of ours.',
    }
  return undefined
}

/** One or two characters again and again, or a run along the alphabet. */
function isMonotonous(password: string): boolean {
  const codes = [...password].map(sign => sign.codePointAt(0) ?? 0)
  const steps = new Set(codes.slice(1).map((code, place) => code - (codes[place] ?? 0)))
  return new Set(codes).size <= 2 || (steps.size === 1 && [1, -1].includes([...steps][0] ?? 0))
}

/** Address and names are known to whoever tries; what is left of the password without them has to be something. */
function repeatsKnown(password: string, { mail, names = [], site = [] }: KnownWords): boolean {
  const [local = '', domain = ''] = mail.split('@')
  const pieces = [mail, local, domain, ...local.split(/[._+-]/), ...domain.split('.'), ...names, ...site].map(piece =>
    asCompared(piece ?? ''),
  )
  const rest = pieces
    .filter(piece => piece.length >= 3)
    .sort((a, b) => b.length - a.length)
    .reduce((left, piece) => left.replaceAll(piece, ''), password)
  return rest !== password && [...rest].length < 5
}
