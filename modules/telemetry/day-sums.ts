import { sql } from 'kysely'
import { byHand } from '../../kernel/store/by-hand.ts'
import type { Work } from '../../kernel/store/work.ts'
import type { readings } from './activities.ts'
import { findOutliers } from './disproved.ts'
import { channel, day, fall, possession, reading } from './tables.ts'
import { believable, bounds, isLeap } from './units.ts'

export type Writes = Work<typeof readings>
/** One day (by UTC) of a channel. */
export interface ChannelDay {
  readonly channel: number
  readonly at: Date
}

/** Sums up these days from the readings, whatever was there before. */
export async function sumDays(work: Writes, days: readonly ChannelDay[]): Promise<void> {
  if (days.length === 0) return
  const kinds = new Map(
    (
      await work
        .over(channel)
        .selectFrom('telemetry.channel')
        .select(['number', 'kind'])
        .where(
          'number',
          'in',
          days.map(one => one.channel),
        )
        .execute()
    ).map(one => [one.number, one.kind]),
  )
  const of = (kind: string): ChannelDay[] => days.filter(one => kinds.get(one.channel) === kind)
  await sumGauges(work, of('gauge'))
  await findFalls(work, of('counter'))
  await findOutliers(work, of('counter'))
}

const asked = (days: readonly ChannelDay[]) =>
  sql`unnest(${days.map(one => one.channel)}::integer[], ${days.map(one => one.at.toISOString())}::timestamptz[]) as asked (channel, day)`

/**
 * Only days that lie within one possession, and in which none begins or ends: a sum over two people's readings would be
 * about both, and stay when one of them goes.
 */
async function sumGauges(work: Writes, days: readonly ChannelDay[]): Promise<void> {
  if (days.length === 0) return
  const db = work.over(day, reading, possession)
  await byHand(
    db,
    { writes: day },
    sql`delete from telemetry.day d using ${asked(days)} where d.channel = asked.channel and d.at = asked.day`,
  )
  await byHand(
    db,
    { reads: [reading, possession], writes: day },
    sql`
    insert into telemetry.day (channel, at, means, lows, highs, total, quarters, low, high)
    select q.channel, q.day, array_agg(q.mean order by p.place), array_agg(q.low order by p.place), array_agg(q.high order by p.place),
           sum(q.mean), count(q.mean), min(q.low), max(q.high)
    from (
      select asked.channel, asked.day, array_agg(place) as places, array_agg(mean) as means, array_agg(low) as lows, array_agg(high) as highs
      from ${asked(days)} cross join lateral (
        select floor(extract(epoch from r.at - asked.day) / 900)::integer as place, avg(r.value) as mean, min(r.value) as low, max(r.value) as high
        from telemetry.reading r where r.channel = asked.channel and ${believable(sql`r.value`)} and r.at >= asked.day and r.at < asked.day + interval '24 hours' group by 1) quarters
      where ${withinOnePossession}
      group by 1, 2
    ) found
    cross join generate_series(0, 95) as p (place)
    cross join lateral (
      select found.channel, found.day, found.means[array_position(found.places, p.place)] as mean,
             found.lows[array_position(found.places, p.place)] as low, found.highs[array_position(found.places, p.place)] as high) q
    group by 1, 2`,
  )
}

const withinOnePossession = sql`
  exists (select from telemetry.holding h where h.channel = asked.channel and h.since <= asked.day and (h.until is null or h.until >= asked.day + interval '24 hours'))
  and not exists (select from telemetry.holding h where h.channel = asked.channel
    and ((h.since > asked.day and h.since < asked.day + interval '24 hours') or (h.until > asked.day and h.until < asked.day + interval '24 hours')))`

/**
 * Falls of these days, and the one right after each: it hangs on the day's last reading. A fall against somebody else's
 * reading is none.
 */
async function findFalls(work: Writes, days: readonly ChannelDay[]): Promise<void> {
  if (days.length === 0) return
  const db = work.over(fall, reading, possession, channel)
  const spans = sql`
    (select asked.channel, asked.day as begins, coalesce(
      (select r.at from telemetry.reading r where r.channel = asked.channel and ${believable(sql`r.value`)} and r.at >= asked.day + interval '24 hours' order by r.at limit 1), asked.day + interval '24 hours') as ends
    from ${asked(days)}) as span`
  await byHand(
    db,
    { reads: [reading], writes: fall },
    sql`delete from telemetry.fall f using ${spans} where f.channel = span.channel and f.at >= span.begins and f.at <= span.ends`,
  )
  await byHand(
    db,
    { reads: [reading, possession, channel], writes: fall },
    sql`
    insert into telemetry.fall (channel, at, amount)
    select distinct pairs.channel, pairs.at, pairs.before - pairs.value
    from ${spans} join telemetry.channel c on c.number = span.channel left join ${bounds} on fastest.unit = c.unit cross join lateral (
      select r.channel, r.at, r.value, lag(r.at) over (order by r.at) as before_at, lag(r.value) over (order by r.at) as before
      from telemetry.reading r where r.channel = span.channel and ${believable(sql`r.value`)} and r.at <= span.ends and r.at >= coalesce(
        (select p.at from telemetry.reading p where p.channel = span.channel and ${believable(sql`p.value`)} and p.at < span.begins order by p.at desc limit 1), span.begins)) pairs
    where (pairs.before > pairs.value or ${isLeap})
      and pairs.at >= span.begins
      and exists (select from telemetry.holding h where h.channel = pairs.channel and h.since <= pairs.before_at and (h.until is null or h.until > pairs.at))
    on conflict do nothing`,
  )
}
