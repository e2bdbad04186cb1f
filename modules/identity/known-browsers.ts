import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { days } from '../../kernel/clock/clock.ts'
import type { Cookie } from '../../house/route.ts'
import { security } from './activities.ts'
import { endOf, type Needs } from './needs.ts'
import { cookieName } from './sessions.ts'

/**
 * A browser in which somebody has signed in completely before is told apart from one that guesses, after OWASP's device cookies: a lock on the
 * account that strangers bring about by guessing does not hold for it, and it has a count of its own. The cookie is a random number and the day, signed
 * for one account and its present password; nothing of it is kept here. It opens nothing.
 */
type KnowingNeeds = Pick<Needs, 'store' | 'settings' | 'stating'>
export interface Login { readonly id: string, readonly passwordSetAt: Date | null }
type Cookies = Readonly<Record<string, string | undefined>>

const nameOf = (needs: KnowingNeeds): string => `${cookieName(needs)}_known`
/** Nobody is known in this browser any more. */
export const forgetBrowser = (needs: KnowingNeeds): Cookie => ({ name: nameOf(needs), value: null })

/** As many people as share a browser. */
const mostInOne = 4
const anEntry = /^[\w-]{64}$/
const numberLength = 12
const dayLength = 4

const entriesIn = (needs: KnowingNeeds, cookies: Cookies): string[] => (cookies[nameOf(needs)] ?? '').split('.', mostInOne).filter(entry => anEntry.test(entry))

function signatureOf({ settings }: KnowingNeeds, { id, passwordSetAt }: Login, about: Buffer): Buffer {
  const key = createHmac('sha256', settings.secret).update('identity.known-browser').digest()
  return createHmac('sha256', key).update(`${id} ${passwordSetAt?.getTime() ?? ''} `).update(about).digest()
}

/** The number by which this browser is known to this account; undefined where it is not, or no longer. */
export function knownBrowser(needs: KnowingNeeds, cookies: Cookies, login: Login | undefined): string | undefined {
  if (!login?.passwordSetAt) return undefined
  const entry = entriesIn(needs, cookies).find(one => isFor(needs, login, one))
  return entry === undefined ? undefined : Buffer.from(entry, 'base64url').subarray(0, numberLength).toString('base64url')
}

function isFor(needs: KnowingNeeds, login: Login, entry: string): boolean {
  const bytes = Buffer.from(entry, 'base64url')
  const about = bytes.subarray(0, numberLength + dayLength)
  if (!timingSafeEqual(bytes.subarray(numberLength + dayLength), signatureOf(needs, login, about))) return false
  const since = new Date(about.readUInt32BE(numberLength) * days(1))
  const now = needs.store.clock.now()
  return since <= now && endOf(needs, since, security.known) > now
}

/** Makes this browser one that is known to the account, and leaves what it is to others. A number that counts attempts already goes on counting them. */
export function rememberBrowser(needs: KnowingNeeds, cookies: Cookies, login: Login): Cookie {
  const now = needs.store.clock.now()
  const about = Buffer.alloc(numberLength + dayLength)
  const known = knownBrowser(needs, cookies, login)
  ;(known === undefined ? randomBytes(numberLength) : Buffer.from(known, 'base64url')).copy(about)
  about.writeUInt32BE(Math.floor(now.getTime() / days(1)), numberLength)
  const entry = Buffer.concat([about, signatureOf(needs, login, about)]).toString('base64url')
  const others = entriesIn(needs, cookies).filter(one => !isFor(needs, login, one))
  return { name: nameOf(needs), value: [entry, ...others].slice(0, mostInOne).join('.'), maxAge: Math.floor((endOf(needs, now, security.known).getTime() - now.getTime()) / 1000) }
}
