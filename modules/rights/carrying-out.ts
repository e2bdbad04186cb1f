import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { identifier, opaqueText } from '../../platform/text.ts'
import { consents } from '../../kernel/declare/activities.ts'
import { withdrawConsent, withdrawAll } from '../../kernel/consent/change.ts'
import { consent } from '../../kernel/consent/tables.ts'
import type { Staff } from '../../platform/route.ts'
import type { Who } from '../../kernel/store/work.ts'
import { whyKept } from '../../kernel/statement/keeping-laws.ts'
import { groundsOfRestriction, type GroundOfRestriction } from '../../kernel/restriction/tables.ts'
import { restrictionOf } from '../../kernel/restriction/on-request.ts'
import { eraseAnswering, erasureOf, type ErasureReport } from '../../kernel/rights/erase.ts'
import { theMoment } from '../../kernel/rows/change.ts'
import { objectable, objectionsOf } from '../../kernel/rights/objections.ts'
import type { Language } from '../../kernel/declare/terms.ts'
import { desk } from './activities.ts'
import type { WayIn } from './contract.ts'
import { makeCopy } from './copies.ts'
import { keepLetter, letterOf } from './erasure-letters.ts'
import { erasedLetter, putOffLetter } from './letters.ts'
import { addressee, printedErasure } from './printed.ts'
import { AlreadyClosed } from './refusals.ts'
import type { Needs } from './needs.ts'
import { objectTo } from './objecting.ts'
import { carriedOut } from './requests.ts'
import { restrictFor } from './restricting.ts'
import { request } from './tables.ts'

/** What staff do for somebody who wrote; the same as the account does. */
export type Deed =
  | { readonly what: 'copy' | 'portable' | 'print' | 'erase' }
  | { readonly what: 'restrict'; readonly ground: GroundOfRestriction }
  /** An activity, or `all` that can be objected to. */
  | { readonly what: 'object'; readonly activity: string }
  /** The activity that was consented to, or `all`; of one, for one recipient or channel alone. */
  | {
      readonly what: 'withdraw'
      readonly purpose: string
      readonly recipient?: string | undefined
      readonly channel?: string | undefined
    }
  | { readonly what: 'correct'; readonly fields: Readonly<Record<string, string>> }

const name = identifier(100).optional()
/** A deed as the API takes it. */
export const asked = {
  what: z.enum(['copy', 'portable', 'print', 'erase', 'restrict', 'object', 'withdraw', 'correct']),
  ground: z.enum(groundsOfRestriction).optional().describe('For a restriction; `accuracy` where nothing is said.'),
  activity: name.describe('For an objection; all that can be objected to where nothing is said.'),
  purpose: name.describe('For a withdrawal: the activity that was consented to; all where nothing is said.'),
  recipient: name,
  channel: name,
  fields: z
    .record(identifier(100), opaqueText(2000))
    .optional()
    .describe('For a correction: new answers by the names of their fields.'),
}
type Asked = { readonly [K in keyof typeof asked]?: z.infer<(typeof asked)[K]> } & { readonly what: Deed['what'] }

export function deedIn({
  what,
  ground = 'accuracy',
  activity = 'all',
  purpose = 'all',
  recipient,
  channel,
  fields = {},
}: Asked): Deed {
  if (what === 'restrict') return { what, ground }
  if (what === 'object') return { what, activity }
  if (what === 'withdraw') return { what, purpose, recipient, channel }
  return what === 'correct' ? { what, fields } : { what }
}

const title = z.string().describe('What the table is called.')
const kept = z.array(z.object({ table: z.string(), title, rows: z.int(), until: z.string(), why: z.string() }))
export const outcome = z
  .object({
    gone: z.array(z.object({ table: z.string(), title, rows: z.int() })),
    kept,
    blanked: z
      .array(z.object({ table: z.string(), title, rows: z.int() }))
      .describe('Entries about others that lost what was this person’s, and go on without it.'),
    shared: z
      .array(z.object({ table: z.string(), title, rows: z.int() }))
      .describe(
        'Rows that also belong to somebody else who held the same thing at the same time: they stay with that person.',
      ),
    told: z.array(z.string()).describe('Recipients of the data who hear of an erasure.'),
    link: z.string().nullable().describe('Where the copy is fetched, in the session that asked for it.'),
    letter: z
      .string()
      .nullable()
      .describe(
        'The answer to an erasure as a page to print. This session can fetch it again until it is printed, for as long as the statement says.',
      ),
    reference: z
      .string()
      .nullable()
      .describe('What the letter names the request by; what stays of an erased one stands under it.'),
  })
  .meta({ id: 'CarriedOut' })
export type CarriedOut = z.infer<typeof outcome>

interface Found {
  readonly id: string
  readonly subject: string
  readonly reference: string
  readonly by: WayIn
  readonly name: string | null
  readonly from: string | null
  readonly says: string | null
  readonly receivedAt: Date
}

const holderOf = ({ store, people }: Needs, by: Who, subject: string) =>
  store.under(desk, by, work => people.byId(work, subject))

/**
 * Does it under the name of the member of staff, and keeps in the history of the request that it was done. An erasure
 * that is repeated (its answer was lost) is answered again.
 */
export async function carryOut(
  needs: Needs,
  { account: staffId, session }: Pick<Staff, 'account' | 'session'>,
  id: string,
  deed: Deed,
  language: Language,
  known: () => Promise<Found>,
): Promise<CarriedOut> {
  const before = deed.what === 'erase' ? await letterOf(needs, { account: staffId, session }, id) : undefined
  if (before) return before
  const found = await known()
  const by = { is: 'staff', id: staffId, subject: found.subject } as const
  if (deed.what === 'erase') return eraseAndAnswer(needs, { by, session }, found, language)
  const link = await done(needs, { by, session }, found, deed, language)
  await carriedOut(needs, staffId, found, noteOf(deed))
  return {
    gone: [],
    kept: [],
    blanked: [],
    shared: [],
    told: [],
    link: link ?? null,
    letter: null,
    reference: found.reference,
  }
}

/**
 * An erasure takes the request with it, with its history and every answer. So one act answers and erases: the request
 * is closed in the transaction that erases it, a proof without a name stays (`handled.request`), and the answer is
 * given to whoever presses, who sends it. It is made and kept, and the mail posted, in that transaction: without an
 * answer there is no erasure.
 */
async function eraseAndAnswer(
  needs: Needs,
  { by, session }: { readonly by: Who; readonly session: string },
  found: Found,
  language: Language,
): Promise<CarriedOut> {
  const known = await holderOf(needs, by, found.subject)
  const { reference, receivedAt } = found
  const { recipients, site } = needs.stating.manifest
  const speaks = known?.language ?? language
  return eraseAnswering(
    needs.store,
    customer(found),
    {
      by,
      first: {
        table: request,
        where: { id: found.id, subject: found.subject, state: 'open' },
        sets: { state: 'answered', closedAt: theMoment },
        otherwise: () => new AlreadyClosed(),
      },
    },
    {
      under: desk,
      async answer(work, erased) {
        // Whoever wrote by post gets the letter; whoever asked electronically hears by mail that it was done (Art.
        // 12(3) GDPR). The person is gone, so the mail is about nobody.
        if (known && found.by !== 'letter')
          await needs.mailer.post(work, {
            to: known.mail,
            subjectId: randomUUID(),
            language: speaks,
            ...(erased.waits ? putOffLetter : erasedLetter)(speaks, site.name, reference),
          })
        const outcome = {
          ...report(needs.store, erased, language),
          reference,
          told: recipients.filter(({ id }) => erased.told.includes(id)).map(({ name }) => name),
          letter: printedErasure(
            needs,
            {
              reference,
              by: found.by,
              to: addressee(found.from, known?.name ?? found.name),
              receivedAt,
              report: erased,
            },
            speaks,
          ),
        }
        await keepLetter(needs, work, { requestId: found.id, session, outcome })
        return outcome
      },
    },
  )
}

const customer = ({ subject }: Found) => ({ kind: 'customer', id: subject }) as const

async function done(
  needs: Needs,
  { by, session }: { readonly by: Who; readonly session: string },
  found: Found,
  deed: Exclude<Deed, { what: 'erase' }>,
  language: Language,
): Promise<string | undefined> {
  const { subject, says } = found
  switch (deed.what) {
    case 'copy':
    case 'portable':
    case 'print': {
      const { reference, from, name } = found
      const known = await holderOf(needs, by, subject)
      return (
        await makeCopy(
          needs,
          {
            subject: customer(found),
            session,
            who: by,
            letter: { reference, to: addressee(from, known?.name ?? name) },
          },
          deed.what,
          known?.language ?? language,
        )
      ).link
    }
    case 'restrict':
      return void (await restrictFor(needs, subject, by, deed.ground, says ?? undefined))
    case 'object':
      return void (await objectTo(needs, subject, deed.activity, says ?? undefined, { request: found.id, by }))
    case 'withdraw':
      return void (await withdrawFor(needs, by, subject, deed))
    case 'correct':
      return void (await needs.details.correct(by, subject, deed.fields))
  }
}

/** Of a correction the history names the fields, not what they hold. */
function noteOf(deed: Deed): string {
  switch (deed.what) {
    case 'object':
      return `object: ${deed.activity}`
    case 'withdraw':
      return ['withdraw:', deed.purpose, deed.recipient, deed.channel].filter(Boolean).join(' ')
    case 'correct':
      return `correct: ${Object.keys(deed.fields).join(', ')}`
    case 'restrict':
      return `restrict: ${deed.ground}`
    default:
      return deed.what
  }
}

/** Takes a consent back in whole or in part, as the letter says. */
async function withdrawFor(
  { store, stating }: Needs,
  by: Who,
  subject: string,
  { purpose, recipient, channel }: Extract<Deed, { what: 'withdraw' }>,
): Promise<void> {
  if (!stating.states(consents.name)) return
  const said = { kind: 'customer', subject, how: 'letter' } as const
  await store.under(consents, by, work =>
    purpose === 'all'
      ? withdrawAll(work, said)
      : withdrawConsent(work, { ...said, purpose, ...(recipient && { recipient }), ...(channel && { channel }) }),
  )
}

/** What an erasure would take away and what a law would keep. */
export const foreseen = async ({ store }: Needs, found: Found, language: Language): Promise<CarriedOut> =>
  report(store, await erasureOf(store, customer(found)), language)

function report(
  { declarations }: Needs['store'],
  { gone, kept, blanked, shared }: Pick<ErasureReport, 'gone' | 'kept' | 'blanked' | 'shared'>,
  language: Language,
): CarriedOut {
  const titleOf = (table: string): string => declarations.tables.get(table)?.title?.[language] ?? table
  return {
    gone: gone.map(one => ({ ...one, title: titleOf(one.table) })),
    blanked: blanked.map(one => ({ ...one, title: titleOf(one.table) })),
    shared: shared.map(one => ({ ...one, title: titleOf(one.table) })),
    kept: kept.map(({ table, rows, until, law }) => ({
      table,
      title: titleOf(table),
      rows,
      until,
      why: whyKept(law, language),
    })),
    told: [],
    link: null,
    letter: null,
    reference: null,
  }
}

export const choices = z
  .object({
    consents: z.array(z.object({ purpose: z.string(), recipient: z.string(), channel: z.string(), title: z.string() })),
    objections: z.array(z.object({ activity: z.string(), title: z.string(), stops: z.boolean() })),
    fields: z.array(z.object({ name: z.string(), label: z.string() })),
    restricted: z.boolean(),
  })
  .meta({ id: 'DeskChoices' })

/**
 * What can be carried out for this person: which consents are there to be taken back, what can be objected to, what can
 * be corrected.
 */
export async function choicesFor(
  { store, stating, details }: Needs,
  { subject }: Found,
  language: Language,
  staffId: string,
): Promise<z.infer<typeof choices>> {
  const title = (activity: string): string =>
    store.declarations.activities.get(activity)?.spec.title[language] ?? activity
  const recipients = new Map(stating.manifest.recipients.map(one => [one.id, one.name]))
  const [given, objections, restriction] = await Promise.all([
    stating.states(consents.name)
      ? store.under(consents, { is: 'staff', id: staffId, subject }, work =>
          work
            .read(consent, 'purpose', 'recipient', 'channel')
            .where('state', '=', 'given')
            .orderBy('purpose')
            .execute(),
        )
      : [],
    objectionsOf(store, subject),
    restrictionOf(store, subject),
  ])
  return {
    consents: given.map(({ purpose, recipient, channel }) => ({
      purpose,
      recipient,
      channel,
      title: [title(purpose), recipients.get(recipient) ?? recipient, channel].filter(Boolean).join(', '),
    })),
    objections: objectable(store, 'customer').map(({ name: activity }) => ({
      activity,
      title: title(activity),
      stops: objections.some(one => one.activity === activity && one.stops),
    })),
    fields: details.fields().map(one => ({ name: one.name, label: one.label[language] })),
    restricted: restriction !== undefined,
  }
}
