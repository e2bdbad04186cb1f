import { sql } from 'kysely'
import { later, minutes } from '../../kernel/clock/clock.ts'
import type { Work } from '../../kernel/store/work.ts'
import type { charts } from './activities.ts'
import { possessionsOf } from './series.ts'
import { reading } from './tables.ts'
import { believable } from './units.ts'

/** More than one a second in a quarter of an hour would be more than a line on a screen can show. */
const most = 1000

/**
 * The last minutes of a channel as they were measured, of what the person of this unit of work holds now; of very many
 * the newest.
 */
export async function recentReadings(
  work: Work<typeof charts>,
  channel: number,
  span: number,
): Promise<{ at: Date; value: number }[]> {
  const held = (await possessionsOf(work, channel)).find(time => time.until > work.now.getTime())
  if (!held) return []
  const from = new Date(Math.max(held.since, later(work.now, minutes(-span)).getTime()))
  const rows = await work
    .read(reading, 'at', 'value')
    .where('channel', '=', channel)
    .where('at', '>=', from)
    .where('at', '<=', work.now)
    .where(believable(sql`value`))
    .orderBy('at', 'desc')
    .limit(most)
    .execute()
  return rows.toReversed()
}
