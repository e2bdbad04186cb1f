import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { days } from '../../kernel/clock/clock.ts'
import type { Cookie, CookieName, DeclaredCookie } from '../../platform/route.ts'
import { security } from './activities.ts'
import { endOfPeriod, type Needs } from './needs.ts'
import { cookieName, secondsOf } from './sessions.ts'

/**
 * A browser in which somebody has signed in completely before is told apart from one that guesses, after OWASP's device
 * cookies: a lock on the account that strangers bring about by guessing does not hold for it, and it has a count of its
 * own. The cookie is a random number and the day, signed for one account and its present password, and once more by
 * this platform alone, so that one of ours is told from a made-up one before anything is looked up; nothing of it is
 * kept here. It opens nothing.
 */
type KnowingNeeds = Pick<Needs, 'store' | 'settings' | 'stating'>
export interface Login {
  readonly id: string
  readonly passwordSetAt: Date | null
}
export type Cookies = Readonly<Record<string, string | undefined>>

const nameOf = (needs: KnowingNeeds): CookieName => `${cookieName(needs)}_known` as CookieName // as: declared below
/** An account is known in this browser no longer; others stay known. */
export function forgetBrowser(needs: KnowingNeeds, cookies: Cookies, login: Login): Cookie {
  const others = othersIn(needs, cookies, login)
  return others.length ? cookieOf(needs, others) : { name: nameOf(needs), value: null }
}
const othersIn = (needs: KnowingNeeds, cookies: Cookies, login: Login): string[] =>
  entriesIn(needs, cookies).filter(one => !isFor(needs, login, one))

export const knownCookie = (needs: KnowingNeeds): DeclaredCookie => ({
  name: nameOf(needs),
  longest: () => secondsOf(needs, security.known),
})
const cookieOf = (needs: KnowingNeeds, entries: readonly string[]): Cookie => ({
  name: nameOf(needs),
  value: entries.slice(0, mostInOne).join('.'),
  maxAge: secondsOf(needs, security.known),
})

/** As many people as share a browser. */
const mostInOne = 4
const anEntry = /^[\w-]{64}$/
const numberLength = 12
const dayLength = 4
const aboutLength = numberLength + dayLength
const signatureLength = 16

const entriesIn = (needs: KnowingNeeds, cookies: Cookies): string[] =>
  (cookies[nameOf(needs)] ?? '').split('.', mostInOne).filter(entry => anEntry.test(entry))

const numberIn = (entry: string): string =>
  Buffer.from(entry, 'base64url').subarray(0, numberLength).toString('base64url')

function signed({ settings }: KnowingNeeds, use: string, said: string, about: Buffer): Buffer {
  const key = createHmac('sha256', settings.secret).update(use).digest()
  return createHmac('sha256', key).update(said).update(about).digest().subarray(0, signatureLength)
}
const forAccount = (needs: KnowingNeeds, { id, passwordSetAt }: Login, about: Buffer): Buffer =>
  signed(needs, 'identity.known-browser', `${id} ${passwordSetAt?.getTime() ?? ''} `, about)
const byUs = (needs: KnowingNeeds, about: Buffer): Buffer => signed(needs, 'identity.browser', '', about)

/** The number of a browser in which somebody, whoever it was, has signed in here; told from the cookie alone. */
export function browserOf(needs: KnowingNeeds, cookies: Cookies): string | undefined {
  const entry = entriesIn(needs, cookies).find(one => {
    const bytes = Buffer.from(one, 'base64url')
    return timingSafeEqual(bytes.subarray(-signatureLength), byUs(needs, bytes.subarray(0, aboutLength)))
  })
  return entry === undefined ? undefined : numberIn(entry)
}

/** The number by which this browser is known to this account; undefined where it is not, or no longer. */
export function knownBrowser(needs: KnowingNeeds, cookies: Cookies, login: Login | undefined): string | undefined {
  if (!login?.passwordSetAt) return undefined
  const entry = entriesIn(needs, cookies).find(one => isFor(needs, login, one))
  return entry === undefined ? undefined : numberIn(entry)
}

function isFor(needs: KnowingNeeds, login: Login, entry: string): boolean {
  const bytes = Buffer.from(entry, 'base64url')
  const about = bytes.subarray(0, aboutLength)
  if (
    !timingSafeEqual(bytes.subarray(aboutLength), Buffer.concat([forAccount(needs, login, about), byUs(needs, about)]))
  )
    return false
  const since = new Date(about.readUInt32BE(numberLength) * days(1))
  const now = needs.store.clock.now()
  return since <= now && endOfPeriod(needs, since, security.known) > now
}

/**
 * Makes this browser one that is known to the account, and leaves what it is to others. A number that counts attempts
 * already goes on counting them.
 */
export function rememberBrowser(needs: KnowingNeeds, cookies: Cookies, login: Login): Cookie {
  const about = Buffer.alloc(aboutLength)
  const known = knownBrowser(needs, cookies, login)
  ;(known === undefined ? randomBytes(numberLength) : Buffer.from(known, 'base64url')).copy(about)
  about.writeUInt32BE(Math.floor(needs.store.clock.now().getTime() / days(1)), numberLength)
  const entry = Buffer.concat([about, forAccount(needs, login, about), byUs(needs, about)]).toString('base64url')
  return cookieOf(needs, [entry, ...othersIn(needs, cookies, login)])
}
