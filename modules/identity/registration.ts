import { randomUUID } from 'node:crypto'
import { jobKind } from '../../kernel/jobs/kinds.ts'
import { isDuplicate } from '../../kernel/problems/errors.ts'
import { person, platform, visitor, type Work } from '../../kernel/store/work.ts'
import { enqueue, type Job } from '../../kernel/jobs/queue.ts'
import { WrongInput } from '../../platform/refusal.ts'
import type { Cookie } from '../../platform/route.ts'
import { accounts, registrations, signIn } from './activities.ts'
import { askedFields } from './fields.ts'
import { fieldNames, type FieldName } from './field-names.ts'
import { isStillHere } from './holder.ts'
import type { RegistrationInput } from './input.ts'
import { alreadyRegistered, confirmRegistration } from './letters.ts'
import { rememberBrowser } from './known-browsers.ts'
import { from, limits, unlessBusy, waitForMail } from './limits.ts'
import { hasLink, issueLink, linkHolder, redeemLink, withdrawLinks } from './links.ts'
import { endOfPeriod, type Needs } from './needs.ts'
import { openAccount, type Profile } from './opening.ts'
import { hashPassword, isPassword, shareOf } from './passwords.ts'
import { LinkExpired, MailTaken, RegistrationClosed } from './refusals.ts'
import { leave, startSession } from './sessions.ts'
import type { Client } from './signing-in.ts'
import { login, registration } from './tables.ts'

const answering = jobKind('identity.answer-registration', { registration: 'id' }, 'interactive')

/** Whether people open accounts by themselves in this platform. */
export const isOpen = ({ stating }: Pick<Needs, 'stating'>): boolean =>
  stating.states(accounts.name) && stating.states(registrations.name) && stating.value(accounts.opening) === 'self'

/**
 * Takes in what somebody typed. Whether the address has an account is looked up by a job, after the answer has been
 * given: so neither its words nor its time can tell. Where enough letters went to the address, the newest one goes on
 * opening the newest registration.
 */
export async function register(
  needs: Needs,
  input: RegistrationInput,
  asking: { readonly address: string; readonly language: 'de' | 'en' },
): Promise<void> {
  if (!isOpen(needs)) throw new RegistrationClosed()
  const { mail } = input
  const counted = await needs.limits.count([limits.requestFrom, from(asking.address)])
  const further = await checked(needs, input)
  const password = await unlessBusy(counted, hashPassword(input.password, shareOf(asking.address)))
  const enoughLetters = (await waitForMail(needs, 'registration', { address: asking.address, mail })) > 0
  await needs.store.under(registrations, visitor, async work => {
    const typed = {
      language: input.language ?? asking.language,
      password,
      further: JSON.stringify(further),
      requestedAt: work.now,
      ...profileOf(needs, input),
    }
    const db = work.over(registration)
    if (enoughLetters) {
      await db
        .updateTable('identity.registration')
        .set({ ...profileOf(needs, nothing), ...typed })
        .where('mail', '=', mail)
        .where('expiresAt', '>', work.now)
        .execute()
      return
    }
    const id = randomUUID()
    await withdrawOlder(work, mail)
    await db
      .insertInto('identity.registration')
      .values({ id, subject: id, mail, expiresAt: endOfPeriod(needs, work.now, registrations.linkValid), ...typed })
      .execute()
    await enqueue(work, answering, { registration: id })
  })
}

/**
 * What was asked for this address before counts no longer: of several claims to one address the newest one alone can be
 * confirmed.
 */
async function withdrawOlder(work: Work<typeof registrations>, mail: string): Promise<void> {
  const older = await work
    .over(registration)
    .deleteFrom('identity.registration')
    .where('mail', '=', mail)
    .returning('id')
    .execute()
  for (const { id } of older) await withdrawLinks(work, ['registration'], id)
}

/** What other modules asked for, looked at before anything is stored. */
async function checked({ parts }: Needs, input: RegistrationInput): Promise<Record<string, string>> {
  const kept: Record<string, string> = {}
  for (const { field, check } of parts) {
    const typed = input[field.name]
    if (typed !== undefined && typed !== '') kept[field.name] = await check(typed)
  }
  return kept
}

const nothing = Object.fromEntries(Object.keys(fieldNames).map(name => [name, null])) as {
  readonly [K in FieldName]: null
}

/** The answers that the manifest asks for; an empty one is none. */
export function profileOf(
  { stating }: Pick<Needs, 'stating'>,
  answers: { readonly [K in FieldName]?: string | null | undefined },
): Profile {
  return Object.fromEntries(
    askedFields(stating)
      .filter(({ name }) => answers[name] !== undefined)
      .map(({ name }) => [name, answers[name] || null]),
  )
}

/** Writes to whoever owns the address: a link, or that there is an account already. */
export function answerRegistration(needs: Needs): Job {
  return {
    name: answering.name,
    whateverTheClock: true,
    does: ({ registration: id }: { registration?: string }) =>
      needs.store.under(registrations, platform, async work => {
        const row = await work
          .over(registration)
          .selectFrom('identity.registration')
          .select(['id', 'mail', 'language', 'expiresAt'])
          .where('id', '=', id ?? null)
          .forUpdate()
          .executeTakeFirst()
        if (!row || row.expiresAt <= work.reached || (await hasLink(work, 'registration', row.id))) return
        const owner = await work
          .over(login)
          .selectFrom('identity.login')
          .select('id')
          .where('mail', '=', row.mail)
          .executeTakeFirst()
        if (owner) await tellOwner(needs, work, { ...row, owner: owner.id })
        else await sendLink(needs, work, row)
      }),
  }
}

interface Asked {
  readonly id: string
  readonly mail: string
  readonly language: 'de' | 'en'
  readonly expiresAt: Date
}

async function tellOwner(
  { mailer, stating, settings }: Needs,
  work: Work<typeof registrations>,
  { id, mail, language, owner }: Asked & { readonly owner: string },
): Promise<void> {
  await work.over(registration).deleteFrom('identity.registration').where('id', '=', id).execute()
  if (!(await isStillHere(work, owner))) return
  await mailer.post(work, {
    to: mail,
    subjectId: owner,
    language,
    ...alreadyRegistered(language, stating.manifest.site.name, settings.baseUrl),
  })
}

async function sendLink(
  needs: Needs,
  work: Work<typeof registrations>,
  { id, mail, language, expiresAt }: Asked,
): Promise<void> {
  const { link, code } = await issueLink(needs, work, { opens: 'registration', subject: id, mail, expiresAt })
  const letter = confirmRegistration(language, needs.stating.manifest.site.name, {
    link,
    valid: needs.stating.value(registrations.linkValid),
  })
  // No name here: what a stranger typed must not be put before somebody else's eyes.
  await needs.mailer.post(work, { to: mail, subjectId: id, language, worthUntil: expiresAt, code, ...letter })
}

const notThisOne = {
  de: 'Das ist nicht das Passwort, das bei dieser Registrierung gewählt wurde. Wenn Sie es nicht mehr wissen oder sich nicht selbst registriert haben, registrieren Sie sich bitte neu.',
  en: 'This is not the password that was chosen at this registration. If you no longer know it, or did not register yourself, please register anew.',
}

/**
 * The link was opened, by whoever knows the password that was chosen: the account comes about, with all that other
 * modules bind to it, or nothing does. The mailbox alone is not enough, because a stranger may have registered with
 * this address: what that stranger chose (a password, a name) must not become the account of whoever opens the link.
 * Whoever has shown both is signed in.
 */
export async function confirmRegistered(
  needs: Needs,
  { token, password }: { readonly token: string; readonly password: string },
  client: Client,
): Promise<{ customerNumber: string; cookies: Cookie[] }> {
  const { id, password: stored } = await needs.store.under(registrations, visitor, async work =>
    newestOf(work, (await linkHolder(work, ['registration'], token)).subject),
  )
  const counted = await needs.limits.count([limits.password, id])
  if (!(await unlessBusy(counted, isPassword(password, stored, shareOf(client.address)))))
    throw new WrongInput({ password: notThisOne })
  await counted.giveBack()
  const confirmed = await needs.store
    .under(registrations, visitor, async work => {
      await redeemLink(work, ['registration'], token)
      const newest = await newestOf(work, id)
      // Somebody may have registered anew while it was being compared.
      if (!newest.password.equals(stored)) throw new WrongInput({ password: notThisOne })
      return open(needs, work, newest, client)
    })
    .catch(error => {
      throw isDuplicate(error, 'login_mail') ? new MailTaken() : error
    })
  if (client.caller.is !== 'visitor') await leave(needs, client.caller)
  return confirmed
}

/** What was typed, unless the same address was typed again later. */
async function newestOf(work: Work<typeof registrations>, id: string) {
  const db = work.over(registration)
  const row = await db.selectFrom('identity.registration').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) throw new LinkExpired()
  const newer = await db
    .selectFrom('identity.registration')
    .select('id')
    .where('mail', '=', row.mail)
    .where(eb =>
      eb.or([
        eb('requestedAt', '>', row.requestedAt),
        eb.and([eb('requestedAt', '=', row.requestedAt), eb('id', '>', id)]),
      ]),
    )
    .limit(1)
    .executeTakeFirst()
  if (newer) throw new LinkExpired()
  return row
}

async function open(
  needs: Needs,
  work: Work<typeof registrations>,
  row: Awaited<ReturnType<typeof newestOf>>,
  client: Client,
): Promise<{ customerNumber: string; cookies: Cookie[] }> {
  const { id, mail, language, requestedAt } = row
  await work.under(signIn, person(id), async inner => {
    await inner
      .over(login)
      .insertInto('identity.login')
      .values({
        id,
        subject: id,
        kind: 'customer',
        mail,
        password: row.password,
        passwordSetAt: requestedAt,
        roles: '[]',
      })
      .execute()
    inner.note({ what: 'signed in', userName: mail })
  })
  const customerNumber = await openAccount(work, id, {
    mail,
    language,
    requestedAt,
    confirmedAt: work.now,
    profile: profileOf(needs, row),
  })
  await work.over(registration).deleteFrom('identity.registration').where('mail', '=', mail).execute()
  for (const { field, confirmed } of needs.parts) {
    const kept = (row.further as Record<string, string>)[field.name]
    if (kept !== undefined) await confirmed(work, id, kept)
  }
  return {
    customerNumber,
    cookies: [
      await startSession(needs, work, id, { stay: false, agent: client.agent }),
      rememberBrowser(needs, client.cookies, { id, passwordSetAt: requestedAt }),
    ],
  }
}
