import { later, seconds } from '../../kernel/clock/clock.ts'
import { jobKind } from '../../kernel/jobs/kinds.ts'
import { isDuplicate } from '../../kernel/problems/errors.ts'
import { person, platform, visitor, type Work } from '../../kernel/store/work.ts'
import { enqueue, type Job } from '../../kernel/jobs/queue.ts'
import { WrongInput } from '../../platform/refusal.ts'
import { signIn } from './activities.ts'
import { addressed, knownOf, moveMail } from './holder.ts'
import { confirmNewMail, confirmOldMail, mailInUse } from './letters.ts'
import { limits, waitForMail } from './limits.ts'
import { hasLink, issueLink, linkHolder, redeemLink, withdrawLinks } from './links.ts'
import { endOfPeriod, type Needs } from './needs.ts'
import { askForPassword, type SignedIn } from './password-change.ts'
import { LinkExpired, MailTaken } from './refusals.ts'
import { login, mailChange } from './tables.ts'

const answering = jobKind('identity.answer-mail-change', { change: 'id' }, 'interactive')
const sides = ['old mail', 'new mail'] as const

/**
 * Asks for a new address. As with a registration, whether it has an account is looked up after the answer has been
 * given.
 */
export async function askForMail(
  needs: Needs,
  { account, session }: SignedIn,
  { mail, password }: { readonly mail: string; readonly password: string },
): Promise<void> {
  // Before anything is counted that the owner has to share with whoever found a session open.
  await askForPassword(needs, { account, session }, password)
  await needs.limits.count([limits.mailTo, account])
  await needs.store.under(signIn, person(account), async work => {
    const { mail: present } = await work
      .over(login)
      .selectFrom('identity.login')
      .select('mail')
      .where('id', '=', account)
      .forShare()
      .executeTakeFirstOrThrow()
    if (mail === present)
      throw new WrongInput({ mail: { de: 'Das ist schon Ihre Adresse.', en: 'This is your address already.' } })
    await withdrawLinks(work, sides, account)
    const db = work.over(mailChange)
    await db.deleteFrom('identity.mail_change').where('subject', '=', account).execute()
    const known = await knownOf(work, await holder(work, account))
    const { id } = await db
      .insertInto('identity.mail_change')
      .values({
        subject: account,
        mail,
        language: known.language,
        requestedAt: work.now,
        expiresAt: endOfPeriod(needs, work.now, signIn.activationLink),
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await enqueue(work, answering, { change: id })
  })
}

/**
 * Writes to both addresses; to the new one only a warning if it belongs to another account. Where enough letters went
 * to that one, these wait.
 */
export function answerMailChange(needs: Needs): Job {
  return {
    name: answering.name,
    whateverTheClock: true,
    does: async ({ change: id }: { change?: string }) => {
      const { mail } =
        (await needs.store.under(
          signIn,
          platform,
          async work =>
            await work
              .over(mailChange)
              .selectFrom('identity.mail_change')
              .select('mail')
              .where('id', '=', id ?? null)
              .executeTakeFirst(),
        )) ?? {}
      if (id === undefined || mail === undefined) return
      const wait = await waitForMail(needs, 'mail change', { mail })
      await needs.store.under(signIn, platform, work =>
        wait > 0
          ? enqueue(work, answering, { change: id }, { at: later(work.now, seconds(wait)) })
          : writeToBoth(needs, work, id),
      )
    },
  }
}

async function writeToBoth(needs: Needs, work: Work<typeof signIn>, id: string): Promise<void> {
  const asked = await work
    .over(mailChange)
    .selectFrom('identity.mail_change')
    .select(['subject', 'mail', 'expiresAt'])
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  if (!asked || asked.expiresAt <= work.reached || (await hasLink(work, 'old mail', asked.subject))) return
  const present = await work
    .over(login)
    .selectFrom('identity.login')
    .select(['mail', 'kind'])
    .where('id', '=', asked.subject)
    .forShare()
    .executeTakeFirst()
  if (!present) return
  const known = addressed(await knownOf(work, { id: asked.subject, kind: present.kind }))
  const about = { subjectId: asked.subject, ...known, worthUntil: asked.expiresAt }
  const { code, ...link } = await linkFor(needs, work, { ...asked, mail: present.mail }, 'old mail')
  await needs.mailer.post(work, { to: present.mail, ...about, code, ...confirmOldMail(known.language, link) })
  await writeToNew(needs, work, asked, known.language)
}

interface AskedFor {
  readonly subject: string
  readonly mail: string
  readonly expiresAt: Date
}

/** Nobody has proven yet to be behind the new address, so no name goes there. */
async function writeToNew(
  needs: Needs,
  work: Work<typeof signIn>,
  asked: AskedFor,
  language: 'de' | 'en',
): Promise<void> {
  const {
    mailer,
    stating: {
      manifest: { site },
    },
  } = needs
  const other = await work
    .over(login)
    .selectFrom('identity.login')
    .select(['id', 'kind'])
    .where('mail', '=', asked.mail)
    .forShare()
    .executeTakeFirst()
  if (other) {
    const known = addressed(await knownOf(work, other))
    return mailer.post(work, { to: asked.mail, subjectId: other.id, ...known, ...mailInUse(known.language, site.name) })
  }
  const { code, ...link } = await linkFor(needs, work, asked, 'new mail')
  await mailer.post(work, {
    to: asked.mail,
    subjectId: asked.subject,
    language,
    worthUntil: asked.expiresAt,
    code,
    ...confirmNewMail(language, site.name, link),
  })
}

async function linkFor(
  needs: Needs,
  work: Work,
  { subject, mail, expiresAt }: AskedFor,
  opens: (typeof sides)[number],
) {
  return {
    ...(await issueLink(needs, work, { opens, subject, mail, expiresAt })),
    valid: needs.stating.value(signIn.activationLink),
  }
}

/**
 * What a link agrees to, before anybody agrees: the address that is to count, and whether this is the side of the
 * present one.
 */
export const askedMail = (needs: Needs, token: string): Promise<{ mail: string; side: 'old' | 'new' }> =>
  needs.store.under(signIn, visitor, async work => {
    const { subject, opens } = await linkHolder(work, sides, token)
    const change = await work
      .over(mailChange)
      .selectFrom('identity.mail_change')
      .select('mail')
      .where('subject', '=', subject)
      .executeTakeFirst()
    if (!change) throw new LinkExpired()
    return { mail: change.mail, side: opens === 'old mail' ? 'old' : 'new' }
  })

/** One of the two addresses agrees; with the second the new one counts. */
export async function confirmMail(needs: Needs, token: string): Promise<{ confirmed: 'one' | 'both' }> {
  return needs.store
    .under(signIn, visitor, async work => {
      const { subject, opens } = await redeemLink(work, sides, token)
      const agreed = opens === 'old mail' ? { oldConfirmedAt: work.now } : { newConfirmedAt: work.now }
      const change = await work
        .over(mailChange)
        .updateTable('identity.mail_change')
        .where('subject', '=', subject)
        .set(agreed)
        .returning(['mail', 'oldConfirmedAt', 'newConfirmedAt'])
        .executeTakeFirst()
      if (!change) throw new LinkExpired()
      if (!change.oldConfirmedAt || !change.newConfirmedAt) return { confirmed: 'one' as const }
      await move(work, subject, change.mail)
      return { confirmed: 'both' as const }
    })
    .catch(error => {
      throw isDuplicate(error, 'login_mail') ? new MailTaken() : error
    })
}

async function move(work: Work<typeof signIn>, id: string, mail: string): Promise<void> {
  const db = work.over(login, mailChange)
  await db.updateTable('identity.login').where('id', '=', id).set({ mail }).execute()
  const whose = await holder(work, id)
  await work.remember({
    what: 'corrected',
    kind: whose.kind,
    subject: id,
    table: login.name,
    row: id,
    columns: { mail },
  })
  await moveMail(work, whose, mail)
  await db.deleteFrom('identity.mail_change').where('subject', '=', id).execute()
  // A link for a new password that lies in the old mailbox must not open the account any more.
  await withdrawLinks(work, ['reset'], id)
}

async function holder(work: Work<typeof signIn>, id: string) {
  const { kind } = await work
    .over(login)
    .selectFrom('identity.login')
    .select('kind')
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  return { id, kind }
}

/** The address that waits for its confirmations. */
export const pendingMail = ({ store }: Pick<Needs, 'store'>, account: string): Promise<string | null> =>
  store.under(
    signIn,
    person(account),
    async work =>
      (
        await work
          .over(mailChange)
          .selectFrom('identity.mail_change')
          .select('mail')
          .where('subject', '=', account)
          .where('expiresAt', '>', work.now)
          .executeTakeFirst()
      )?.mail ?? null,
  )
