import { sql } from 'kysely'
import { byHand } from '../../kernel/store/by-hand.ts'
import { dayLength } from './closed.ts'
import { outliersNear, withinReach, type Window } from './neighbours.ts'
import type { ChannelDay, Writes } from './day-sums.ts'
import { channel, fall, possession, outlier } from './tables.ts'
import { plausibleIn } from './units.ts'

/** Readings that later ones disproved, anew for these days and as far around them as their readings can decide. */
export async function findOutliers(work: Writes, days: readonly ChannelDay[]): Promise<void> {
  for (const one of await suspicious(work, days)) await findAround(work, one)
}

/**
 * Where nothing ever fell nothing is disproved; and what was found before is looked at again. Most days of most
 * counters are none of these.
 */
async function suspicious(work: Writes, days: readonly ChannelDay[]): Promise<ChannelDay[]> {
  if (days.length === 0) return []
  const rows = await byHand(
    work.over(fall, outlier),
    { reads: [fall, outlier] },
    sql<{ channel: number; day: Date }>`
    select asked.channel, asked.day from unnest(${days.map(one => one.channel)}::integer[], ${days.map(one => one.at.toISOString())}::timestamptz[]) as asked (channel, day)
    where exists (select from telemetry.fall f where f.channel = asked.channel and f.at > asked.day - interval '9 days' and f.at < asked.day + interval '10 days')
       or exists (select from telemetry.outlier o where o.channel = asked.channel and o.at > asked.day - interval '9 days' and o.at < asked.day + interval '10 days')`,
  )
  return rows.map(row => ({ channel: row.channel, at: row.day }))
}

async function findAround(work: Writes, { channel: number, at }: ChannelDay): Promise<void> {
  const [zone] = await withinReach(work, number, [{ begin: at.getTime(), end: at.getTime() + dayLength }])
  if (!zone) return
  const [wider = zone] = await withinReach(work, number, [zone])
  const db = work.over(fall, outlier, channel)
  const fallsAt = (
    await db
      .selectFrom('telemetry.fall')
      .select('at')
      .where('channel', '=', number)
      .where('amount', '>', 0)
      .where('at', '>=', new Date(wider.begin))
      .where('at', '<=', new Date(wider.end))
      .execute()
  ).map(row => row.at.getTime())
  const unit =
    (await db.selectFrom('telemetry.channel').select('unit').where('number', '=', number).executeTakeFirst())?.unit ??
    ''
  await db
    .deleteFrom('telemetry.outlier')
    .where('channel', '=', number)
    .where('at', '>=', new Date(zone.begin))
    .where('at', '<=', new Date(zone.end))
    .execute()
  for (const held of await possessionsOf(work, number)) {
    const found = (await outliersNear(work, number, fallsAt, held.together, plausibleIn(unit))).filter(
      one =>
        one.at >= zone.begin && one.at <= zone.end && held.each.some(own => one.at > own.begin && one.ends < own.end),
    )
    for (let from = 0; from < found.length; from += 1000) {
      await db
        .insertInto('telemetry.outlier')
        .values(
          found.slice(from, from + 1000).map(one => ({
            channel: number,
            at: new Date(one.at),
            last: new Date(one.last),
            ends: new Date(one.ends),
          })),
        )
        .onConflict(known => known.doNothing())
        .execute()
    }
  }
}

/**
 * What several people held at once is judged together; of what it says, only that is kept which is about one of them.
 */
async function possessionsOf(
  work: Writes,
  number: number,
): Promise<{ readonly together: Window; readonly each: readonly Window[] }[]> {
  const rows = await work
    .over(possession)
    .selectFrom('telemetry.holding')
    .select(['since', 'until'])
    .where('channel', '=', number)
    .orderBy('since')
    .execute()
  const found: { together: Window; each: Window[] }[] = []
  for (const { since, until } of rows) {
    const own = { begin: since.getTime(), end: until?.getTime() ?? Date.UTC(9999, 11, 31) }
    const last = found.at(-1)
    if (last && own.begin < last.together.end) {
      last.together = { begin: last.together.begin, end: Math.max(last.together.end, own.end) }
      last.each.push(own)
    } else found.push({ together: own, each: [own] })
  }
  return found
}
