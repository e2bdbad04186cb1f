import { z } from 'zod'
import { NotFound, WrongInput } from '../../house/refusal.ts'
import { created, freshly, nothing, ok, route, staff, type AnyRoute } from '../../house/route.ts'
import { decideRequest, fetchPackage, packageFor, recordRequest, requestsOfAuthorities, unknownFields, type Hindrance } from '../../kernel/disclosure/authority.ts'
import { groundsForAuthorities } from '../../kernel/disclosure/tables.ts'
import { countHeld } from '../../kernel/rights/copy.ts'
import type { Store } from '../../kernel/data/store.ts'
import { Decided, Fetched, NeedsAnother, NotApproved, NotYours } from './refusals.ts'

const line = z.string().trim().min(1).max(500)
const ground = z.enum(groundsForAuthorities)
const nullable = z.string().nullable()
const shown = z.object({
  id: z.uuid(), subject: z.uuid(), kind: z.string(), authority: z.string(), fileNumber: z.string(), ground, because: z.string(), fields: z.array(z.string()).readonly(),
  recordedBy: z.string(), recordedAt: z.date(), decision: z.enum(['approved', 'refused']).nullable(), decidedBy: nullable, decidedAt: z.date().nullable(), reason: nullable,
  fetchedAt: z.date().nullable(), silentUntil: z.date().nullable(), silentBecause: nullable, mayDecide: z.boolean(), mayFetch: z.boolean(),
}).meta({ id: 'AuthorityRequest' })

const privacy = staff('privacy')

export const routes = (store: Store): AnyRoute[] => [
  route({
    at: 'GET /api/desk/disclosures', who: privacy, says: 'Requests of authorities, the latest first.', gives: z.object({ items: z.array(shown) }).meta({ id: 'AuthorityRequests' }),
    does: async (_, { caller: { account } }) => ok({ items: (await requestsOfAuthorities(store, account)).map(one => ({
      ...one, mayDecide: one.decision === null && one.recordedBy !== account, mayFetch: one.decision === 'approved' && one.fetchedAt === null && one.recordedBy === account,
    })) }),
  }),
  route({
    at: 'POST /api/desk/disclosures', who: privacy, status: 201, once: true, says: 'Records that an authority asks for data about a person, with its legal ground. Nothing is handed out before a second person approves.', gives: z.object({ id: z.uuid() }),
    takes: z.strictObject({
      kind: z.string().max(50).default('customer'), subject: z.uuid(), authority: line, fileNumber: line, ground, because: z.string().trim().min(10).max(2000).describe('Why the ground obliges the company: what was ordered, by whom.'),
      fields: z.array(z.string().max(200)).min(1).max(200).describe('What is asked for, and nothing beyond: `identity.account.mail`.'),
      silent: z.strictObject({ until: z.iso.datetime({ offset: true }).transform(text => new Date(text)), because: line }).optional().describe('Where a law forbids telling the person: until when, and which.'),
    }),
    does: async (asked, { caller }) => {
      const unknown = unknownFields(store, asked.kind, asked.fields)
      if (unknown.length) throw new WrongInput({ fields: { de: `Diese Angaben gibt es nicht: ${unknown.join(', ')}.`, en: `There are no such details: ${unknown.join(', ')}.` } })
      if (asked.silent && asked.silent.until <= store.clock.now()) throw new WrongInput({ silent: { de: 'Das Ende liegt in der Vergangenheit.', en: 'The end lies in the past.' } })
      if (!(await countHeld(store, { kind: asked.kind, id: asked.subject })).some(({ rows }) => rows > 0)) throw new NotFound()
      return created({ id: await recordRequest(store, caller.account, asked) })
    },
  }),
  route({
    at: 'POST /api/desk/disclosures/:id/decision', who: freshly(privacy), status: 204, says: 'Approves or refuses the request of an authority; not by whoever recorded it.',
    takes: z.strictObject({ id: z.uuid(), decision: z.enum(['approved', 'refused']), reason: z.string().trim().min(3).max(2000) }),
    does: async ({ id, decision, reason }, { caller }) => {
      refuse(await decideRequest(store, caller.account, id, decision, reason))
      return nothing()
    },
  }),
  route({
    at: 'POST /api/desk/disclosures/:id/package', who: freshly(privacy), says: 'Hands the approved data out as a file, once, to whoever recorded the request.', takes: z.strictObject({ id: z.uuid() }),
    does: async ({ id }, { caller }) => {
      const fetched = await fetchPackage(store, caller.account, id)
      if (typeof fetched === 'string') throw refusalFor(fetched)
      return { status: 200, stream: packageFor(store, fetched), headers: { 'content-type': 'application/json; charset=utf-8', 'content-disposition': 'attachment; filename="disclosure.json"' } }
    },
  }),
]

function refuse(hindrance: Hindrance | undefined): void {
  if (hindrance !== undefined) throw refusalFor(hindrance)
}
const refusalFor = (hindrance: Hindrance) => ({
  'no such request': new NotFound(), 'own request': new NeedsAnother(), 'decided already': new Decided(), 'not approved': new NotApproved(), 'fetched already': new Fetched(), 'somebody else’s': new NotYours(),
})[hindrance]
