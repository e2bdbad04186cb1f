import { person, visitor, type Work } from '../../kernel/store/work.ts'
import { WrongInput } from '../../platform/refusal.ts'
import type { Cookie } from '../../platform/route.ts'
import { signIn } from './activities.ts'
import { hasSecondFactor } from './factor-record.ts'
import { knownOf, markConfirmed, namesOf, type LoginHolder } from './holder.ts'
import { rememberBrowser, type Cookies } from './known-browsers.ts'
import { passwordChanged } from './letters.ts'
import { limits, unlessBusy } from './limits.ts'
import { linkHolder, redeemLink, withdrawLinks } from './links.ts'
import type { Needs } from './needs.ts'
import { faultOfPassword, hashPassword, isPassword, wordsOf } from './passwords.ts'
import { LinkExpired } from './refusals.ts'
import { endSessions } from './sessions.ts'
import { login, mailChange } from './tables.ts'
import { writesToHolder } from './to-holder.ts'

/** Somebody signed in, by account and session. */
export interface SignedIn {
  readonly account: string
  readonly session: string
}

/** Sets a password by a link: a new one, or, where staff opened the account, the first. */
export async function setPassword(
  needs: Needs,
  opens: 'reset' | 'activation',
  { token, password }: { readonly token: string; readonly password: string },
  cookies: Cookies,
): Promise<Cookie[]> {
  const holder = await needs.store.under(signIn, visitor, async work => {
    const { subject } = await linkHolder(work, [opens], token)
    return holderAndMail(work, subject)
  })
  const hashed = await judgedAndHashed(needs, password, 'password', holder)
  const passwordSetAt = await needs.store.under(signIn, visitor, async work => {
    await redeemLink(work, [opens], token)
    await renew(work, holder, hashed)
    await endSessions(work, holder.id)
    if (opens === 'activation') await markConfirmed(work, holder)
    else await writesToHolder(needs, work, holder, passwordChanged)
    return work.now
  })
  return (await hasSecondFactor(needs, holder.id)) ? [] : asKnown(needs, cookies, holder, passwordSetAt)
}

/**
 * Whoever has just set the password gets in with it, also while strangers lock the account by guessing. Where there is
 * a second factor, the browser is known only once it has shown that.
 */
const asKnown = (needs: Needs, cookies: Cookies, { id, kind }: LoginHolder, passwordSetAt: Date): Cookie[] =>
  kind === 'customer' ? [rememberBrowser(needs, cookies, { id, passwordSetAt })] : []

/** A signed-in person sets a new password; whoever else is signed in to the account is not any more. */
export async function changePassword(
  needs: Needs,
  { account, session }: SignedIn,
  { current, next }: { readonly current: string; readonly next: string },
  cookies: Cookies,
): Promise<Cookie[]> {
  await askForPassword(needs, { account, session }, current, 'current')
  const holder = await needs.store.under(signIn, person(account), work => holderAndMail(work, account))
  const hashed = await judgedAndHashed(needs, next, 'next', holder)
  const passwordSetAt = await needs.store.under(signIn, person(account), async work => {
    await renew(work, holder, hashed)
    await endSessions(work, account, { but: session })
    await writesToHolder(needs, work, holder, passwordChanged)
    return work.now
  })
  return asKnown(needs, cookies, holder, passwordSetAt)
}

/** Before something that cannot be undone: whoever found an open session does not know the password. */
export async function askForPassword(
  { store, limits: limited }: Pick<Needs, 'store' | 'limits'>,
  { account, session }: SignedIn,
  password: string,
  field = 'password',
): Promise<void> {
  const counted = await limited.count([limits.password, session])
  const stored = await store.under(
    signIn,
    person(account),
    async work =>
      (
        await work
          .over(login)
          .selectFrom('identity.login')
          .select('password')
          .where('id', '=', account)
          .executeTakeFirst()
      )?.password,
  )
  if (!(await unlessBusy(counted, isPassword(password, stored, `session ${session}`)))) {
    await store.under(signIn, person(account), async work => {
      work.note({ what: 'password refused' })
    })
    throw new WrongInput({ [field]: { de: 'Das Passwort stimmt nicht.', en: 'The password is wrong.' } })
  }
  await counted.giveBack()
}

interface Named extends LoginHolder {
  readonly mail: string
  readonly names: (string | null)[]
}

async function holderAndMail(work: Work<typeof signIn>, id: string): Promise<Named> {
  const found = await work
    .over(login)
    .selectFrom('identity.login')
    .select(['kind', 'mail'])
    .where('id', '=', id)
    .executeTakeFirst()
  if (!found) throw new LinkExpired()
  return { id, ...found, names: namesOf(await knownOf(work, { id, kind: found.kind })) }
}

async function judgedAndHashed({ stating }: Needs, password: string, field: string, known: Named): Promise<Buffer> {
  const fault = faultOfPassword(password, { ...known, site: wordsOf(stating.manifest) })
  if (fault) throw new WrongInput({ [field]: fault })
  return hashPassword(password, `account ${known.id}`)
}

/** The password counts from now on, and nothing that was asked for with the old one does. */
async function renew(work: Work<typeof signIn>, { id }: LoginHolder, password: Buffer): Promise<void> {
  const renewed = await work
    .over(login)
    .updateTable('identity.login')
    .where('id', '=', id)
    .where('deactivatedAt', 'is', null)
    .set({ password, passwordSetAt: work.now })
    .executeTakeFirst()
  if (renewed.numUpdatedRows === 0n) throw new LinkExpired()
  await withdrawLinks(work, ['reset', 'activation', 'old mail', 'new mail'], id)
  await work.over(mailChange).deleteFrom('identity.mail_change').where('subject', '=', id).execute()
}
