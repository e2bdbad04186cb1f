import { z } from 'zod'
import { next, pageOf, paged } from '../../platform/paging.ts'
import { NotFound, WrongInput } from '../../platform/refusal.ts'
import { created, nothing, ok, route, staff, steppedUp, type AnyRoute } from '../../platform/route.ts'
import { freeText, identifier, instant, oneLine, uuid } from '../../platform/text.ts'
import {
  askForHold,
  decideHold,
  endHold,
  holdStands,
  legalHolds,
  recordedHold,
  undecidedHolds,
  type HoldHindrance,
} from '../../kernel/restriction/legal-holds.ts'
import { longestHold } from '../../kernel/retention/holds.ts'
import { countRows } from '../../kernel/rows/copy.ts'
import { groundsOfHold, whyHeld } from '../../kernel/statement/grounds-of-holds.ts'
import type { DataSubject } from '../../kernel/declare/subject.ts'
import { later, surelyReached } from '../../kernel/clock/clock.ts'
import { askForAnother, customerBy, customerNumber, type DisclosureNeeds } from './by-two.ts'
import { HoldDecided, HoldIsOver, HoldOnAnother, NeedsAnother } from './refusals.ts'

const moment = instant({ offset: true }).transform(text => new Date(text))
const reason = freeText(2000, 10)
const nullable = z.string().nullable()
const shown = z
  .object({
    id: z.uuid(),
    subject: z.uuid(),
    kind: z.string(),
    fileNumber: z.string(),
    ground: z.enum(groundsOfHold),
    groundInWords: z.string(),
    because: z.string(),
    until: z.date(),
    recordedBy: z.string(),
    recordedAt: z.date(),
    decision: z.enum(['approved', 'refused']).nullable(),
    decidedBy: nullable,
    decidedAt: z.date().nullable(),
    reason: nullable,
    erasureAskedAt: z.date().nullable().describe('Since when an erasure waits for the end of the hold.'),
    endedAt: z.date().nullable(),
    silentUntil: z.date().nullable(),
    silentBecause: nullable,
    stands: z.boolean(),
    recordedByYou: z.boolean(),
    mayDecide: z.boolean(),
    notIndependent: z.boolean().describe('Your account or that of whoever asked was opened by the other.'),
    mayEnd: z.boolean(),
  })
  .meta({ id: 'LegalHold' })

const privacy = staff('privacy')

/**
 * What is about a person stays past erasure and period, while claims, a duty or an order need it: one asks, another
 * decides.
 */
export const legalHoldRoutes = ({ store, secondPerson }: DisclosureNeeds): AnyRoute[] => [
  route({
    at: 'GET /api/desk/legal-holds',
    who: privacy,
    says: 'Holds on persons, the latest first, in pages.',
    takes: z.strictObject(paged),
    gives: z
      .object({ items: z.array(shown), next, forYou: z.int().describe('How many of all wait for you to decide on.') })
      .meta({ id: 'LegalHolds' }),
    does: async ({ after, limit }, { caller: { account }, language }) => {
      const now = surelyReached(store.clock)
      const { items, next } = pageOf(
        await legalHolds(store, account, { after, limit: limit + 1 }),
        limit,
        one => one.recordedAt,
      )
      const isOpen = (one: (typeof items)[number]): boolean =>
        one.decision === null && one.endedAt === null && one.until > now && one.recordedBy !== account
      const undecided = await undecidedHolds(store, account)
      const others = await secondPerson.independentOf(account, [...new Set(undecided)])
      return ok({
        next,
        forYou: undecided.filter(by => others.has(by)).length,
        items: items.map(one => ({
          ...one,
          groundInWords: whyHeld[one.ground][language],
          stands: holdStands(one, now),
          recordedByYou: one.recordedBy === account,
          mayDecide: isOpen(one) && others.has(one.recordedBy),
          notIndependent: isOpen(one) && !others.has(one.recordedBy),
          mayEnd: holdStands(one, now),
        })),
      })
    },
  }),
  route({
    at: 'POST /api/desk/legal-holds',
    who: privacy,
    status: 201,
    once: true,
    says: 'Asks for a hold on what is about a person: on which ground, why, and until when. It holds nothing before a second person approves.',
    gives: z.object({ id: z.uuid() }),
    takes: z.strictObject({
      kind: identifier(50).default('customer'),
      subject: uuid().optional().describe('The person by id, where not by customer number.'),
      customerNumber: customerNumber.optional(),
      fileNumber: oneLine(200, 1).describe('The case: what is held for one case bears the same file number.'),
      ground: z.enum(groundsOfHold),
      because: reason.describe('What the data is needed for. Stays readable for the privacy desk.'),
      until: moment.describe('When it ends if nobody decides otherwise; a year at most.'),
      silent: z
        .strictObject({ until: moment, because: oneLine(500, 1) })
        .optional()
        .describe('Where a law forbids telling the person: until when, and which.'),
    }),
    does: async ({ subject, customerNumber: number, ...asked }, { caller }) => {
      const wrong = wrongWith(surelyReached(store.clock), asked)
      if (Object.keys(wrong).length) throw new WrongInput(wrong)
      const about = subject ?? (await customerBy(store, number))
      if (!(await isOfKind(store, { kind: asked.kind, id: about }))) throw new NotFound()
      const held = await askForHold(store, caller.account, { ...asked, subject: about })
      if (held === 'erased') throw new NotFound()
      return created(held)
    },
  }),
  route({
    at: 'POST /api/desk/legal-holds/:id/decision',
    who: steppedUp(privacy),
    status: 204,
    says: 'Approves or refuses a hold; not by whoever asked for it. Whoever approves says about which customer, as the file has it.',
    takes: z.strictObject({
      id: uuid(),
      decision: z.enum(['approved', 'refused']),
      reason: freeText(2000, 3),
      // Not the id, which the list shows beside the hold: whoever approves comes to the customer by the file.
      customerNumber: customerNumber.optional(),
    }),
    does: async ({ id, decision, reason, customerNumber: number }, { caller }) => {
      const recorded = await recordedHold(store, caller.account, id)
      await askForAnother(secondPerson, caller.account, recorded?.recordedBy)
      const isNamed =
        decision === 'approved' &&
        recorded?.kind === 'customer' &&
        recorded.decision === null &&
        recorded.recordedBy !== caller.account
      refuse(
        await decideHold(store, caller.account, id, {
          decision,
          reason,
          ...(isNamed && { about: await customerBy(store, number) }),
        }),
      )
      return nothing()
    },
  }),
  route({
    at: 'POST /api/desk/legal-holds/:id/end',
    who: steppedUp(privacy),
    status: 204,
    says: 'Ends a hold before its day: an erasure that waits for it is done automatically, and what is due goes with the next sweep.',
    takes: z.strictObject({ id: uuid(), reason }),
    does: async ({ id, reason }, { caller }) => {
      refuse(await endHold(store, caller.account, id, reason))
      return nothing()
    },
  }),
]

/**
 * Whether this person is of this kind: by a row in a table about persons of this kind alone, or, where there is none, in
 * one about several kinds while nothing says that the person is of another.
 */
async function isOfKind(store: DisclosureNeeds['store'], { kind, id }: DataSubject): Promise<boolean> {
  const kindsOfRows = async (of: string): Promise<string[][]> =>
    (await countRows(store, { kind: of, id }))
      .filter(({ rows }) => rows > 0)
      .map(({ table: { about } }) => (about.who === 'owner' ? about.kinds.map(one => one.kind) : []))
      .filter(kinds => kinds.includes(of))
  const alone = (all: readonly string[][]): boolean => all.some(({ length }) => length === 1)
  const own = await kindsOfRows(kind)
  if (alone(own)) return true
  for (const other of new Set(own.flat())) if (other !== kind && alone(await kindsOfRows(other))) return false
  return own.length > 0
}

interface Times {
  readonly until: Date
  readonly silent?: { readonly until: Date } | undefined
}
const past = { de: 'Das Ende liegt in der Vergangenheit.', en: 'The end lies in the past.' }
const wrongWith = (now: Date, { until, silent }: Times) => ({
  ...(until <= now && { until: past }),
  ...(until > later(now, longestHold) && {
    until: {
      de: 'Eine Aufbewahrung dauert höchstens ein Jahr; danach wird neu entschieden.',
      en: 'A hold lasts a year at most; after that it has to be decided anew.',
    },
  }),
  ...(silent && silent.until <= now && { silent: past }),
})

function refuse(why: HoldHindrance | undefined): void {
  if (why !== undefined) throw refusalFor(why)
}
const refusalFor = (why: HoldHindrance) =>
  ({
    'no such hold': new NotFound(),
    'own hold': new NeedsAnother(),
    'decided already': new HoldDecided(),
    'another person': new HoldOnAnother(),
    over: new HoldIsOver(),
  })[why]
