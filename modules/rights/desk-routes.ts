import { z } from 'zod'
import { WrongInput } from '../../platform/refusal.ts'
import { mostCounted, next, pageOf, paged, total } from '../../platform/paging.ts'
import { created, nothing, steppedUp, ok, page, route, staff, type AnyRoute, type Staff } from '../../platform/route.ts'
import { bareNumber, freeText, instant, typedNumber, uuid } from '../../platform/text.ts'
import { assessments, closeAssessment, openAssessment } from '../../kernel/restriction/assessments.ts'
import { dayOf } from '../../kernel/declare/periods.ts'
import { groundsOfRestriction } from '../../kernel/restriction/tables.ts'
import { objectionsToExamine } from '../../kernel/rights/objections.ts'
import { Right } from '../../kernel/declare/terms.ts'
import { lists, waysIn, type DeskList } from './contract.ts'
import { asked, carryOut, choices, choicesFor, deedIn, foreseen, outcome } from './carrying-out.ts'
import { letterIsPrinted, letterOf, lettersToPrint } from './erasure-letters.ts'
import { examinations } from './examining.ts'
import { printedAnswer } from './printed.ts'
import type { Needs } from './needs.ts'
import { decide } from './objecting.ts'
import { lastDayOf, openRequest } from './opening.ts'
import * as requests from './requests.ts'
import { allRestrictions, announce } from './restricting.ts'
import { reasonsOfRefusal, statesOfRequest, waysOfProof, whatHappens } from './tables.ts'

/** Staff of the privacy desk; the privacy officer has a role of the own and a list that nobody else reads. */
const deskStaff = staff('privacy', 'officer')
const privacy = staff('privacy')
const listsOf = ({ roles }: Staff): DeskList[] => [
  ...(roles.includes('privacy') ? ['desk' as const] : []),
  ...(roles.includes('officer') ? ['officer' as const] : []),
]

const right = z.enum(Object.values(Right) as [Right, ...Right[]])
const id = z.object({ id: uuid() })
const text = freeText(20_000, 1)
const moment = z.date()
const shownRequest = z
  .object({
    id: z.uuid(),
    reference: z.string().describe('What letters name it by.'),
    by: z.enum(waysIn),
    list: z.enum(lists),
    right: right.nullable(),
    name: z.string().nullable(),
    from: z.string().nullable(),
    confirmedAt: moment.nullable().describe('When whoever wrote by the form confirmed the address.'),
    says: z.string().nullable(),
    receivedAt: moment,
    dueAt: moment.describe('From then on it is late.'),
    lastDay: z.iso.date().describe('The last day on which an answer is in time.'),
    extendedBecause: z.string().nullable(),
    handledBy: z.uuid().nullable(),
    provenBy: z.enum(waysOfProof).nullable(),
    state: z.enum(statesOfRequest),
    closedAt: moment.nullable(),
    answer: z.string().nullable(),
    refusal: z.enum(reasonsOfRefusal).nullable(),
  })
  .meta({ id: 'DeskRequest' })
const withHistory = shownRequest
  .extend({
    may: z
      .array(z.enum(['extend']))
      .describe('What depends on the request as it stands: two months more can be taken once, in the first month.'),
    history: z.array(
      z.object({
        at: moment,
        what: z.enum(whatHappens),
        by: z.enum(['person', 'staff', 'platform']),
        staffId: z.uuid().nullable(),
        note: z.string().nullable(),
      }),
    ),
    person: z.object({ id: z.uuid(), name: z.string(), mail: z.string() }).nullable(),
    language: z.enum(['de', 'en']).describe('In which the person is written to.'),
    handledByYou: z.boolean().describe('Whoever asks has taken charge of it.'),
    examined: z
      .boolean()
      .describe('An objection that belongs to it is being examined; the decision on that is the answer.'),
  })
  .meta({ id: 'DeskRequestWithHistory' })

export const deskRoutes = (needs: Needs): AnyRoute[] => [
  ...requestRoutes(needs),
  ...carryingOut(needs),
  ...examining(needs),
]

function requestRoutes(needs: Needs): AnyRoute[] {
  return [
    route({
      at: 'GET /api/desk/requests',
      who: deskStaff,
      says: 'Requests on the privacy desk, in pages: those due first before the others, of closed ones the latest first.',
      takes: z.object({ ...paged, state: z.enum(['open', 'closed']).optional() }),
      gives: z.object({ items: z.array(shownRequest), next, total }).meta({ id: 'DeskRequests' }),
      does: async ({ state, after, limit }, { caller }) =>
        ok(await requests.requestsOnDesk(needs, caller.account, { lists: listsOf(caller), state, after, limit })),
    }),
    route({
      at: 'POST /api/desk/requests',
      status: 201,
      who: deskStaff,
      says: 'Enters a request that came by letter or in person.',
      gives: id,
      once: true,
      takes: z.strictObject({
        from: freeText(500).optional(),
        says: text,
        right: right.optional(),
        receivedAt: instant().optional().describe('When the letter came; now where nothing is said.'),
      }),
      does: async ({ from, says, right, receivedAt: named }, { caller }) => {
        const receivedAt = named === undefined ? needs.store.clock.now() : received(needs, new Date(named))
        const { id } = await openRequest(needs.store, needs.stating, {
          by: 'letter',
          list: listsOf(caller)[0] ?? 'desk',
          says,
          receivedAt,
          actor: { by: 'staff', staffId: caller.account },
          ...(from && { from }),
          ...(right && { right }),
        })
        return created({ id })
      },
    }),
    route({
      at: 'GET /api/desk/requests/:id',
      who: deskStaff,
      says: 'One request with its history.',
      takes: id,
      gives: withHistory,
      does: async ({ id }, { caller }) => ok(await requests.requestOnDesk(needs, caller.account, listsOf(caller), id)),
    }),
    route({
      at: 'POST /api/desk/requests/:id/take',
      status: 204,
      who: deskStaff,
      says: 'Takes charge of a request.',
      takes: id,
      does: async ({ id }, { caller }) => {
        await requests.takeOn(needs, caller.account, listsOf(caller), id)
        return nothing()
      },
    }),
    route({
      at: 'POST /api/desk/requests/:id/notes',
      status: 204,
      who: deskStaff,
      says: 'Adds a note to the history.',
      takes: id.extend({ note: text }),
      does: async ({ id, note }, { caller }) => {
        await requests.addNote(needs, caller.account, listsOf(caller), id, note)
        return nothing()
      },
    }),
    route({
      at: 'POST /api/desk/requests/:id/person',
      status: 204,
      who: deskStaff,
      says: 'Ties a request to a customer who has proven to be it.',
      takes: id.extend({ customerNumber: typedNumber(40, 1), provenBy: z.enum(waysOfProof) }),
      does: async ({ id, customerNumber, provenBy }, { caller }) => {
        await requests.tieTo(needs, caller.account, listsOf(caller), id, {
          customerNumber: bareNumber(customerNumber),
          provenBy,
        })
        return nothing()
      },
    }),
    route({
      at: 'POST /api/desk/requests/:id/extend',
      status: 204,
      who: deskStaff,
      says: 'Takes two months more and tells the person why (Art. 12(3) GDPR): once, and in the first month.',
      takes: id.extend({ because: text }),
      does: async ({ id, because }, { caller }) => {
        await requests.extend(needs, caller.account, listsOf(caller), id, because)
        return nothing()
      },
    }),
    route({
      at: 'POST /api/desk/requests/:id/answer',
      status: 204,
      who: deskStaff,
      says: 'Answers; the answer waits in the account, and a mail says so.',
      takes: id.extend({ answer: text }),
      does: async ({ id, answer }, { caller }) => {
        await requests.answerRequest(needs, caller.account, listsOf(caller), id, answer)
        return nothing()
      },
    }),
    route({
      at: 'POST /api/desk/requests/:id/refuse',
      status: 204,
      who: deskStaff,
      says: 'Refuses with a reason; the answer names the authority to complain to.',
      takes: id.extend({ reason: z.enum(reasonsOfRefusal), answer: text }),
      does: async ({ id, reason, answer }, { caller }) => {
        await requests.refuseRequest(needs, caller.account, listsOf(caller), id, { reason, text: answer })
        return nothing()
      },
    }),
    route({
      at: 'GET /api/desk/requests/:id/letter',
      who: deskStaff,
      says: 'The answer as a page to print, for who wrote by post; after an erasure for the session that erased, until the letter is printed.',
      takes: id,
      does: async ({ id }, { caller }) =>
        page(
          (await letterOf(needs, caller, id))?.letter ??
            printedAnswer(needs, await requests.requestOnDesk(needs, caller.account, listsOf(caller), id)),
        ),
    }),
  ]
}

/** The GDPR applies from then on (Art. 99(2)). */
const firstRequests = '2018-05-25'
/**
 * When a letter came, as staff say it: today at the latest, and not before anybody could ask by this law. Of today it
 * has come by now.
 */
function received({ store, stating: { manifest } }: Needs, at: Date): Date {
  const now = store.clock.now()
  const day = dayOf(at, manifest.timeZone)
  if (day > dayOf(now, manifest.timeZone))
    throw new WrongInput({ receivedAt: { de: 'Der Tag liegt in der Zukunft.', en: 'The day lies in the future.' } })
  if (day < firstRequests)
    throw new WrongInput({
      receivedAt: { de: 'Die DSGVO gilt seit dem 25. Mai 2018.', en: 'The GDPR applies since 25 May 2018.' },
    })
  return at > now ? now : at
}

/**
 * What staff do for somebody who wrote: the same as the account does, once it is on record how the person proved to be
 * it.
 */
function carryingOut(needs: Needs): AnyRoute[] {
  const known = async (caller: Staff, id: string) => requests.knownPerson(needs, caller.account, listsOf(caller), id)
  return [
    route({
      at: 'GET /api/desk/requests/:id/erasure',
      who: deskStaff,
      says: 'What an erasure would take away and what a law would keep. Nothing happens yet.',
      takes: id,
      gives: outcome,
      does: async ({ id }, { caller, language }) => ok(await foreseen(needs, await known(caller, id), language)),
    }),
    route({
      at: 'GET /api/desk/requests/:id/choices',
      who: deskStaff,
      says: 'What can be carried out for the person: consents to take back, activities to object to, details to correct.',
      takes: id,
      gives: choices,
      does: async ({ id }, { caller, language }) =>
        ok(await choicesFor(needs, await known(caller, id), language, caller.account)),
    }),
    route({
      at: 'POST /api/desk/requests/:id/carry-out',
      who: steppedUp(deskStaff),
      says: 'Does what was asked for, under the name of the member of staff: a copy, an erasure, a restriction, an objection, a withdrawal of consent, a correction. An erasure closes the request, takes it with everything else, leaves a proof without a name and gives the answer to print; repeated in the same session, while that is kept, it gives the same answer.',
      gives: outcome,
      takes: id.extend(asked),
      does: async ({ id, ...deed }, { caller, language }) =>
        ok(await carryOut(needs, caller, id, deedIn(deed), language, () => known(caller, id))),
    }),
    route({
      at: 'GET /api/desk/letters-to-print',
      who: deskStaff,
      says: 'Answers to erasures of this session that are still to be printed, with the requests that they belonged to.',
      gives: z.object({
        items: z.array(z.object({ request: z.uuid(), reference: z.string(), madeAt: moment, expiresAt: moment })),
      }),
      does: async (_, { caller }) => ok({ items: await lettersToPrint(needs, caller) }),
    }),
    route({
      at: 'DELETE /api/desk/requests/:id/letter',
      status: 204,
      who: deskStaff,
      says: 'The answer to an erasure is printed, and is no longer kept.',
      takes: id,
      does: async ({ id }, { caller }) => {
        await letterIsPrinted(needs, caller, id)
        return nothing()
      },
    }),
  ]
}

function examining(needs: Needs): AnyRoute[] {
  const objection = z
    .object({
      id: z.uuid(),
      subject: z.uuid(),
      activity: z.string(),
      title: z.string(),
      at: moment,
      grounds: z.string().nullable(),
      state: z.string(),
      dueAt: moment.nullable(),
      lastDay: z.iso.date().nullable(),
      request: z.uuid().nullable(),
    })
    .meta({ id: 'ObjectionToExamine' })
  const restriction = z
    .object({
      subject: z.uuid(),
      since: moment,
      ground: z.enum(groundsOfRestriction),
      asked: z.string(),
      says: z.string().nullable(),
      toldAt: moment.nullable(),
      liftsAt: moment.nullable(),
    })
    .meta({ id: 'RestrictionOnRequest' })
  const assessment = z
    .object({ id: z.uuid(), year: z.int(), reason: z.string(), openedAt: moment, closedAt: moment.nullable() })
    .meta({ id: 'Assessment' })
  return [
    route({
      at: 'GET /api/desk/objections',
      who: privacy,
      says: 'Objections whose grounds are to be examined, in pages, the oldest first; processing rests meanwhile.',
      takes: z.strictObject(paged),
      gives: z.object({ items: z.array(objection), next, total }).meta({ id: 'ObjectionsToExamine' }),
      does: async ({ after, limit }, { caller, language }) => {
        const { rows, total } = await objectionsToExamine(needs.store, { after, limit: limit + 1, mostCounted })
        const { items: all, next } = pageOf(rows, limit, one => one.at)
        const until = (dueAt: Date | undefined) =>
          dueAt ? { dueAt, lastDay: lastDayOf(needs.stating, dueAt) } : { dueAt: null, lastDay: null }
        const held = new Map(
          (
            await examinations(
              needs,
              caller.account,
              all.map(({ id }) => id),
            )
          ).map(one => [one.objection, one]),
        )
        return ok({
          next,
          total,
          items: all.map(({ id, subject, activity, at, grounds, state }) => ({
            id,
            subject,
            activity,
            title: needs.store.declarations.activities.get(activity)?.spec.title[language] ?? activity,
            at,
            grounds,
            state,
            ...until(held.get(id)?.dueAt),
            request: held.get(id)?.requestId ?? null,
          })),
        })
      },
    }),
    route({
      at: 'POST /api/desk/objections/:id/settle',
      status: 204,
      who: privacy,
      says: 'Ends the examination: processing stops, goes on adapted, or goes on for compelling grounds that the answer names.',
      takes: id.extend({ as: z.enum(['stopped', 'adapted', 'overruled']), answer: text }),
      does: async ({ id, as, answer }, { caller }) => {
        await decide(needs, caller.account, id, as, answer)
        return nothing()
      },
    }),
    route({
      at: 'GET /api/desk/restrictions',
      who: privacy,
      says: 'Persons whose data is only stored, on request, in pages, the oldest first.',
      takes: z.strictObject(paged),
      gives: z.object({ items: z.array(restriction), next }).meta({ id: 'RestrictionsOnRequest' }),
      does: async ({ after, limit }) => {
        const { items, next } = pageOf(
          await allRestrictions(needs, { after, limit: limit + 1 }),
          limit,
          one => one.since,
        )
        return ok({ next, items: items.map(({ id: _id, ...one }) => one) })
      },
    }),
    route({
      at: 'POST /api/desk/restrictions/:subject/lift',
      who: privacy,
      says: 'Tells the person that the restriction ends, and ends it on that day (Art. 18(3) GDPR).',
      gives: z.object({ liftsAt: moment }),
      takes: z.object({ subject: uuid(), inDays: z.coerce.number().int().min(3).max(60).default(14) }),
      does: async ({ subject, inDays }, { caller }) =>
        ok({ liftsAt: await announce(needs, caller.account, subject, inDays) }),
    }),
    route({
      at: 'GET /api/desk/assessments',
      who: privacy,
      says: 'Years whose tax assessment is or was open: what a law keeps of an open year stays. In pages, those opened last first.',
      takes: z.strictObject(paged),
      gives: z.object({ items: z.array(assessment), next }).meta({ id: 'Assessments' }),
      does: async ({ after, limit }) =>
        ok(pageOf(await assessments(needs.store, { after, limit: limit + 1 }), limit, one => one.openedAt)),
    }),
    route({
      at: 'POST /api/desk/assessments',
      status: 204,
      who: privacy,
      says: 'The assessment of a year is open.',
      takes: z.strictObject({ year: z.int().min(1990).max(2200), reason: text }),
      does: async ({ year, reason }, { caller }) => {
        await openAssessment(needs.store, { by: caller.account, year, reason })
        return nothing()
      },
    }),
    route({
      at: 'POST /api/desk/assessments/:year/close',
      status: 204,
      who: privacy,
      says: 'The assessment of a year is closed.',
      takes: z.object({ year: z.coerce.number().int().min(1990).max(2200) }),
      does: async ({ year }, { caller }) => {
        await closeAssessment(needs.store, { by: caller.account, year })
        return nothing()
      },
    }),
  ]
}
