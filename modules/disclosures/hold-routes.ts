import { z } from 'zod'
import { next, pageOf, paged } from '../../platform/paging.ts'
import { NotFound, WrongInput } from '../../platform/refusal.ts'
import { created, steppedUp, nothing, ok, route, staff, type AnyRoute } from '../../platform/route.ts'
import { freeText, identifier, instant, uuid } from '../../platform/text.ts'
import {
  holdable,
  holds,
  isInForce,
  liftHold,
  longestHold,
  lookUnder,
  placeHold,
  type NoHold,
  type ToHold,
} from '../../kernel/retention/holds.ts'
import { later } from '../../kernel/clock/clock.ts'
import type { Units } from '../../kernel/store/units.ts'
import { nameOfColumn, titleOf, titleOfNamed } from '../../kernel/statement/names.ts'
import { termsOf } from '../../kernel/statement/value-words.ts'
import type { Words } from '../../kernel/declare/terms.ts'
import { HoldIsOver } from './refusals.ts'

const moment = instant({ offset: true }).transform(text => new Date(text))
const reason = freeText(2000, 10)
const shown = z
  .object({
    id: z.uuid(),
    held: z.string(),
    title: z.string().describe('What the log is called.'),
    begins: z.date(),
    ends: z.date(),
    reason: z.string(),
    until: z.date(),
    recordedBy: z.string().nullable(),
    recordedAt: z.date(),
    liftedAt: z.date().nullable(),
    looks: z
      .array(z.object({ at: z.date(), by: z.string().nullable(), reason: z.string().nullable(), rows: z.int() }))
      .readonly(),
    mayLook: z.boolean(),
    mayLift: z.boolean(),
  })
  .meta({ id: 'Hold' })

const privacy = staff('privacy')

/**
 * Entries of a log that stay past their period, because a suspicion has to be examined; each look at them is on record
 * with its reason.
 */
export const holdRoutes = (store: Units): AnyRoute[] => [
  route({
    at: 'GET /api/desk/holds',
    who: privacy,
    says: 'Holds on logs, the latest first, each with who looked under it and why; and which logs can be held.',
    takes: z.strictObject(paged),
    gives: z
      .object({ items: z.array(shown), next, holdable: z.array(z.object({ name: z.string(), title: z.string() })) })
      .meta({ id: 'Holds' }),
    does: async ({ after, limit }, { caller: { account }, language }) => {
      const now = store.clock.now()
      const { items: found, next } = pageOf(
        await holds(store, account, { after, limit: limit + 1 }),
        limit,
        one => one.recordedAt,
      )
      const items = found.map(one => ({
        ...one,
        title: titleOfNamed(store.declarations, one.held, language),
        mayLook: isInForce(one, now),
        mayLift: isInForce(one, now),
      }))
      return ok({
        items,
        next,
        holdable: holdable(store.declarations).map(table => ({ name: table.name, title: titleOf(table, language) })),
      })
    },
  }),
  route({
    at: 'POST /api/desk/holds',
    who: privacy,
    status: 201,
    once: true,
    says: 'Keeps entries of a log past their period: which, why, and until when.',
    gives: z.object({ id: z.uuid() }),
    takes: z.strictObject({
      held: identifier(100).describe('The log: `website.request`.'),
      begins: moment.describe('Entries from this moment on …'),
      ends: moment.describe('… and before this one.'),
      reason: reason.describe('What gives rise to the suspicion. Stays readable for the privacy desk.'),
      until: moment.describe('When they go if nobody decides otherwise; a year at most.'),
    }),
    does: async (asked, { caller }) => {
      const wrong = wrongWith(store, asked)
      if (Object.keys(wrong).length) throw new WrongInput(wrong)
      return created({ id: await placeHold(store, caller.account, asked) })
    },
  }),
  route({
    at: 'POST /api/desk/holds/:id/lift',
    who: steppedUp(privacy),
    status: 204,
    says: 'Ends a hold: what is due goes with the next sweep.',
    takes: z.strictObject({ id: uuid() }),
    does: async ({ id }, { caller }) => {
      refuse(await liftHold(store, caller.account, id))
      return nothing()
    },
  }),
  route({
    at: 'POST /api/desk/holds/:id/looks',
    who: steppedUp(privacy),
    says: 'Shows held entries, from the oldest on. That somebody looked, and why, is on record.',
    takes: z.strictObject({
      id: uuid(),
      reason: reason.describe('Why it is necessary to look.'),
      after: z.int().min(0).default(0),
      limit: z.int().min(1).max(200).default(50),
    }),
    gives: z
      .object({
        items: z.array(z.record(z.string(), z.unknown())).readonly(),
        columns: z.array(z.object({ name: z.string(), label: z.string(), terms: z.record(z.string(), z.string()) })),
        next: z.int().nullable(),
      })
      .meta({ id: 'HeldEntries' }),
    does: async ({ id, ...how }, { caller, language }) => {
      const found = await lookUnder(store, caller.account, id, how)
      if (typeof found === 'string') throw refusalFor(found)
      const { rows, table, next } = found
      return ok({
        items: rows,
        columns: Object.entries(table.columns).map(([name, column]) => ({
          name,
          label: nameOfColumn(name, column, language),
          terms: termsOf(column, store.declarations, language),
        })),
        next,
      })
    },
  }),
]

function wrongWith(store: Units, { held, begins, ends, until }: ToHold): Record<string, Words> {
  const now = store.clock.now()
  return {
    ...(!holdable(store.declarations).some(({ name }) => name === held) && {
      held: { de: 'So ein Protokoll gibt es hier nicht.', en: 'There is no such log here.' },
    }),
    ...(ends <= begins && {
      ends: { de: 'Das Ende liegt nicht nach dem Beginn.', en: 'The end does not lie after the beginning.' },
    }),
    ...(until <= now && {
      until: {
        de: 'Das Ende der Aufbewahrung liegt in der Vergangenheit.',
        en: 'The end of the hold lies in the past.',
      },
    }),
    ...(until > later(now, longestHold) && {
      until: {
        de: 'Eine Aufbewahrung dauert höchstens ein Jahr; danach wird neu entschieden.',
        en: 'A hold lasts a year at most; after that it has to be decided anew.',
      },
    }),
  }
}

function refuse(why: NoHold | undefined): void {
  if (why !== undefined) throw refusalFor(why)
}
const refusalFor = (why: NoHold) => (why === 'over' ? new HoldIsOver() : new NotFound())
