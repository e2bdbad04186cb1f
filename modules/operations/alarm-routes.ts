import { z } from 'zod'
import { acknowledge, alarms, endAlarm, type AlarmWithStaff, type NoAlarm } from '../../kernel/alarms/alarms.ts'
import type { Units } from '../../kernel/store/units.ts'
import type { Language } from '../../kernel/declare/terms.ts'
import { NotFound } from '../../platform/refusal.ts'
import { nothing, ok, route, staff, type AnyRoute } from '../../platform/route.ts'
import { uuid } from '../../platform/text.ts'
import { AlarmIsOver } from './refusals.ts'

const shown = z
  .object({
    id: z.uuid(),
    kind: z.string(),
    place: z.string().describe('What failed.'),
    says: z.string().describe('What happened.'),
    mend: z.string().describe('What to do about it.'),
    urgent: z.boolean(),
    since: z.date(),
    lastAt: z.date(),
    times: z.int().describe('How often it happened since.'),
    acknowledgedAt: z.date().nullable(),
    acknowledgedBy: z.string().nullable().describe('The account of the colleague; null once that is erased.'),
    acknowledgedByYou: z.boolean(),
    endedAt: z.date().nullable(),
    may: z.array(z.enum(['acknowledge', 'end'])),
  })
  .meta({ id: 'Alarm' })

/** A promise that does not hold is the privacy desk's business, all else the administration's. */
const readers = staff('administration', 'privacy')
const oneAlarm = z.strictObject({ id: uuid() })

export const alarmRoutes = (store: Units): AnyRoute[] => [
  route({
    at: 'GET /api/desk/alarms',
    who: readers,
    says: 'What the operator has to know: faults by kind, each with what to do about it. Open ones, the urgent first; or those that are over.',
    takes: z.strictObject({ state: z.enum(['open', 'over']).default('open') }),
    gives: z.object({ items: z.array(shown) }).meta({ id: 'Alarms' }),
    does: async ({ state }, { caller, language }) =>
      ok({ items: (await alarms(store, caller.account, state)).map(one => inFull(one, caller.account, language)) }),
  }),
  route({
    at: 'POST /api/desk/alarms/:id/acknowledge',
    status: 204,
    who: readers,
    says: 'Takes an alarm on: it is not mailed again soon, and is over after three quiet days.',
    takes: oneAlarm,
    does: async ({ id }, { caller }) => {
      refuse(await acknowledge(store, caller.account, id))
      return nothing()
    },
  }),
  route({
    at: 'POST /api/desk/alarms/:id/end',
    status: 204,
    who: readers,
    says: 'Says that the cause is mended. If it comes again, that is a new alarm.',
    takes: oneAlarm,
    does: async ({ id }, { caller }) => {
      refuse(await endAlarm(store, caller.account, id))
      return nothing()
    },
  }),
]

const inFull = (
  { says, mend, ...one }: AlarmWithStaff,
  account: string,
  language: Language,
): z.infer<typeof shown> => ({
  ...one,
  says: says[language],
  mend: mend[language],
  acknowledgedByYou: one.acknowledgedBy === account,
  may: one.endedAt ? [] : one.acknowledgedAt ? ['end'] : ['acknowledge', 'end'],
})

function refuse(no: NoAlarm | undefined): void {
  if (no === 'no such alarm') throw new NotFound()
  if (no === 'over') throw new AlarmIsOver()
}
