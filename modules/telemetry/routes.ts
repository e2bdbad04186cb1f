import { z } from 'zod'
import type { Stating } from '../../platform/services.ts'
import { NotFound } from '../../platform/refusal.ts'
import { customers, ok, route, type AnyRoute } from '../../platform/route.ts'
import { uuid } from '../../platform/text.ts'
import type { Units } from '../../kernel/store/units.ts'
import { person, type Work } from '../../kernel/store/work.ts'
import { charts } from './activities.ts'
import type { Series } from './contract.ts'
import { dayOfReadings } from './days.ts'
import { recentReadings } from './recent.ts'
import { seriesOf } from './series.ts'
import { channel } from './tables.ts'

const moment = z.iso.datetime()
const bucket = z
  .object({
    from: moment,
    to: moment,
    value: z.number().nullable(),
    min: z.number().optional(),
    max: z.number().optional(),
    estimated: z.boolean().optional(),
  })
  .meta({ id: 'Bucket' })
const stretch = z.object({ from: moment, to: moment, buckets: z.array(bucket), total: z.number().nullable() })

/**
 * Charts of what the caller holds. Readings as a file are the route of the module that knows what devices are called.
 */
export const routes = ({ store, stating }: { readonly store: Units; readonly stating: Stating }): AnyRoute[] => [
  route({
    at: 'GET /api/channels/:id/series',
    who: customers,
    says: 'What a channel measured in the hours of a day, the days of a month, the months of a year or ten years up to one, beside the same of the period before. Counters: consumption; gauges: mean, lowest and highest.',
    takes: z.object({ id: uuid(), by: z.enum(['hour', 'day', 'month', 'year']), from: dayOfReadings }),
    gives: z
      .object({
        unit: z.string(),
        kind: z.enum(['counter', 'gauge']),
        timeZone: z.string(),
        by: z.enum(['hour', 'day', 'month', 'year']),
        ...stretch.shape,
        before: stretch,
      })
      .meta({ id: 'Series' }),
    does: async ({ id, by, from }, { caller }) => {
      const timeZone = stating.manifest.timeZone
      return store.under(charts, person(caller.account), async work => {
        const { number, kind, unit } = await held(work, id)
        const { before, ...now } = await seriesOf(work, { channel: number, kind, by, day: from, zone: timeZone })
        return ok({ unit, kind, timeZone, by, ...shown(now), before: shown(before) })
      })
    },
  }),
  route({
    at: 'GET /api/channels/:id/recent',
    who: customers,
    says: 'The last minutes of a channel as they were measured, the oldest first.',
    takes: z.object({ id: uuid(), minutes: z.coerce.number().int().min(1).max(60).default(15) }),
    gives: z.object({ items: z.array(z.object({ at: moment, value: z.number() })) }),
    does: async ({ id, minutes }, { caller }) =>
      store.under(charts, person(caller.account), async work => {
        const { number } = await held(work, id)
        return ok({
          items: (await recentReadings(work, number, minutes)).map(({ at, value }) => ({
            at: at.toISOString(),
            value,
          })),
        })
      }),
  }),
]

/** A channel that the person of this unit of work holds or held; for anybody else it does not exist. */
async function held(
  work: Work<typeof charts>,
  id: string,
): Promise<{ number: number; kind: 'counter' | 'gauge'; unit: string }> {
  const found = await work.read(channel, 'number', 'kind', 'unit').where('id', '=', id).executeTakeFirst()
  if (!found) throw new NotFound()
  return found
}

const iso = (at: number): string => new Date(at).toISOString()
const shown = ({ from, to, buckets, total }: Series) => ({
  from: iso(from),
  to: iso(to),
  total,
  buckets: buckets.map(one => ({ ...one, from: iso(one.from), to: iso(one.to) })),
})
