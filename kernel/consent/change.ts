import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { jobKind } from '../jobs/kinds.ts'
import { consents } from '../declare/activities.ts'
import { another } from '../store/another.ts'
import type { Who, Work } from '../store/work.ts'
import { consentEndedTowards } from '../disclosure/notices.ts'
import { enqueue } from '../jobs/queue.ts'
import type { AnyActivity } from '../declare/activity.ts'
import { wordingHash, type Question } from '../declare/questions.ts'
import type { Language } from '../declare/terms.ts'
import type { Consented } from './consented.ts'
import { consentLock, lockConsents } from '../enforce/consent-gate.ts'
import { consent, consentEvent, consentText, type ConsentState } from './tables.ts'

/** Who says it: a person of a kind, by the id that rows about this person bear. */
interface Speaker {
  readonly kind: string
  readonly subject: string
}

/**
 * A switch in the portal, a form, the link in a mail, a letter that staff entered, the setting of a device; an import,
 * with the proof that came along; or the ledger, after a restored backup.
 */
export type How = 'switch' | 'form' | 'double opt-in' | 'link' | 'letter' | 'device' | 'ledger' | 'import'
/** How and where something was said. */
export interface ConsentMeans {
  readonly how: How
  readonly place?: string
  /** A signal that the browser sent along, as its header has it: `Sec-GPC: 1`. */
  readonly signal?: string
}

export interface Answered extends Speaker, ConsentMeans {
  readonly question: Question
  /** The language in which it was shown. */
  readonly language: Language
  readonly says: 'given' | 'refused'
  readonly validUntil?: Date
}

/**
 * Records an answer to a question, with the words that were shown, in the caller's unit of work. Said again unchanged,
 * nothing is added.
 *
 *     await recordAnswer(work, { kind: 'customer', subject, question, language: 'de', says: 'given', how: 'switch', place: '/app/consents' })
 */
export async function recordAnswer(work: Work<AnyActivity>, answered: Answered): Promise<void> {
  const { kind, subject, question, language, says, validUntil = null } = answered
  const { purpose } = question
  const recipient = question.recipient?.id ?? ''
  const channel = question.channel?.name ?? ''
  await work.under(consents, whoFor(work, subject), async own => {
    await aloneAt(own, subject, purpose)
    const text = await textOf(own, question, language)
    const before = await presentOf(own, { subject, purpose, recipient, channel })
    const statement = await statementNow(own)
    if (before?.state === says && before.statement === statement && (await lastTextOf(own, before.id)) === text) return
    if (says === 'refused' && before?.state === 'given')
      await end(own, { kind, subject }, { ...before, purpose, recipient, channel }, 'withdrawn', answered)
    else
      await set(own, { subject, purpose, recipient, channel }, before?.id, says, {
        ...answered,
        text,
        statement,
        validUntil,
      })
  })
}

export interface ImportedAnswer {
  readonly subject: string
  readonly purpose: string
  readonly recipient?: string | undefined
  readonly channel?: string | undefined
  readonly validUntil: Date | undefined
  /** The version of the statement that the person was told of. */
  readonly statement: number
  readonly proof: {
    readonly wording: string
    readonly language: Language
    readonly givenAt: Date
    readonly where: string
  }
}

/**
 * Records a consent that was given elsewhere, with its proof: the words, when, and where the original is kept. What the
 * person said here before stays as it is; whoever refused or withdrew anything of the purpose, to whatever recipient and by
 * whatever channel, is not brought in by a list. Says whether it was recorded.
 */
export const recordImported = (
  work: Work<AnyActivity>,
  { subject, purpose, recipient = '', channel = '', validUntil = undefined, statement, proof }: ImportedAnswer,
): Promise<boolean> =>
  work.under(consents, whoFor(work, subject), async own => {
    await aloneAt(own, subject, purpose)
    const said = await own
      .read(consent, 'state', 'recipient', 'channel')
      .where('subject', '=', subject)
      .where('purpose', '=', purpose)
      .execute()
    const stands = said.some(
      one =>
        one.state === 'refused' ||
        one.state === 'withdrawn' ||
        (one.recipient === recipient && one.channel === channel),
    )
    if (stands) return false
    const hash = createHash('sha256')
      .update(JSON.stringify(['import', proof.wording]))
      .digest('base64url')
    const textId = await keptText(own, hash, proof.language, proof.wording)
    const given = {
      state: 'given',
      statement,
      since: proof.givenAt,
      validUntil: validUntil ?? null,
      endedAt: null,
    } as const
    const { id: consentId } = await own
      .over(consent)
      .insertInto('obhut.consent')
      .values({ subject, purpose, recipient, channel, ...given })
      .returning('id')
      .executeTakeFirstOrThrow()
    await noted(own, { consentId, what: 'given', textId, statement }, { how: 'import', place: proof.where })
    return true
  })

/** Takes a consent back, whole or for one recipient or channel. Says how many were taken back; none is no fault. */
export async function withdrawConsent(
  work: Work<AnyActivity>,
  { kind, subject, purpose, recipient, channel, ...said }: Speaker & ConsentMeans & Omit<Consented, 'subject'>,
): Promise<number> {
  return work.under(consents, whoFor(work, subject), async own => {
    await aloneAt(own, subject, purpose)
    const given = (await givenBy(own, subject)).filter(
      one =>
        one.purpose === purpose &&
        (recipient === undefined || one.recipient === recipient) &&
        (channel === undefined || one.channel === channel),
    )
    for (const one of given) await end(own, { kind, subject }, one, 'withdrawn', said)
    // The backup may lack the consent itself: that it was taken back keeps a list from bringing it in again.
    if (given.length === 0 && said.how === 'ledger') await noteWithdrawn(own, { subject, purpose, recipient, channel })
    return given.length
  })
}

async function noteWithdrawn(own: Own, { subject, purpose, recipient = '', channel = '' }: Consented): Promise<void> {
  const key = { subject, purpose, recipient, channel }
  if (await presentOf(own, key)) return
  const statement = await statementNow(own)
  const { id: consentId } = await own
    .over(consent)
    .insertInto('obhut.consent')
    .values({ ...key, state: 'withdrawn', statement, since: own.now, validUntil: null, endedAt: own.now })
    .returning('id')
    .executeTakeFirstOrThrow()
  await noted(own, { consentId, what: 'withdrawn', textId: null, statement }, { how: 'ledger' })
}

/** Takes back everything that this person has consented to. */
export async function withdrawAll(
  work: Work<AnyActivity>,
  { kind, subject, ...said }: Speaker & ConsentMeans,
): Promise<number> {
  return work.under(consents, whoFor(work, subject), async own => {
    const purposes = [...new Set((await givenBy(own, subject)).map(one => one.purpose))]
    await lockConsents(
      own.over(consent),
      purposes.map(purpose => ({ subject, purpose, alone: true })),
    )
    const given = (await givenBy(own, subject)).filter(one => purposes.includes(one.purpose))
    for (const one of given) await end(own, { kind, subject }, one, 'withdrawn', said)
    return given.length
  })
}

/**
 * A consent that ran out, or that a new statement asks anew. It is no withdrawal, and a restored backup finds it out by
 * itself.
 */
export async function endWithout(
  work: Work<AnyActivity>,
  subject: string,
  id: string,
  what: 'expired' | 'invalidated',
): Promise<void> {
  await work.under(consents, another(subject), async own => {
    const one = (await givenBy(own, subject)).find(given => given.id === id)
    if (!one) return
    await aloneAt(own, subject, one.purpose)
    const still = (await givenBy(own, subject)).find(given => given.id === id)
    if (
      still &&
      (what === 'invalidated'
        ? still.statement === one.statement
        : still.validUntil !== null && still.validUntil <= own.now)
    )
      await closed(own, still, what, { how: 'platform' })
  })
}

type Own = Work<typeof consents>
interface Present {
  readonly id: string
  readonly purpose: string
  readonly recipient: string
  readonly channel: string
  readonly statement: number
  readonly validUntil: Date | null
}

const whoFor = ({ who }: Work<AnyActivity>, subject: string): Who =>
  'subject' in who && who.subject === subject ? who : another(subject)

async function aloneAt(own: Own, subject: string, purpose: string): Promise<void> {
  await own
    .over(consent)
    .selectNoFrom(sql`pg_advisory_xact_lock(${consentLock(subject, purpose)})`.as('alone'))
    .execute()
}

const givenBy = (own: Own, subject: string): Promise<Present[]> =>
  own
    .read(consent, 'id', 'purpose', 'recipient', 'channel', 'statement', 'validUntil')
    .where('subject', '=', subject)
    .where('state', '=', 'given')
    .orderBy('purpose')
    .orderBy('id')
    .execute()

const presentOf = (
  own: Own,
  {
    subject,
    purpose,
    recipient,
    channel,
  }: Required<Consented> | { subject: string; purpose: string; recipient: string; channel: string },
) =>
  own
    .read(consent, 'id', 'state', 'statement', 'validUntil')
    .where('subject', '=', subject)
    .where('purpose', '=', purpose)
    .where('recipient', '=', recipient!)
    .where('channel', '=', channel!)
    .executeTakeFirst()

async function statementNow(own: Own): Promise<number> {
  const { version } = await own
    .over(consent)
    .selectNoFrom(sql<number>`obhut.version()`.as('version'))
    .executeTakeFirstOrThrow()
  return version
}

/** The text by its id; kept once, whoever was shown it first. */
const textOf = (own: Own, question: Question, language: Language): Promise<string> =>
  keptText(own, wordingHash(question, language), language, question.says[language])

async function keptText(own: Own, hash: string, language: Language, wording: string): Promise<string> {
  const db = own.over(consentText)
  const known = (): Promise<{ id: string } | undefined> =>
    db
      .selectFrom('obhut.consent_text')
      .select('id')
      .where('hash', '=', hash)
      .where('language', '=', language)
      .executeTakeFirst()
  const there = await known()
  if (there) return there.id
  await db
    .insertInto('obhut.consent_text')
    .values({ hash, language, wording, shownSince: own.now })
    .onConflict(conflict => conflict.columns(['hash', 'language']).doNothing())
    .execute()
  return (await known())!.id // inserted by now, by us or by another
}

const lastTextOf = async (own: Own, consentId: string): Promise<string | null | undefined> =>
  (
    await own
      .read(consentEvent, 'textId')
      .where('consentId', '=', consentId)
      .where('textId', 'is not', null)
      .orderBy('at', 'desc')
      .limit(1)
      .executeTakeFirst()
  )?.textId

interface Setting extends ConsentMeans {
  readonly text: string
  readonly statement: number
  readonly validUntil: Date | null
}

async function set(
  own: Own,
  key: { subject: string; purpose: string; recipient: string; channel: string },
  id: string | undefined,
  state: 'given' | 'refused',
  { text, statement, validUntil, ...said }: Setting,
): Promise<void> {
  const db = own.over(consent)
  const facts = {
    state,
    statement,
    since: own.now,
    validUntil: state === 'given' ? validUntil : null,
    endedAt: state === 'given' ? null : own.now,
  }
  if (id !== undefined) await db.updateTable('obhut.consent').set(facts).where('id', '=', id).execute()
  const consentId =
    id ??
    (
      await db
        .insertInto('obhut.consent')
        .values({ ...key, ...facts })
        .returning('id')
        .executeTakeFirstOrThrow()
    ).id
  await noted(own, { consentId, what: state, textId: text, statement }, said)
}

/** Ends a consent by the person's word: that outlives a restored backup. */
async function end(
  own: Own,
  { kind, subject }: Speaker,
  one: Present,
  what: 'withdrawn',
  said: ConsentMeans,
): Promise<void> {
  await closed(own, one, what, said)
  await own.remember({
    what: 'withdrawn',
    kind,
    subject,
    purpose: one.purpose,
    recipient: one.recipient,
    channel: one.channel,
  })
  if (one.recipient !== '' && said.how !== 'ledger')
    await consentEndedTowards(own, { kind, subject, recipient: one.recipient })
}

async function closed(
  own: Own,
  one: Present,
  what: Exclude<ConsentState, 'given' | 'refused'>,
  said: Noted,
): Promise<void> {
  await own
    .over(consent)
    .updateTable('obhut.consent')
    .set({ state: what, since: own.now, validUntil: null, endedAt: own.now })
    .where('id', '=', one.id)
    .execute()
  await noted(own, { consentId: one.id, what, textId: null, statement: one.statement }, said)
  await enqueue(own, consentEnded, { consent: one.id })
}

/** The job that settles what an ended consent leaves behind. */
export const consentEnded = jobKind('kernel.consent-ended', { consent: 'id' })

interface Happened {
  readonly consentId: string
  readonly what: ConsentState
  readonly textId: string | null
  readonly statement: number
}
/** What came about without the person was done by the platform. */
type Noted = Omit<ConsentMeans, 'how'> & { readonly how: How | 'platform' }

async function noted(own: Own, event: Happened, { how, place, signal }: Noted): Promise<void> {
  await own
    .over(consentEvent)
    .insertInto('obhut.consent_event')
    .values({
      ...event,
      how,
      at: own.now,
      ...(place !== undefined && { place }),
      ...(signal !== undefined && { signal }),
    })
    .execute()
}
