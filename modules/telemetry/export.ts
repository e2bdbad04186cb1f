import { csvLine, csvStart } from '../../kernel/text/csv.ts'
import type { Units } from '../../kernel/store/units.ts'
import type { Who } from '../../kernel/store/work.ts'
import type { Words } from '../../kernel/declare/terms.ts'
import { charts } from './activities.ts'
import { startOf } from './calendar.ts'
import type { ReadingsFileQuery } from './contract.ts'
import { localTime } from './local-time.ts'
import { possessionsOf } from './series.ts'
import { reading } from './tables.ts'

const pageSize = 2000

/**
 * The readings of a channel from the time in which this person held it, the oldest first. Each page is a unit of work
 * of its own, so that neither memory nor a transaction grows with a slow reader, and what was taken away in between
 * does not come.
 */
async function* readingsOf(
  store: Units,
  who: Who,
  { channel, from, to, zone }: ReadingsFileQuery,
): AsyncGenerator<readonly { at: number; value: number }[]> {
  let after = from ? startOf(from, zone) - 1 : -1
  const end = to ? startOf(to.add({ days: 1 }), zone) : Infinity
  for (;;) {
    const page = await store.under(charts, who, async work => {
      const held = (await possessionsOf(work, channel)).find(time => time.until > after + 1)
      if (!held) return undefined
      const rows = await work
        .read(reading, 'at', 'value')
        .where('channel', '=', channel)
        .where('at', '>=', new Date(Math.max(after + 1, held.since)))
        .where('at', '<', new Date(Math.min(held.until, end)))
        .orderBy('at')
        .limit(pageSize)
        .execute()
      return { held, rows: rows.map(row => ({ at: row.at.getTime(), value: row.value })) }
    })
    if (!page) return
    if (page.rows.length) yield page.rows
    after = page.rows.length < pageSize ? page.held.until - 1 : page.rows.at(-1)!.at // it has rows
    if (after + 1 >= end) return
  }
}

const time: Words = { de: 'Zeit', en: 'Time' }

/** Readings as a file for a spreadsheet: local time with offset, UTC, value with its unit in the header. */
export async function* readingsAsCsv(store: Units, who: Who, asked: ReadingsFileQuery): AsyncGenerator<string> {
  const { label, unit, zone, language, dialect } = asked
  yield csvStart(dialect) +
    csvLine([`${time[language]} (${zone})`, `${time[language]} (UTC)`, `${label} (${unit})`], dialect)
  const local = localTime(zone)
  for await (const page of readingsOf(store, who, asked))
    yield page.map(({ at, value }) => csvLine([local(at), new Date(at), value], dialect)).join('')
}
