import { z } from 'zod'
import { NotFound } from '../../platform/refusal.ts'
import { accepted, accounts, created, customers, nothing, ok, route, type AnyRoute } from '../../platform/route.ts'
import { freeText, identifier, opaqueText, uuid } from '../../platform/text.ts'
import { copyOf } from '../../kernel/rows/copy.ts'
import type { Units } from '../../kernel/store/units.ts'
import { person } from '../../kernel/store/work.ts'
import { groundsOfRestriction } from '../../kernel/restriction/tables.ts'
import { tableNamed } from '../../kernel/declare/persons.ts'
import { Right } from '../../kernel/declare/terms.ts'
import { copiesIn, discardCopy, fetchCopy, makeCopy, own } from './copies.ts'
import { deskRoutes } from './desk-routes.ts'
import { formRoutes } from './form-routes.ts'
import { mayMake, streamedFor } from './making.ts'
import { copyAsJson, overview, subjectOf, toldInWords } from './my-data.ts'
import type { Needs } from './needs.ts'
import { objectTo, takeBack } from './objecting.ts'
import { askForProof, proveByCode, proveByPassword, sendCode } from './proving.ts'
import { askFromAccount, ownRequests, withdrawOwn } from './requests.ts'
import { liftFor, restrictFor } from './restricting.ts'
import * as shapes from './shapes.ts'
import { rightsStanding } from './standing.ts'

const heldColumn = z.object({
  name: z.string(),
  label: z.string(),
  category: z.string(),
  source: z.string(),
  secret: z.boolean(),
  terms: z.record(z.string(), z.string()).describe('What its values are called, where they are words of the program.'),
})
const heldTable = z
  .object({ table: z.string(), title: z.string(), rows: z.int(), columns: z.array(heldColumn), until: z.string() })
  .meta({ id: 'HeldTable' })
const group = z
  .object({
    activity: z.string(),
    title: z.string(),
    words: z.string(),
    purposes: z.array(z.string()),
    basis: z.object({ letter: z.string(), label: z.string() }),
    recipients: z.array(z.object({ name: z.string(), country: z.string(), task: z.string() })),
    items: z.array(heldTable),
  })
  .meta({ id: 'HeldGroup' })

export const routes = (needs: Needs): AnyRoute[] => [
  ...formRoutes(needs),
  ...takingAlong(needs),
  ...exercising(needs),
  ...deskRoutes(needs),
  ...seeing(needs),
]

const seeing = ({ store, stating, ...rest }: Needs): AnyRoute[] => [
  route({
    at: 'GET /api/my-data',
    who: accounts,
    says: 'Everything that is held about the caller: what, why, from where, for whom, until when.',
    gives: z.object({ groups: z.array(group) }).meta({ id: 'MyData' }),
    does: async (_, { caller, language }) =>
      ok({ groups: await overview(store, stating, subjectOf(caller), language) }),
  }),
  route({
    at: 'GET /api/my-data/copy',
    who: accounts,
    says: 'The same with all rows, as one file (Art. 15(3) GDPR).',
    does: async (_, { caller, language }) => {
      await askForProof({ store, stating, ...rest }, caller)
      mayMake(caller.account)
      await rest.attempts.countCopy({ kind: caller.is, account: caller.account })
      return {
        status: 200,
        stream: streamedFor(caller.account, copyAsJson(store, stating, subjectOf(caller), language)),
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'content-disposition': `attachment; filename="${{ de: 'meine-daten', en: 'my-data' }[language]}.json"`,
        },
      }
    },
  }),
  route({
    at: 'GET /api/my-data/:table',
    who: accounts,
    says: 'Rows of one table about the caller, in pages.',
    takes: z.object({
      table: identifier(100),
      after: z.coerce.number().int().min(0).max(10_000_000).default(0),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    gives: z.object({ items: z.array(z.record(z.string(), z.unknown())), next: z.string().nullable() }),
    does: async ({ table, after, limit }, { caller, language }) => {
      const known = tableNamed(store.declarations.tables, table)
      if (!known || known.about.who === 'nobody' || known.about.who === 'unattributed') throw new NotFound()
      const items = await pageOf(store, caller, table, after, limit)
      return ok({
        items: items.slice(0, limit).map(row => toldInWords(store, known, row, language)),
        next: items.length > limit ? String(after + limit) : null,
      })
    },
  }),
]

const format = z.enum(['copy', 'portable'])

/** What leaves with the person: behind a fresh proof of who it is, and a link that expires. */
function takingAlong(needs: Needs): AnyRoute[] {
  return [
    route({
      at: 'POST /api/my-data/copies',
      status: 201,
      who: accounts,
      says: 'Makes a copy of everything as a ZIP (Art. 15(3) GDPR), or of what the caller provided, typed and with its schema (Art. 20 GDPR), as it stands at this moment. Only this session can fetch it, for as long as the statement says. Asks for a fresh proof of identity.',
      takes: z.strictObject({ format }),
      gives: shapes.madeCopy,
      does: async ({ format }, { caller, language }) => {
        await askForProof(needs, caller)
        return created(await makeCopy(needs, own(caller), format, language))
      },
    }),
    route({
      at: 'GET /api/my-data/copies',
      who: accounts,
      says: 'Copies that this session asked for and can still fetch.',
      gives: z.object({ items: z.array(shapes.keptCopy) }),
      does: async (_, { caller }) => ok({ items: await copiesIn(needs, caller) }),
    }),
    route({
      at: 'GET /api/my-data/copies/:id',
      who: accounts,
      says: 'The file, for the session that asked for it. It ends with the session, with a new password, and with its time.',
      takes: z.object({ id: uuid() }),
      does: ({ id }, { caller }) => fetchCopy(needs, caller, id),
    }),
    route({
      at: 'DELETE /api/my-data/copies/:id',
      status: 204,
      who: accounts,
      says: 'Takes such a copy away.',
      takes: z.object({ id: uuid() }),
      does: async ({ id }, { caller }) => {
        await discardCopy(needs, caller, id)
        return nothing()
      },
    }),
    route({
      at: 'POST /api/my-data/proof',
      who: accounts,
      says: 'Proves by the password that it is the holder who sits there.',
      takes: z.strictObject({ password: opaqueText(1000, 1) }),
      gives: shapes.provenUntil,
      does: async ({ password }, { caller }) => ok({ until: await proveByPassword(needs, caller, password) }),
    }),
    route({
      at: 'POST /api/my-data/proof/code',
      status: 202,
      who: accounts,
      says: 'Sends a code to the address that is known of the account.',
      gives: z.object({}),
      does: async (_, { caller }) => {
        await sendCode(needs, caller)
        return accepted()
      },
    }),
    route({
      at: 'POST /api/my-data/proof/code/redeem',
      who: accounts,
      says: 'Proves by that code; wrong ones are limited.',
      takes: z.strictObject({
        code: opaqueText(40)
          .trim()
          .regex(/^\d{6}$/),
      }),
      gives: shapes.provenUntil,
      does: async ({ code }, { caller }) => ok({ until: await proveByCode(needs, caller, code) }),
    }),
  ]
}

const words = freeText(10_000)
const rights = z.enum(Object.values(Right) as [Right, ...Right[]])

function exercising(needs: Needs): AnyRoute[] {
  return [
    route({
      at: 'GET /api/my-data/standing',
      who: accounts,
      says: 'What the caller can object to and did, whether processing is restricted, and to whom one complains.',
      gives: shapes.standing,
      does: async (_, { caller, language }) => ok(await rightsStanding(needs, caller, language)),
    }),
    route({
      at: 'PUT /api/my-data/objections/:activity',
      status: 204,
      who: customers,
      says: 'Objects to an activity that rests on a legitimate interest, or to `all` of them (Art. 21 GDPR). It stops at once; grounds are examined, except against advertising.',
      takes: z.object({ activity: identifier(100), grounds: words.optional() }),
      does: async ({ activity, grounds }, { caller }) => {
        await objectTo(needs, caller.account, activity, grounds)
        return nothing()
      },
    }),
    route({
      at: 'DELETE /api/my-data/objections/:activity',
      status: 204,
      who: customers,
      says: 'No longer objects.',
      takes: z.object({ activity: identifier(100) }),
      does: async ({ activity }, { caller }) => {
        await takeBack(needs, caller.account, activity)
        return nothing()
      },
    }),
    route({
      at: 'PUT /api/my-data/restriction',
      status: 204,
      who: customers,
      says: 'Has the own data only stored from now on (Art. 18 GDPR). Asks for a fresh proof of identity.',
      takes: z.strictObject({ ground: z.enum(groundsOfRestriction), says: words.optional() }),
      does: async ({ ground, says }, { caller }) => {
        await askForProof(needs, caller)
        await restrictFor(needs, caller.account, person(caller.account), ground, says)
        return nothing()
      },
    }),
    route({
      at: 'DELETE /api/my-data/restriction',
      status: 204,
      who: customers,
      says: 'Lets processing go on.',
      does: async (_, { caller }) => {
        await liftFor(needs, caller.account, person(caller.account))
        return nothing()
      },
    }),
    route({
      at: 'GET /api/my-data/requests',
      who: accounts,
      says: 'The caller’s requests with their state, deadline and history.',
      gives: z.object({ items: z.array(shapes.ownRequest) }),
      does: async (_, { caller }) => ok({ items: await ownRequests(needs, caller.account) }),
    }),
    route({
      at: 'POST /api/my-data/requests',
      status: 201,
      who: accounts,
      says: 'Asks the privacy desk something.',
      once: true,
      takes: z.strictObject({ right: rights.optional(), says: words.min(3) }),
      gives: z.object({ id: z.uuid() }),
      does: async (input, { caller }) => created(await askFromAccount(needs, caller.account, input)),
    }),
    route({
      at: 'POST /api/my-data/requests/:id/withdraw',
      status: 204,
      who: accounts,
      says: 'Takes a request back.',
      takes: z.object({ id: uuid() }),
      does: async ({ id }, { caller }) => {
        await withdrawOwn(needs, caller.account, id)
        return nothing()
      },
    }),
  ]
}

async function pageOf(
  store: Units,
  caller: Parameters<typeof subjectOf>[0],
  table: string,
  after: number,
  limit: number,
): Promise<Readonly<Record<string, unknown>>[]> {
  const items: Readonly<Record<string, unknown>>[] = []
  let passed = 0
  for await (const { rows } of copyOf(store, subjectOf(caller), [table])) {
    const from = Math.max(0, after - passed)
    items.push(...rows.slice(from, from + limit + 1 - items.length))
    passed += rows.length
    if (items.length > limit) break
  }
  return items
}
