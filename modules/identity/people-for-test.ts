import { later, seconds } from '../../kernel/clock/clock.ts'
import { kernel } from '../../server/kernel-module.ts'
import { mail } from '../mail/index.ts'
import { lettersTo, registers, tokenIn, type Form, type SeenLetter } from './coming-in.ts'
import { identity } from './index.ts'
import type { Browser } from '../../server/testing/browser.ts'
import { aManifest } from '../../server/testing/manifest.ts'
import { aWorld, type World, type WorldOptions } from '../../server/testing/world.ts'

/** What this module needs to run, and nothing that adds to its forms. */
export const parts = [kernel, mail, identity]
export const anIdentityWorld = (options: Partial<WorldOptions> = {}): Promise<World> =>
  aWorld({ modules: parts, ...options })
/** A manifest for it, with these settings of its activities. */
export const stating = (activities: Readonly<Record<string, object | null>>): string => aManifest(parts, activities)

export const goodPassword = 'correct horse battery'

/** What somebody types into the registration form; the test says what matters. */
export const person = (more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> => ({
  language: 'en',
  firstName: 'Ada',
  lastName: 'Lovelace',
  password: goodPassword,
  ...more,
})

export { lettersTo, tokenIn, type SeenLetter }

/** The code beside the link of a letter. */
export function codeIn(letter: SeenLetter | undefined): string {
  const [, code] = /The code is: ([2-9A-Z]{4}-[2-9A-Z]{4})$/m.exec(letter?.text ?? '') ?? []
  if (code === undefined) throw new Error('there is no code in this letter')
  return code
}

/** Somebody whose account is open. */
export const registered = (
  world: World,
  mail: string,
  more: Readonly<Record<string, unknown>> = {},
): Promise<Browser> => registers(world, { password: goodPassword, ...person({ mail, ...more }), mail } as Form)

/** Signs in; who has a second factor gives its code as well, and staff set one up the first time. */
export async function signsIn(
  browser: Browser,
  mail: string,
  { password = goodPassword, stay = false } = {},
): Promise<Browser> {
  const got = await browser.post('/api/sign-in', { mail, password, stay })
  if (got.status !== 200) throw new Error(got.text)
  if (got.body.secondFactor === 'to give') await givesCode(browser, mail)
  if (got.body.secondFactor === 'to set up') await setsUpSecondFactor(browser, mail)
  return browser
}

/**
 * The code that somebody's app shows now. Where those of this minute are used up, the clock is moved on to the next.
 */
export async function codeOf(browser: Browser, mail: string): Promise<string> {
  for (;;) {
    const {
      body: { items },
    } = await browser.get('/dev/codes')
    const shown = (items as { mail: string; code: string | null }[]).find(one => one.mail === mail)
    if (!shown) throw new Error('this person has not set up a second factor')
    if (shown.code !== null) return shown.code
    const {
      body: { now },
    } = await browser.get('/dev/clock')
    await browser.post('/dev/clock', { to: later(new Date(now), seconds(30)) })
  }
}

/**
 * Gives the code of the second factor in this session: after signing in, or once more before what asks for a fresh one.
 */
export async function givesCode(browser: Browser, mail: string): Promise<void> {
  const got = await browser.post('/api/second-factor', { code: await codeOf(browser, mail) })
  if (got.status !== 204) throw new Error(got.text)
}

/**
 * Sets up the second factor: staff as the first sign-in asks for, customers with their password. Returns the recovery
 * codes.
 */
export async function setsUpSecondFactor(
  browser: Browser,
  mail: string,
  { password }: { readonly password?: string } = {},
): Promise<string[]> {
  const begun = await browser.post('/api/second-factor/enrolment', { ...(password !== undefined && { password }) })
  if (begun.status !== 200) throw new Error(begun.text)
  const got = await browser.post('/api/second-factor/enrolment/confirm', { code: await codeOf(browser, mail) })
  if (got.status !== 200) throw new Error(got.text)
  return got.body.recoveryCodes
}

/** Somebody with an open account who is signed in. */
export const signedIn = async (world: World, mail: string): Promise<Browser> =>
  signsIn(await registered(world, mail), mail)
