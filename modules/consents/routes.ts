import { z } from 'zod'
import type { Settings, StatementVersion, Stating } from '../../platform/services.ts'
import { NotFound } from '../../platform/refusal.ts'
import {
  accounts,
  nothing,
  ok,
  route,
  type AnyRoute,
  type Asking,
  type Customer,
  type Staff,
} from '../../platform/route.ts'
import { identifier, uuid } from '../../platform/text.ts'
import { consents } from '../../kernel/declare/activities.ts'
import { withdrawAll } from '../../kernel/consent/change.ts'
import { consentStates } from '../../kernel/consent/tables.ts'
import type { Units } from '../../kernel/store/units.ts'
import { person } from '../../kernel/store/work.ts'
import { wordingHash, type Question } from '../../kernel/declare/questions.ts'
import { Purpose } from '../../kernel/declare/terms.ts'
import type { Consents } from './contract.ts'
import { consentsOf, historyOf, questionsIn } from './own.ts'
import { receiptOf } from './receipt.ts'
import { BrowserRefuses, WordsChanged } from './refusals.ts'

export interface RouteNeeds {
  readonly store: Units
  readonly stating: Stating
  readonly settings: Settings
  readonly versions: { all(): Promise<readonly StatementVersion[]> }
  readonly recording: Consents
}

const consentView = z
  .object({
    purpose: z.string(),
    title: z.string(),
    words: z.string(),
    recipient: z.object({ id: z.string(), name: z.string(), country: z.string(), task: z.string() }).nullable(),
    channel: z.object({ name: z.string(), label: z.string() }).nullable(),
    asks: z
      .object({ says: z.string(), hash: z.string() })
      .nullable()
      .describe('The question, word for word, and its SHA-256; null where it is asked no longer.'),
    state: z.enum([...consentStates, 'open']),
    holds: z.boolean().describe('Whether it counts now.'),
    since: z.date().nullable(),
    validUntil: z.date().nullable(),
    statement: z.int().nullable(),
    id: z.uuid().nullable().describe('Names its history and its receipt.'),
  })
  .meta({ id: 'Consent' })
const eventView = z
  .object({
    id: z.uuid(),
    what: z.enum(consentStates),
    at: z.date(),
    how: z.string(),
    place: z.string().nullable(),
    signal: z.string().nullable(),
    statement: z.int(),
    text: z.object({ wording: z.string(), hash: z.string(), language: z.enum(['de', 'en']) }).nullable(),
  })
  .meta({ id: 'ConsentEvent' })

const name = identifier(100)
const which = { purpose: name, recipient: name.nullable().default(null), channel: name.nullable().default(null) }
const byId = z.object({ id: uuid() })

/** Where a person answers in the portal. */
const place = '/app/consents'
type Holder = Asking<Customer | Staff>

/**
 * What a person sees and decides by themselves. Withdrawing asks for no more than giving does: one request, no
 * password.
 */
export const routes = (needs: RouteNeeds): AnyRoute[] => [
  route({
    at: 'GET /api/consents',
    who: accounts,
    says: 'What the caller can consent to, in the very words, and how it stands with each.',
    gives: z.object({ items: z.array(consentView) }).meta({ id: 'MyConsents' }),
    does: async (_, { caller, language }) => ok({ items: await consentsOf(needs, caller.account, language) }),
  }),
  route({
    at: 'POST /api/consents',
    who: accounts,
    status: 204,
    says: 'Answers one of the questions: `given` or `refused`. `hash` is that of the words that were shown; where others are asked by now, nothing is recorded.',
    takes: z.strictObject({ ...which, says: z.enum(['given', 'refused']), hash: identifier(64, /^[0-9a-f]{64}$/) }),
    does: async ({ says, hash, ...asked }, asking) => {
      const question = theQuestion(needs, asked)
      if (hash !== wordingHash(question, asking.language)) throw new WordsChanged()
      const refuses = says === 'given' && asking.gpc && isAdvertising(needs, question)
      await answers(needs, asking, question, refuses ? 'refused' : says)
      if (refuses) throw new BrowserRefuses()
      return nothing()
    },
  }),
  route({
    at: 'POST /api/consents/withdraw',
    who: accounts,
    status: 204,
    says: 'Takes a consent back, from now on: to a purpose, or to one recipient or channel of it.',
    takes: z.strictObject(which),
    does: async ({ purpose, recipient, channel }, { caller }) => {
      await asHolder(needs, caller, work =>
        needs.recording.withdraw(work, {
          kind: caller.is,
          subject: caller.account,
          purpose,
          ...(recipient !== null && { recipient }),
          ...(channel !== null && { channel }),
          how: 'switch',
          place,
        }),
      )
      return nothing()
    },
  }),
  route({
    at: 'POST /api/consents/withdraw-all',
    who: accounts,
    says: 'Takes all consents back at once; says how many there were.',
    gives: z.object({ withdrawn: z.int() }),
    does: async (_, { caller }) =>
      ok({
        withdrawn: await asHolder(needs, caller, work =>
          withdrawAll(work, { kind: caller.is, subject: caller.account, how: 'switch', place }),
        ),
      }),
  }),
  route({
    at: 'GET /api/consents/:id/history',
    who: accounts,
    says: 'What happened to one of the own consents, the latest first, with the words that were shown.',
    takes: byId,
    gives: z.object({ items: z.array(eventView) }),
    does: async ({ id }, { caller }) => {
      const items = await asHolder(needs, caller, work => historyOf(work, id))
      if (!items.length) throw new NotFound()
      return ok({ items })
    },
  }),
  route({
    at: 'GET /api/consents/:id/receipt',
    who: accounts,
    says: 'The receipt of one of the own consents (ISO/IEC TS 27560, as JSON-LD in the terms of DPV).',
    takes: byId,
    does: async ({ id }, { caller, language }) =>
      ok(undefined, {
        bytes: Buffer.from(`${JSON.stringify(await receiptOf(needs, caller.account, caller.is, id), null, 2)}\n`),
        headers: {
          'content-type': 'application/ld+json; charset=utf-8',
          'content-disposition': `attachment; filename="${{ de: 'einwilligung', en: 'consent' }[language]}-${id.slice(0, 8)}.jsonld"`,
        },
      }),
  }),
]

/** Where no consents are kept there are none. */
function asHolder<R>(
  { store, stating }: RouteNeeds,
  { account }: Holder['caller'],
  work: Parameters<typeof store.under<typeof consents, R>>[2],
): Promise<R> {
  if (!stating.states(consents.name)) throw new NotFound()
  return store.under(consents, person(account), work)
}

function theQuestion(
  needs: RouteNeeds,
  {
    purpose,
    recipient,
    channel,
  }: { readonly purpose: string; readonly recipient: string | null; readonly channel: string | null },
): Question {
  const found = questionsIn(needs).find(
    one =>
      one.purpose === purpose && (one.recipient?.id ?? null) === recipient && (one.channel?.name ?? null) === channel,
  )
  if (!found) throw new NotFound()
  return found
}

const isAdvertising = ({ stating }: RouteNeeds, { purpose }: Question): boolean =>
  stating.manifest.activities[purpose]?.purposes.includes(Purpose.DirectMarketing) ?? false

const answers = (
  needs: RouteNeeds,
  { caller, language, gpc }: Holder,
  question: Question,
  says: 'given' | 'refused',
): Promise<void> =>
  asHolder(needs, caller, work =>
    needs.recording.record(work, {
      kind: caller.is,
      subject: caller.account,
      question,
      language,
      says,
      how: 'switch',
      place,
      ...(gpc && { signal: 'Sec-GPC: 1' }),
    }),
  )
