import { sql } from 'kysely'
import { byHand } from '../../kernel/store/by-hand.ts'
import type { Work } from '../../kernel/store/work.ts'
import type { charts } from './activities.ts'
import type { Cell } from './buckets.ts'
import { quarter } from './calendar.ts'
import { dayLength, utcDayOf } from './closed.ts'
import { beginning } from './validate.ts'
import type { Around, Fall } from './consumption.ts'
import type { Outliers } from './outliers.ts'
import { channel as channels, day, fall, late, progress, reading } from './tables.ts'
import { believable, bounds, isLeap } from './units.ts'

/**
 * A channel over the time in which one person held it: from `since` (inclusive) to `until` (exclusive), in
 * milliseconds.
 */
export interface Possession {
  readonly channel: number
  readonly since: number
  readonly until: number
}
type Reads = Work<typeof charts>

const iso = (at: number): string => new Date(at).toISOString()
const isos = (all: readonly number[]): string[] => all.map(iso)

/** The readings around each of these moments, but for those that were disproved. */
export async function around(
  work: Reads,
  { channel, since, until }: Possession,
  moments: readonly number[],
  outliers: readonly Outliers[],
): Promise<Around[]> {
  const holds =
    outliers.length === 0
      ? sql`true`
      : sql`not exists (
    select from unnest(${isos(outliers.map(one => one.at))}::timestamptz[], ${isos(outliers.map(one => one.last))}::timestamptz[]) as o (at, last) where r.at between o.at and o.last)`
  const rows = await byHand(
    work.over(reading),
    { reads: [reading] },
    sql<AroundRow>`
    select b.at as before_at, b.value as before_value, a.at as after_at, a.value as after_value
    from unnest(${isos(moments)}::timestamptz[]) with ordinality as m (at, place)
    left join lateral (select r.at, r.value from telemetry.reading r where r.channel = ${channel} and r.at < m.at and ${believable(sql`r.value`)} and ${holds} and r.at >= ${iso(since)} and r.at < ${iso(until)} order by r.at desc limit 1) b on true
    left join lateral (select r.at, r.value from telemetry.reading r where r.channel = ${channel} and r.at >= m.at and ${believable(sql`r.value`)} and ${holds} and r.at >= ${iso(since)} and r.at < ${iso(until)} order by r.at limit 1) a on true
    order by m.place`,
  )
  const known = (at: Date | null, value: number | null) =>
    at === null || value === null ? null : { at: at.getTime(), value }
  return rows.map(row => ({ before: known(row.beforeAt, row.beforeValue), after: known(row.afterAt, row.afterValue) }))
}

interface AroundRow {
  readonly beforeAt: Date | null
  readonly beforeValue: number | null
  readonly afterAt: Date | null
  readonly afterValue: number | null
}

/** Where a counter fell or leapt against the reading before, of the same possession, whether or not that was disproved. */
export async function falls(work: Reads, held: Possession, from: number, to: number): Promise<Fall[]> {
  // Two zones with nothing measured between them have the same first reading after them.
  const raw = merged(await widened(work, held, merged(await notSummed(work, held, to)), []))
  const isRaw = liesIn(raw)
  const kept = await byHand(
    work.over(fall),
    { reads: [fall] },
    sql<{ at: Date; amount: number }>`
    select at, amount from telemetry.fall where channel = ${held.channel} and at >= ${iso(Math.max(from, held.since))} and at < ${iso(Math.min(to, held.until))}`,
  )
  const stored = kept.map(row => ({ at: row.at.getTime(), amount: row.amount })).filter(one => !isRaw(one.at))
  for (const zone of raw)
    for (const one of await fallsIn(work, held, zone)) if (one.at >= from && one.at < to) stored.push(one)
  return stored
}

/** A zone with the first reading after it, whose fall hangs on the last one within. */
async function widened(
  work: Reads,
  held: Possession,
  zones: readonly Zone[],
  outliers: readonly Outliers[],
): Promise<Zone[]> {
  if (zones.length === 0) return []
  const ends = await around(
    work,
    held,
    zones.map(([, end]) => end),
    outliers,
  )
  return zones.map(([begin, end], index) => [begin, ends[index]?.after?.at ?? end])
}

async function fallsIn(work: Reads, { channel, since, until }: Possession, [begin, end]: Zone): Promise<Fall[]> {
  const rows = await byHand(
    work.over(reading, channels),
    { reads: [reading, channels] },
    sql<{ at: Date; amount: number }>`
    select at, before - value as amount from (
      select r.at, r.value, lag(r.value) over (order by r.at) as before, lag(r.at) over (order by r.at) as before_at from telemetry.reading r
      where r.channel = ${channel} and ${believable(sql`r.value`)} and r.at <= ${iso(end)} and r.at < ${iso(until)} and r.at >= coalesce(
        (select p.at from telemetry.reading p where p.channel = ${channel} and ${believable(sql`p.value`)} and p.at < ${iso(begin)} and p.at >= ${iso(since)} order by p.at desc limit 1), ${iso(Math.max(begin, since))})
    ) pairs join telemetry.channel c on c.number = ${channel} left join ${bounds} on fastest.unit = c.unit
    where (before > value or ${isLeap}) and at >= ${iso(begin)}`,
  )
  return rows.map(row => ({ at: row.at.getTime(), amount: row.amount }))
}

/**
 * A gauge's quarter-hours: whole days from their sums, opened where an edge lies within; all that is not summed up,
 * from the readings.
 */
export async function cells(work: Reads, held: Possession, edges: readonly number[]): Promise<Cell[]> {
  const from = Math.max(held.since, edges[0]!) // a stretch has edges
  const to = Math.min(held.until, edges.at(-1)!)
  if (from >= to) return []
  const open = new Set(edges.filter(edge => edge % dayLength !== 0).map(utcDayOf))
  const dirty = await notSummed(work, held, to)
  const opened = sql`at = any(${isos([...open].map(one => one * dayLength))}::timestamptz[])`
  const rows = await byHand(
    work.over(day),
    { reads: [day] },
    sql<DayRow>`
    select at, total, quarters, low, high, case when ${opened} then means end as means, case when ${opened} then lows end as lows, case when ${opened} then highs end as highs
    from telemetry.day where channel = ${held.channel} and at >= ${iso(from)} and at <= ${iso(to - dayLength)}`,
  )
  const clean = rows.filter(row => !dirty.some(([begin, end]) => row.at.getTime() >= begin && row.at.getTime() < end))
  const raw = gapsBetween(
    from,
    to,
    clean.map(row => row.at.getTime()).toSorted((a, b) => a - b),
  )
  return [...clean.flatMap(cellsOf), ...(await rawCells(work, held.channel, raw))]
}

interface DayRow {
  at: Date
  total: number
  quarters: number
  low: number
  high: number
  means: (number | null)[] | null
  lows: (number | null)[] | null
  highs: (number | null)[] | null
}

function cellsOf({ at, means, lows, highs, ...whole }: DayRow): Cell[] {
  if (!means || !lows || !highs) return [{ at: at.getTime(), ...whole }]
  // All three are of one length.
  return means.flatMap((mean, index) =>
    mean === null
      ? []
      : [{ at: at.getTime() + index * quarter, total: mean, quarters: 1, low: lows[index]!, high: highs[index]! }],
  )
}

async function rawCells(work: Reads, channel: number, zones: readonly Zone[]): Promise<Cell[]> {
  if (zones.length === 0) return []
  const rows = await byHand(
    work.over(reading),
    { reads: [reading] },
    sql<{ at: Date; total: number; low: number; high: number }>`
    select q.at, q.total, q.low, q.high
    from unnest(${isos(zones.map(zone => zone[0]))}::timestamptz[], ${isos(zones.map(zone => zone[1]))}::timestamptz[]) as z (begins, ends)
    cross join lateral (
      select date_bin('15 minutes', r.at, '2000-01-01T00:00:00Z') as at, avg(r.value) as total, min(r.value) as low, max(r.value) as high
      from telemetry.reading r where r.channel = ${channel} and ${believable(sql`r.value`)} and r.at >= z.begins and r.at < z.ends group by 1) q`,
  )
  return rows.map(row => ({ ...row, at: row.at.getTime(), quarters: 1 }))
}

/** From (inclusive) until (exclusive, but for `widened`). */
export type Zone = readonly [begin: number, end: number]

/** Days up to `to` that are not summed up, or no longer as they should be. */
export async function notSummed(work: Reads, { channel }: Possession, to: number): Promise<Zone[]> {
  const db = work.over(late, progress)
  const marks = await db
    .selectFrom('telemetry.late')
    .select('at')
    .distinct()
    .where('channel', '=', channel)
    .where('at', '<', new Date(to))
    .execute()
  const line = await db.selectFrom('telemetry.progress').select('summed').executeTakeFirst()
  const summed = line?.summed.getTime() ?? beginning
  return [
    ...marks.map(({ at }): Zone => [at.getTime(), at.getTime() + dayLength]),
    ...(summed < to ? [[summed, to] as const] : []),
  ]
}

export function merged(zones: readonly Zone[]): Zone[] {
  const joined: Zone[] = []
  for (const [begin, end] of zones.toSorted((a, b) => a[0] - b[0])) {
    const last = joined.at(-1)
    if (last && begin <= last[1]) joined[joined.length - 1] = [last[0], Math.max(last[1], end)]
    else joined.push([begin, end])
  }
  return joined
}

/**
 * Whether a moment lies in one of these zones, both ends included; found by halves, since there may be very many of
 * both.
 */
export function liesIn(zones: readonly Zone[]): (at: number) => boolean {
  const sorted = merged(zones)
  return at => {
    let [low, high] = [0, sorted.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (sorted[middle]![1] < at)
        low = middle + 1 // within its length
      else high = middle
    }
    const zone = sorted[low]
    return zone !== undefined && zone[0] <= at
  }
}

/** What lies between `from` and `to` beside these whole days. */
function gapsBetween(from: number, to: number, days: readonly number[]): Zone[] {
  const begins = [from, ...days.map(one => one + dayLength)]
  const ends = [...days, to]
  return begins.map((begin, index): Zone => [begin, ends[index]!]).filter(([begin, end]) => begin < end) // as many ends as begins
}
