import { z } from 'zod'
import { dialectFor, dialects } from '../../kernel/text/csv.ts'
import { person } from '../../kernel/store/work.ts'
import { WrongInput } from '../../platform/refusal.ts'
import { attachment } from '../../platform/attachment.ts'
import type { Stating } from '../../platform/services.ts'
import { customers, ok, route, type AnyRoute } from '../../platform/route.ts'
import { uuid } from '../../platform/text.ts'
import { dayOfReadings, type Telemetry } from '../telemetry/contract.ts'
import type { Homes } from './home.ts'

interface Needs {
  readonly homes: Homes
  readonly telemetry: Telemetry
  readonly stating: Stating
}

const beforeTheFirst = {
  de: 'Der letzte Tag liegt vor dem ersten.',
  en: 'The last day is before the first.',
}

/** Readings to take along, under the names that their holder knows. */
export const readingsRoute = ({ homes, telemetry, stating }: Needs): AnyRoute =>
  route({
    at: 'GET /api/channels/:id/readings.csv',
    who: customers,
    says: 'Every reading of a channel as a file for a spreadsheet (CSV, UTF-8), the oldest first; from the first to the last day said, both inclusive, or all.',
    takes: z.object({
      id: uuid(),
      from: dayOfReadings.optional(),
      to: dayOfReadings.optional(),
      dialect: z
        .enum(dialects)
        .optional()
        .describe('How it is written; without it, for Excel in the language asked for.'),
    }),
    does: async ({ id, from, to, dialect }, { caller, language }) => {
      if (from && to && Temporal.PlainDate.compare(from, to) > 0) throw new WrongInput({ to: beforeTheFirst })
      const { device, ...channel } = await homes.channelOf(caller.account, id, language)
      const stream = telemetry.csv(person(caller.account), {
        ...channel,
        channel: channel.number,
        from,
        to,
        zone: stating.manifest.timeZone,
        language,
        dialect: dialect ?? dialectFor(language),
      })
      const name = [device, channel.label, from, to?.equals(from ?? '2000-01-01') ? undefined : to]
        .filter(part => part !== undefined)
        .join(' ')
      return ok(undefined, {
        stream,
        headers: { 'content-type': 'text/csv; charset=utf-8', 'content-disposition': attachment(`${name}.csv`) },
      })
    },
  })
