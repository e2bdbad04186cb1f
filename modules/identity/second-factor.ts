import { bySkew, hours, later } from '../../kernel/clock/clock.ts'
import { person } from '../../kernel/store/work.ts'
import { FreshCodeNeeded, NotFound, NotSignedIn, WrongInput } from '../../platform/refusal.ts'
import type { Cookie } from '../../platform/route.ts'
import { secondFactor } from './activities.ts'
import { confirmed, forgetSecondFactor, readFactor, written, type Factors, type Own } from './factor-record.ts'
import { isStillHere, loginOf, type LoginHolder } from './holder.ts'
import { knownBrowser, rememberBrowser, type Cookies, type Login } from './known-browsers.ts'
import { limits, type Counted } from './limits.ts'
import { newSecondFactor, secondFactorOff } from './letters.ts'
import type { Needs } from './needs.ts'
import { askForPassword } from './password-change.ts'
import { renewRecoveryCodes, takesRecoveryCode } from './recovery-codes.ts'
import { EnrolmentExpired } from './refusals.ts'
import { endSessions, noteSecondFactor } from './sessions.ts'
import { factor } from './tables.ts'
import { writesToHolder } from './to-holder.ts'
import { base32, keyUri, newSecret, stepAt, stepOf } from './totp.ts'

const holderOf = ({ account, is }: Own): LoginHolder => ({ id: account, kind: is })

/**
 * What is asked for before the second factor is touched, beside a session that has shown it: of customers the password.
 * Of staff it is the code of the present second factor: where there is none yet, they have just signed in.
 */
const stepUp = async (needs: Needs, caller: Own, password: string | undefined): Promise<void> => {
  if (caller.is === 'customer') await askForPassword(needs, caller, password ?? '')
}

/**
 * One transaction on the own second factor, of somebody who is there still: an erasure waits for it and then finds what
 * it wrote.
 */
const onOwn = <T>({ store }: Needs, { account }: Own, does: (work: Factors) => Promise<T>): Promise<T> =>
  store.under(secondFactor, person(account), async work => {
    if (!(await isStillHere(work, account))) throw new NotSignedIn()
    return does(work)
  })

/**
 * Staff replace a second factor that counts already only shortly after giving its code; customers have given the
 * password.
 */
async function refuseStaleCode(work: Factors, { is, account, secondFactor: shown }: Own): Promise<void> {
  if (is === 'staff' && shown !== 'fresh' && (await confirmed(work, account))) throw new FreshCodeNeeded()
}

export interface Enrolment {
  readonly key: string
  readonly uri: string
}

/** A new secret, to be confirmed by its first code; until then one from before goes on counting. */
export async function enrol(
  needs: Needs,
  caller: Own,
  { mail, password }: { readonly mail: string; readonly password?: string | undefined },
): Promise<Enrolment> {
  await stepUp(needs, caller, password)
  const { account } = caller
  return onOwn(needs, caller, async work => {
    await refuseStaleCode(work, caller)
    const secret = newSecret()
    const db = work.over(factor)
    await db
      .deleteFrom('identity.second_factor')
      .where('subject', '=', account)
      .where('confirmedAt', 'is', null)
      .execute()
    await db
      .insertInto('identity.second_factor')
      .values({ subject: account, secret: written(secret), createdAt: work.now })
      .execute()
    return { key: base32(secret), uri: keyUri(secret, { issuer: needs.stating.manifest.site.name, account: mail }) }
  })
}

/**
 * How long a secret waits for its first code: it was made for whoever had just given the password, and shown on that
 * screen.
 */
const enrolmentLasts = hours(1)
const wrongCode = {
  de: 'Dieser Code stimmt nicht oder wurde schon benutzt. Nehmen Sie den nächsten, den die App zeigt.',
  en: 'This code is wrong or was used already. Take the next one that the app shows.',
}
const noSpaces = (code: string): string => code.replaceAll(/\s/g, '')

/**
 * The first code of a new secret: from now on it counts, the one before does not, and the session has shown it. Returns
 * recovery codes, which are shown this once.
 */
export async function confirmEnrolment(
  needs: Needs,
  caller: Own,
  typed: string,
  cookies: Cookies,
): Promise<{ recoveryCodes: string[]; cookies: Cookie[] }> {
  const { account } = caller
  const { login, counted } = await countCode(needs, caller, cookies)
  const { renewed, recoveryCodes } = await onOwn(needs, caller, async work => {
    const db = work.over(factor)
    const pending = await db
      .selectFrom('identity.second_factor')
      .select(['id', 'secret', 'createdAt'])
      .where('subject', '=', account)
      .where('confirmedAt', 'is', null)
      .forUpdate()
      .executeTakeFirst()
    if (pending && (later(pending.createdAt, enrolmentLasts) <= work.now || pending.createdAt > bySkew(work.now)))
      throw new EnrolmentExpired()
    const step = pending && stepOf(readFactor(pending.secret), noSpaces(typed), work.now)
    if (!pending || step === undefined) throw new WrongInput({ code: wrongCode })
    await refuseStaleCode(work, caller)
    await db.deleteFrom('identity.second_factor').where('subject', '=', account).where('id', '!=', pending.id).execute()
    await db
      .updateTable('identity.second_factor')
      .where('id', '=', pending.id)
      .set({ confirmedAt: work.now, lastStep: step })
      .execute()
    const renewed = await noteSecondFactor(needs, work, caller)
    await writesToHolder(needs, work, holderOf(caller), newSecondFactor(caller.is))
    return { renewed, recoveryCodes: await renewRecoveryCodes(work, account) }
  }).catch(error => noteWrongCode(needs, caller, error))
  await counted.giveBack()
  return { recoveryCodes, cookies: [...renewed, rememberBrowser(needs, cookies, login)] }
}

/** Somebody who gave the password gives the code as well, or one of the recovery codes. */
export async function showSecondFactor(needs: Needs, caller: Own, typed: string, cookies: Cookies): Promise<Cookie[]> {
  const { login, counted } = await countCode(needs, caller, cookies)
  const renewed = await needs.store
    .under(secondFactor, person(caller.account), async work => {
      if (
        !(await takesCode(work, caller.account, noSpaces(typed))) &&
        !(await takesRecoveryCode(work, caller.account, typed))
      )
        throw new WrongInput({ code: wrongCode })
      return noteSecondFactor(needs, work, caller)
    })
    .catch(error => noteWrongCode(needs, caller, error))
  await counted.giveBack()
  return [...renewed, rememberBrowser(needs, cookies, login)]
}

/** A wrong code is on record, apart from the unit that it undid. */
async function noteWrongCode({ store }: Needs, { account }: Own, error: unknown): Promise<never> {
  if (error instanceof WrongInput)
    await store.under(secondFactor, person(account), async work => {
      work.note({ what: 'code refused' })
    })
  throw error
}

/**
 * Counts a code. In a browser that is known to the account by itself: whoever knows the password and guesses codes
 * elsewhere does not lock its holder out.
 */
async function countCode(
  needs: Needs,
  { account }: Own,
  cookies: Cookies,
): Promise<{ readonly login: Login; readonly counted: Counted }> {
  const login = await loginOf(needs, account)
  const known = knownBrowser(needs, cookies, login)
  return {
    login,
    counted: await needs.limits.count(
      known === undefined ? [limits.secondFactor, account] : [limits.secondFactorKnown, known],
    ),
  }
}

/** A code counts once: whoever saw it over a shoulder comes too late, and of two at once one is refused. */
async function takesCode(work: Factors, account: string, code: string): Promise<boolean> {
  const db = work.over(factor)
  const found = await db
    .selectFrom('identity.second_factor')
    .select(['id', 'secret', 'lastStep'])
    .where('subject', '=', account)
    .where('confirmedAt', 'is not', null)
    .forUpdate()
    .executeTakeFirst()
  const step = found && stepOf(readFactor(found.secret), code, work.now)
  if (!found || step === undefined || step <= usedUpTo(found.lastStep, work.now)) return false
  await db.updateTable('identity.second_factor').where('id', '=', found.id).set({ lastStep: step }).execute()
  return true
}

/**
 * A step beyond those that can be shown now was used by a clock that was wrong; it must not keep its holder out until
 * that time comes.
 */
const usedUpTo = (lastStep: number | null, now: Date): number =>
  lastStep !== null && lastStep <= stepAt(now) + 1 ? lastStep : 0

/** New recovery codes; the old ones no longer work. */
export async function newRecoveryCodes(
  needs: Needs,
  caller: Own,
  password: string | undefined,
): Promise<{ recoveryCodes: string[] }> {
  await stepUp(needs, caller, password)
  return onOwn(needs, caller, async work => {
    if (!(await confirmed(work, caller.account))) throw new NotFound()
    return { recoveryCodes: await renewRecoveryCodes(work, caller.account) }
  })
}

/**
 * Customers switch theirs off. Whoever else is signed in to the account is not any more: a session that waited for the
 * code would be open now.
 */
export async function switchOff(needs: Needs, caller: Own, password: string): Promise<void> {
  await stepUp(needs, caller, password)
  await onOwn(needs, caller, async work => {
    if (!(await confirmed(work, caller.account))) throw new NotFound()
    await forgetSecondFactor(work, person(caller.account), caller.account)
    await endSessions(work, caller.account, { but: caller.session })
    await writesToHolder(needs, work, holderOf(caller), secondFactorOff)
  })
}
