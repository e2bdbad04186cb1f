import { createHash, randomBytes } from 'node:crypto'
import { jobKind } from '../../kernel/jobs/kinds.ts'
import { mailAddress } from '../../platform/mail-address.ts'
import { faultOfLine, tidyLine, tidyWords } from '../../platform/text.ts'
import { later, seconds } from '../../kernel/clock/clock.ts'
import { enqueue, type Job } from '../../kernel/jobs/queue.ts'
import { person, platform, type Work } from '../../kernel/store/work.ts'
import { findSubjects } from '../../kernel/rows/find.ts'
import { dueAfter, exactlyAfter } from '../../kernel/declare/periods.ts'
import { Right, type Language, type Words } from '../../kernel/declare/terms.ts'
import { desk } from './activities.ts'
import { formAt } from './contract.ts'
import { bind, type Confirming } from './binding.ts'
import { formReceived } from './letters.ts'
import type { Needs } from './needs.ts'
import { happens, openIn, type OpenedRequest } from './opening.ts'
import { FormLinkGone } from './refusals.ts'
import { formLink, request } from './tables.ts'

/** The form as it was sent, each field as it was typed. */
export interface Typed {
  readonly right: string
  readonly name: string
  readonly mail: string
  readonly words: string
}
export type Faults = { readonly [F in keyof Typed]?: Words }

/** What can be chosen: a question, or one of the rights that are exercised towards us. */
export const choosable = [Right.A15, Right.A16, Right.A17, Right.A18, Right.A20, Right.A21, Right['A7-3']] as const
export const longestMessage = 5000

interface Filled {
  readonly right?: Right
  readonly name?: string
  readonly mail: string
  readonly words: string
}

/** The form as it is taken, or what is wrong with it. */
export function readForm({
  right,
  name,
  mail,
  words,
}: Typed): { readonly filled: Filled } | { readonly faults: Faults } {
  const chosen = choosable.find(one => one === right)
  const address = mailAddress(mail)
  const message = tidyWords(words)
  const called = tidyLine(name)
  const wrongName = faultOfLine(called)
  const faults: Faults = {
    ...(right !== '' &&
      !chosen && { right: { de: 'Bitte wählen Sie, worum es geht.', en: 'Please choose what it is about.' } }),
    ...(wrongName && { name: wrongName }),
    ...(called.length > 200 && { name: { de: 'Höchstens 200 Zeichen.', en: 'At most 200 characters.' } }),
    ...(address === undefined && {
      mail: {
        de: 'Das ist keine E-Mail-Adresse, an die wir schreiben können. Sie sieht aus wie name@beispiel.de.',
        en: 'This is no e-mail address that we can write to. It looks like name@example.org.',
      },
    }),
    ...(message.length < 3 && {
      words: { de: 'Bitte schreiben Sie, was Sie möchten.', en: 'Please write what you would like.' },
    }),
    ...(message.length > longestMessage && {
      words: {
        de: `Höchstens ${longestMessage} Zeichen; mehr nehmen wir gern als Brief.`,
        en: `At most ${longestMessage} characters; more is welcome as a letter.`,
      },
    }),
  }
  if (address === undefined || Object.keys(faults).length) return { faults }
  return {
    filled: { mail: address, words: message, ...(called && { name: called }), ...(chosen && { right: chosen }) },
  }
}

/**
 * Puts it on the desk, and asks the address whether it was really from there, as soon as there is room for one more
 * letter to it. Who has an account here is not looked at: nothing told could depend on it.
 */
export async function openByForm(
  needs: Needs,
  { mail, words, ...rest }: Filled,
  from: { readonly address: string; readonly language: Language },
): Promise<OpenedRequest> {
  await needs.attempts.countMessage(from.address)
  const wait = await needs.attempts.waitForMail({ address: from.address, mail })
  return needs.store.under(desk, platform, async work => {
    const opened = await openIn(work, needs.stating, {
      by: 'form',
      list: 'desk',
      from: mail,
      says: words,
      receivedAt: work.now,
      actor: { by: 'person' },
      ...rest,
    })
    if (wait > 0) await askLater(work, { request: opened.id, language: from.language }, wait)
    else await askAddress(needs, work, opened.id, from.language)
    return opened
  })
}

const asking = jobKind('rights.ask-address', { request: 'id', language: ['de', 'en'] }, 'interactive')
const askLater = (
  work: Work<typeof desk>,
  asked: { readonly request: string; readonly language: Language },
  wait: number,
): Promise<void> => enqueue(work, asking, asked, { at: later(work.now, seconds(wait)) })

/** Writes the letters that had to wait, each as there is room for it. */
export function askWaiting(needs: Needs): Job {
  return {
    name: asking.name,
    whateverTheClock: true,
    does: async ({ request: id, language }: { readonly request: string; readonly language: Language }) => {
      const waiting = await needs.store.under(desk, platform, work => askable(needs, work, id))
      if (!waiting) return
      const wait = await needs.attempts.waitForMail({ mail: waiting.from })
      await needs.store.under(desk, platform, work =>
        wait > 0 ? askLater(work, { request: id, language }, wait) : askAddress(needs, work, id, language),
      )
    },
  }
}

async function askAddress(needs: Needs, work: Work<typeof desk>, id: string, language: Language): Promise<void> {
  const asked = await askable(needs, work, id)
  if (!asked) return
  const { subject, from, right, receivedAt, dueAt } = asked
  const link = await linkFor(needs, work, asked, language)
  await needs.mailer.post(work, {
    to: from,
    subjectId: subject,
    concerns: id,
    language,
    worthUntil: endOfWaiting(needs, receivedAt),
    ...formReceived(language, needs.stating, { link, right: right ?? undefined, receivedAt, dueAt }),
  })
}

/**
 * A request of which nobody knows yet whether it comes from the address that it bears, and to which that address has no
 * link yet.
 */
async function askable(needs: Needs, work: Work<typeof desk>, id: string) {
  const found = await work
    .over(request)
    .selectFrom('rights.request')
    .select(['id', 'subject', 'from', 'right', 'receivedAt', 'dueAt', 'confirmedAt', 'provenBy', 'state'])
    .where('id', '=', id)
    .executeTakeFirst()
  if (
    !found ||
    found.from === null ||
    found.state !== 'open' ||
    !isUnproven(found) ||
    endOfWaiting(needs, found.receivedAt) <= work.reached
  )
    return undefined
  const link = await work
    .over(formLink)
    .selectFrom('rights.form_link')
    .select('requestId')
    .where('requestId', '=', id)
    .executeTakeFirst()
  return link ? undefined : { ...found, from: found.from }
}

/** When a request that came in at this moment goes, if nobody has confirmed it by then. */
export const endOfWaiting = ({ stating }: Needs, receivedAt: Date): Date =>
  dueAfter(receivedAt, stating.value(desk.unconfirmed), stating.manifest.timeZone)

const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest()

/**
 * A new link to a request, for a letter to the address that it came from. Those of earlier letters go on working: each
 * says that behind it one sees how things stand.
 */
export async function linkFor(
  { stating, settings }: Needs,
  work: Work<typeof desk>,
  { id, subject }: { readonly id: string; readonly subject: string },
  language: Language,
): Promise<string> {
  const token = randomBytes(32).toString('base64url')
  const expiresAt = exactlyAfter(work.now, stating.value(desk.formLink), stating.manifest.timeZone)
  await work
    .over(formLink)
    .insertInto('rights.form_link')
    .values({ requestId: id, subject, token: hashOf(token), madeAt: work.now, expiresAt, language })
    .execute()
  return `${settings.baseUrl}${formAt[language]}/${token}`
}

/** The request behind a link. */
export const behindLink = ({ store }: Needs, token: string) =>
  store.under(desk, platform, async work => {
    const found = await work
      .over(formLink, request)
      .selectFrom('rights.form_link as l')
      .innerJoin('rights.request as r', 'r.id', 'l.requestId')
      .select([
        'r.id',
        'r.subject',
        'r.from',
        'r.right',
        'r.says',
        'r.confirmedAt',
        'r.provenBy',
        'r.state',
        'r.receivedAt',
        'r.dueAt',
        'r.extendedBecause',
        'r.closedAt',
        'r.answer',
        'r.refusal',
      ])
      .where('l.token', '=', hashOf(token))
      .where('l.expiresAt', '>', work.now)
      .executeTakeFirst()
    if (!found) throw new FormLinkGone()
    return found
  })
export type BehindLink = Awaited<ReturnType<typeof behindLink>>

/**
 * Whoever has read what stands behind a link ends it, and those of all letters about the request: who finds one later
 * sees nothing.
 */
export const endLink = ({ store }: Needs, token: string) =>
  store.under(desk, platform, async work => {
    const found = await work
      .over(formLink)
      .selectFrom('rights.form_link')
      .select(['id', 'requestId'])
      .where('token', '=', hashOf(token))
      .where('expiresAt', '>', work.now)
      .executeTakeFirst()
    if (!found) throw new FormLinkGone()
    await work.over(formLink).deleteFrom('rights.form_link').where('requestId', '=', found.requestId).execute()
  })

/** Neither confirmed by the address nor tied to anybody by staff: all that is known is that somebody typed it. */
export const isUnproven = ({ confirmedAt, provenBy }: Pick<BehindLink, 'confirmedAt' | 'provenBy'>): boolean =>
  confirmedAt === null && provenBy === null

/**
 * Whoever opens the link, has read what was asked and says that it was theirs controls the address. Where a customer is
 * known by it, this is the proof that it is the customer who asks, as good as a code to that address.
 */
export async function confirmAddress(needs: Needs, token: string): Promise<void> {
  const found = await behindLink(needs, token)
  if (!isUnproven(found)) return
  const account = await accountOf(needs, found.from)
  const confirming: Confirming = { id: found.id, subject: found.subject }
  // Whose account goes just now has proven the address all the same.
  if (
    account !== undefined &&
    (await bind(needs, found.id, account, 'code to the known address', { by: 'platform' }, confirming))
  )
    return
  await needs.store.under(desk, platform, async work => {
    const { numUpdatedRows } = await work
      .over(request)
      .updateTable('rights.request')
      .where('id', '=', found.id)
      .where('confirmedAt', 'is', null)
      .where('provenBy', 'is', null)
      .set({ confirmedAt: work.now })
      .executeTakeFirst()
    if (numUpdatedRows > 0n) await happens(work, found, 'address confirmed', { by: 'person' })
  })
}

/** The customer whose account bears this address. */
async function accountOf({ store, people }: Needs, mail: string | null): Promise<string | undefined> {
  if (mail === null) return undefined
  for (const { id } of await findSubjects(store, 'customer', 'mail', mail)) {
    const known = await store.under(desk, person(id), work => people.byId(work, id))
    if (known?.mail === mail) return id
  }
  return undefined
}
