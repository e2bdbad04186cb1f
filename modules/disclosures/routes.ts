import { z } from 'zod'
import type { Stating } from '../../platform/services.ts'
import { listOf } from '../../platform/list.ts'
import { next, pageOf, paged } from '../../platform/paging.ts'
import { NotFound, WrongInput } from '../../platform/refusal.ts'
import { created, steppedUp, nothing, ok, route, staff, type AnyRoute } from '../../platform/route.ts'
import { freeText, identifier, instant, oneLine, uuid } from '../../platform/text.ts'
import {
  decideRequest,
  fetchPackage,
  packageFor,
  recordedRequest,
  recordRequest,
  requestsOfAuthorities,
  unknownFields,
  waitingOfAuthorities,
  type Hindrance,
} from '../../kernel/disclosure/authority.ts'
import { groundsForAuthorities } from '../../kernel/disclosure/tables.ts'
import { countRows } from '../../kernel/rows/copy.ts'
import { label } from '../../kernel/statement/labels.ts'
import type { Language } from '../../kernel/declare/terms.ts'
import { askForAnother, customerBy, customerNumber, type DisclosureNeeds } from './by-two.ts'
import { askable } from './fields.ts'
import { handedOver, type HandedOver } from './handed-over.ts'
import { AnotherPerson, Decided, Fetched, NeedsAnother, NotApproved, NotYours } from './refusals.ts'

const line = oneLine(500, 1)
const ground = z.enum(groundsForAuthorities)
const nullable = z.string().nullable()
const shown = z
  .object({
    id: z.uuid(),
    subject: z.uuid(),
    kind: z.string(),
    authority: z.string(),
    fileNumber: z.string(),
    ground,
    because: z.string(),
    fields: z.array(z.string()).readonly(),
    recordedBy: z.string(),
    recordedAt: z.date(),
    decision: z.enum(['approved', 'refused']).nullable(),
    decidedBy: nullable,
    decidedAt: z.date().nullable(),
    reason: nullable,
    fetchedAt: z.date().nullable(),
    silentUntil: z.date().nullable(),
    silentBecause: nullable,
    recordedByYou: z.boolean(),
    decidedByYou: z.boolean(),
    mayDecide: z.boolean(),
    notIndependent: z
      .boolean()
      .describe(
        'Of the two accounts, the caller’s and the one that recorded it, one was opened by the other, directly or through others.',
      ),
    mayFetch: z.boolean(),
  })
  .meta({ id: 'AuthorityRequest' })
const handed = z
  .object({
    recipient: z.string().describe('As the statement names it.'),
    role: nullable,
    country: nullable,
    activity: z.string(),
    title: z.string(),
    ground: z.string(),
    fields: z.array(z.string()).readonly(),
    times: z.int(),
    last: z.date(),
  })
  .meta({ id: 'HandedOver' })
const fields = z
  .object({
    table: z.string(),
    title: z.string(),
    fields: z.array(z.object({ field: z.string(), label: z.string() })).readonly(),
  })
  .meta({ id: 'AskableTable' })
const privacy = staff('privacy')
interface Needs extends DisclosureNeeds {
  readonly stating: Stating
}
type Showing = Pick<Needs, 'store' | 'stating'>

export const routes = (needs: Needs): AnyRoute[] => [...whatWentOut(needs), ...authorities(needs)]

function whatWentOut({ store, stating }: Needs): AnyRoute[] {
  return [
    route({
      at: 'GET /api/desk/disclosures/handed-over',
      who: privacy,
      says: 'What went to which recipient in the last three months, for which activity and on which ground, counted, the latest first, in pages; it names nobody.',
      takes: z.strictObject(paged),
      gives: z.object({ since: z.date(), items: z.array(handed), next }).meta({ id: 'HandedOverPage' }),
      does: async (paging, { caller, language }) => {
        const { since, items, next } = await handedOver(store, caller.account, paging)
        return ok({ since, next, items: items.map(one => inWords({ store, stating }, one, language)) })
      },
    }),
    route({
      at: 'GET /api/desk/disclosures/fields',
      who: privacy,
      says: 'What an authority can ask for, table by table.',
      takes: z.strictObject({ kind: identifier(50).default('customer') }),
      gives: z.object({ items: z.array(fields) }),
      does: async ({ kind }, { language }) => ok({ items: askable(store, kind, language) }),
    }),
  ]
}

function inWords(
  { store, stating }: Showing,
  { recipient, activity, ground, fields, ...one }: HandedOver,
  language: Language,
): z.infer<typeof handed> {
  const titleOf = (name: string): string | undefined => store.declarations.activities.get(name)?.spec.title[language]
  const stated = stating.manifest.recipients.find(({ id }) => id === recipient)
  return {
    ...one,
    activity,
    recipient: stated?.name ?? recipient,
    role: stated ? label(stated.role)[language] : null,
    country: stated?.country ?? null,
    title: titleOf(activity) ?? activity,
    ground: titleOf(ground) ?? ground,
    fields: fields.map(field => label(field)[language]),
  }
}

const authorities = ({ store, secondPerson }: Needs): AnyRoute[] => [
  route({
    at: 'GET /api/desk/disclosures',
    who: privacy,
    says: 'Requests of authorities, the latest first, in pages.',
    gives: z
      .object({
        items: z.array(shown),
        next,
        forYou: z.int().describe('How many of all wait for you: to decide on, or to fetch.'),
      })
      .meta({ id: 'AuthorityRequests' }),
    takes: z.strictObject(paged),
    does: async ({ after, limit }, { caller: { account } }) => {
      const { items, next } = pageOf(
        await requestsOfAuthorities(store, account, { after, limit: limit + 1 }),
        limit,
        one => one.recordedAt,
      )
      const isOpen = (one: (typeof items)[number]): boolean => one.decision === null && one.recordedBy !== account
      const { undecided, toFetch } = await waitingOfAuthorities(store, account)
      const others = await secondPerson.independentOf(account, [...new Set(undecided)])
      return ok({
        next,
        forYou: toFetch + undecided.filter(by => others.has(by)).length,
        items: items.map(one => ({
          ...one,
          recordedByYou: one.recordedBy === account,
          decidedByYou: one.decidedBy === account,
          mayDecide: isOpen(one) && others.has(one.recordedBy),
          notIndependent: isOpen(one) && !others.has(one.recordedBy),
          mayFetch: one.decision === 'approved' && one.fetchedAt === null && one.recordedBy === account,
        })),
      })
    },
  }),
  route({
    at: 'POST /api/desk/disclosures',
    who: privacy,
    status: 201,
    once: true,
    says: 'Records that an authority asks for data about a person, with its legal ground. Nothing is handed out before a second person approves.',
    gives: z.object({ id: z.uuid() }),
    takes: z.strictObject({
      kind: identifier(50).default('customer'),
      subject: uuid().optional().describe('The person by id, where not by customer number.'),
      customerNumber: customerNumber.optional(),
      authority: line,
      fileNumber: line,
      ground,
      because: freeText(2000, 10).describe('Why the ground obliges the company: what was ordered, by whom.'),
      fields: listOf(identifier(200), 200, 1).describe(
        'What is asked for, and nothing beyond: `identity.account.mail`.',
      ),
      silent: z
        .strictObject({ until: instant({ offset: true }).transform(text => new Date(text)), because: line })
        .optional()
        .describe('Where a law forbids telling the person: until when, and which.'),
    }),
    does: async ({ subject, customerNumber: number, ...asked }, { caller }) => {
      const unknown = unknownFields(store, asked.kind, asked.fields)
      if (unknown.length)
        throw new WrongInput({
          fields: {
            de: `Diese Angaben gibt es nicht: ${unknown.join(', ')}.`,
            en: `There are no such details: ${unknown.join(', ')}.`,
          },
        })
      if (asked.silent && asked.silent.until <= store.clock.now())
        throw new WrongInput({
          silent: { de: 'Das Ende liegt in der Vergangenheit.', en: 'The end lies in the past.' },
        })
      const about = subject ?? (await customerBy(store, number))
      if (!(await countRows(store, { kind: asked.kind, id: about })).some(({ rows }) => rows > 0)) throw new NotFound()
      return created({ id: await recordRequest(store, caller.account, { ...asked, subject: about }) })
    },
  }),
  route({
    at: 'POST /api/desk/disclosures/:id/decision',
    who: steppedUp(privacy),
    status: 204,
    says: 'Approves or refuses the request of an authority; not by whoever recorded it. Whoever approves says about which customer, as the letter of the authority has it.',
    takes: z.strictObject({
      id: uuid(),
      decision: z.enum(['approved', 'refused']),
      reason: freeText(2000, 3),
      customerNumber: customerNumber.optional(),
    }),
    does: async ({ id, decision, reason, customerNumber: number }, { caller }) => {
      const recorded = await recordedRequest(store, caller.account, id)
      await askForAnother(secondPerson, caller.account, recorded?.recordedBy)
      const byNumber = decision === 'approved' && recorded?.kind === 'customer'
      refuse(
        await decideRequest(store, caller.account, id, {
          decision,
          reason,
          ...(byNumber && { about: await customerBy(store, number) }),
        }),
      )
      return nothing()
    },
  }),
  route({
    at: 'POST /api/desk/disclosures/:id/package',
    who: steppedUp(privacy),
    says: 'Hands the approved data out as a file, once, to whoever recorded the request.',
    takes: z.strictObject({ id: uuid() }),
    does: async ({ id }, { caller }) => {
      const fetched = await fetchPackage(store, caller.account, id)
      if (typeof fetched === 'string') throw refusalFor(fetched)
      return {
        status: 200,
        stream: packageFor(store, fetched),
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'content-disposition': 'attachment; filename="disclosure.json"',
        },
      }
    },
  }),
]

function refuse(hindrance: Hindrance | undefined): void {
  if (hindrance !== undefined) throw refusalFor(hindrance)
}
const refusalFor = (hindrance: Hindrance) =>
  ({
    'no such request': new NotFound(),
    'own request': new NeedsAnother(),
    'decided already': new Decided(),
    'not approved': new NotApproved(),
    'fetched already': new Fetched(),
    'somebody else’s': new NotYours(),
    'another person': new AnotherPerson(),
  })[hindrance]
