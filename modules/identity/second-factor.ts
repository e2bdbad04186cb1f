import { person, type Who, type Work } from '../../kernel/data/work.ts'
import { FreshCodeNeeded, WrongInput } from '../../house/refusal.ts'
import type { Asking, Cookie, Staff } from '../../house/route.ts'
import { secondFactor } from './activities.ts'
import { loginOf } from './holder.ts'
import { knownBrowser, rememberBrowser, type Login } from './known-browsers.ts'
import { limits, type Counted } from './limits.ts'
import { newSecondFactor } from './letters.ts'
import type { Needs } from './needs.ts'
import { recoveryCodesLeft, renewRecoveryCodes, takesRecoveryCode } from './recovery-codes.ts'
import { noteSecondFactor } from './sessions.ts'
import { factor, recoveryCode } from './tables.ts'
import { writesToStaff } from './to-staff.ts'
import { base32, keyUri, newSecret, stepAt, stepOf } from './totp.ts'

type Cookies = Asking['cookies']
type Factors = Work<typeof secondFactor>
type Own = Pick<Staff, 'account' | 'session' | 'secondFactor'>

/** As it stands in the sealed column. */
const written = (secret: Buffer): string => secret.toString('base64url')
export const read = (secret: string): Buffer => Buffer.from(secret, 'base64url')

export interface ShownFactor { readonly isSetUp: boolean, readonly shown: Staff['secondFactor'], readonly recoveryCodesLeft: number }

/** How it stands with the second factor of a member of staff. */
export const secondFactorOf = ({ store }: Pick<Needs, 'store'>, { account, secondFactor: shown }: Own): Promise<ShownFactor> =>
  store.under(secondFactor, person(account), async work => ({ isSetUp: await confirmed(work, account) !== undefined, shown, recoveryCodesLeft: await recoveryCodesLeft(work, account) }))

export const hasSecondFactor = ({ store }: Pick<Needs, 'store'>, account: string): Promise<boolean> => store.under(secondFactor, person(account), async work => await confirmed(work, account) !== undefined)

const confirmed = (work: Factors, account: string) =>
  work.over(factor).selectFrom('identity.second_factor').select(['id', 'secret', 'lastStep']).where('subject', '=', account).where('confirmedAt', 'is not', null).executeTakeFirst()

export interface Enrolment { readonly key: string, readonly uri: string }

/** A new secret, to be confirmed by its first code. In place of one that counts already only for somebody who has just shown that one. */
export function enrol(needs: Needs, { account, secondFactor: shown }: Own, mail: string): Promise<Enrolment> {
  return needs.store.under(secondFactor, person(account), async work => {
    if (shown !== 'fresh' && await confirmed(work, account)) throw new FreshCodeNeeded()
    const secret = newSecret()
    const db = work.over(factor)
    await db.deleteFrom('identity.second_factor').where('subject', '=', account).where('confirmedAt', 'is', null).execute()
    await db.insertInto('identity.second_factor').values({ subject: account, secret: written(secret), createdAt: work.now }).execute()
    return { key: base32(secret), uri: keyUri(secret, { issuer: needs.stating.manifest.site.name, account: mail }) }
  })
}

const wrongCode = { de: 'Dieser Code stimmt nicht oder wurde schon benutzt. Nehmen Sie den nächsten, den die App zeigt.', en: 'This code is not right or was used already. Take the next one that the app shows.' }
const noSpaces = (code: string): string => code.replaceAll(/\s/g, '')

/** The first code of a new secret: from now on it counts, the one before does not, and the session has shown it. Returns spare codes, which are shown this once. */
export async function confirmEnrolment(needs: Needs, caller: Own, typed: string, cookies: Cookies): Promise<{ recoveryCodes: string[], cookies: Cookie[] }> {
  const { login, counted } = await countCode(needs, caller, cookies)
  const { renewed, recoveryCodes } = await needs.store.under(secondFactor, person(caller.account), async work => {
    const db = work.over(factor)
    const pending = await db.selectFrom('identity.second_factor').select(['id', 'secret']).where('subject', '=', caller.account).where('confirmedAt', 'is', null).forUpdate().executeTakeFirst()
    const step = pending && stepOf(read(pending.secret), noSpaces(typed), work.now)
    if (!pending || step === undefined) throw new WrongInput({ code: wrongCode })
    if (caller.secondFactor !== 'fresh' && await confirmed(work, caller.account)) throw new FreshCodeNeeded()
    await db.deleteFrom('identity.second_factor').where('subject', '=', caller.account).where('id', '!=', pending.id).execute()
    await db.updateTable('identity.second_factor').where('id', '=', pending.id).set({ confirmedAt: work.now, lastStep: step }).execute()
    const renewed = await noteSecondFactor(needs, work, caller)
    await writesToStaff(needs, work, caller.account, newSecondFactor)
    return { renewed, recoveryCodes: await renewRecoveryCodes(work, caller.account) }
  }).catch(error => noteWrongCode(needs, caller, error))
  await counted.giveBack()
  return { recoveryCodes, cookies: [...renewed, rememberBrowser(needs, cookies, login)] }
}

/** Somebody who gave the password gives the code as well, or one of the spare ones. */
export async function showSecondFactor(needs: Needs, caller: Own, typed: string, cookies: Cookies): Promise<Cookie[]> {
  const { login, counted } = await countCode(needs, caller, cookies)
  const renewed = await needs.store.under(secondFactor, person(caller.account), async work => {
    if (!await takesCode(work, caller.account, noSpaces(typed)) && !await takesRecoveryCode(work, caller.account, typed)) throw new WrongInput({ code: wrongCode })
    return noteSecondFactor(needs, work, caller)
  }).catch(error => noteWrongCode(needs, caller, error))
  await counted.giveBack()
  return [...renewed, rememberBrowser(needs, cookies, login)]
}

/** A wrong code is on record, apart from the unit that it undid. */
async function noteWrongCode({ store }: Needs, { account }: Own, error: unknown): Promise<never> {
  if (error instanceof WrongInput) await store.under(secondFactor, person(account), async work => { work.note({ what: 'code refused' }) })
  throw error
}

/** Counts a code. In a browser that is known to the account by itself: whoever knows the password and guesses codes elsewhere does not lock its holder out. */
async function countCode(needs: Needs, { account }: Own, cookies: Cookies): Promise<{ readonly login: Login, readonly counted: Counted }> {
  const login = await loginOf(needs, account)
  const known = knownBrowser(needs, cookies, login)
  return { login, counted: await needs.limits.count(known === undefined ? [limits.secondFactor, account] : [limits.secondFactorKnown, known]) }
}

/** A code counts once: whoever saw it over a shoulder comes too late, and of two at once one is refused. */
async function takesCode(work: Factors, account: string, code: string): Promise<boolean> {
  const db = work.over(factor)
  const found = await db.selectFrom('identity.second_factor').select(['id', 'secret', 'lastStep']).where('subject', '=', account).where('confirmedAt', 'is not', null).forUpdate().executeTakeFirst()
  const step = found && stepOf(read(found.secret), code, work.now)
  if (!found || step === undefined || step <= usedUpTo(found.lastStep, work.now)) return false
  await db.updateTable('identity.second_factor').where('id', '=', found.id).set({ lastStep: step }).execute()
  return true
}

/** A step beyond those that can be shown now was used by a clock that was wrong; it must not keep its holder out until that time comes. */
const usedUpTo = (lastStep: number | null, now: Date): number => lastStep !== null && lastStep <= stepAt(now) + 1 ? lastStep : 0

/** New spare codes; the old ones no longer work. */
export const newRecoveryCodes = ({ store }: Needs, account: string): Promise<{ recoveryCodes: string[] }> =>
  store.under(secondFactor, person(account), async work => ({ recoveryCodes: await renewRecoveryCodes(work, account) }))

/** Takes the second factor of somebody away, in this transaction: the next sign-in begins with setting one up. */
export async function forgetSecondFactor(work: Work, who: Who, account: string): Promise<void> {
  await work.under(secondFactor, who, async inner => {
    await inner.over(factor).deleteFrom('identity.second_factor').where('subject', '=', account).execute()
    await inner.over(recoveryCode).deleteFrom('identity.recovery_code').where('subject', '=', account).execute()
  })
}

/** A second factor that counts at once, for an account that the house itself makes in a demo or a test. */
export async function givenSecondFactor(work: Work, account: string): Promise<void> {
  await work.under(secondFactor, person(account), inner => inner.over(factor).insertInto('identity.second_factor').values({ subject: account, secret: written(newSecret()), createdAt: inner.now, confirmedAt: inner.now }).execute())
}
