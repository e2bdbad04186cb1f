import { sql } from 'kysely'
import { byHand } from '../../kernel/store/by-hand.ts'
import { days } from '../../kernel/clock/clock.ts'
import type { Work } from '../../kernel/store/work.ts'
import type { charts, readings } from './activities.ts'
import { outliersIn, reach, type Outliers, type Plausible } from './outliers.ts'
import { reading } from './tables.ts'
import { believable } from './units.ts'

type Reads = Work<typeof charts> | Work<typeof readings>
/** A stretch of time, both ends included, in milliseconds. */
export interface Window {
  readonly begin: number
  readonly end: number
}

const iso = (at: number): string => new Date(at).toISOString()

/** How far readings around each stretch can decide about those in it. */
export async function withinReach(work: Reads, channel: number, windows: readonly Window[]): Promise<Window[]> {
  if (windows.length === 0) return []
  const near = (at: 'begins' | 'ends') =>
    at === 'begins'
      ? sql`select min(at) from (select r.at from telemetry.reading r where r.channel = ${channel} and r.at < w.begins and r.at >= w.begins - ${interval(reach.within)}::interval order by r.at desc limit ${reach.readings}) n`
      : sql`select max(at) from (select r.at from telemetry.reading r where r.channel = ${channel} and r.at > w.ends and r.at <= w.ends + ${interval(reach.within)}::interval order by r.at limit ${reach.readings}) n`
  const rows = await byHand(
    (work as Work<typeof charts>).over(reading),
    { reads: [reading] },
    sql<{ begins: Date; ends: Date }>`
    select coalesce((${near('begins')}), w.begins) as begins, coalesce((${near('ends')}), w.ends) as ends
    from unnest(${windows.map(one => iso(one.begin))}::timestamptz[], ${windows.map(one => iso(one.end))}::timestamptz[]) as w (begins, ends)`,
  ) // as: both read it
  return rows.map(({ begins, ends }) => ({ begin: begins.getTime() - reach.time, end: ends.getTime() + reach.time }))
}
const interval = (milliseconds: number): string => `${milliseconds / 1000} seconds`

/**
 * Falls up to so far from one another are looked at together, by at most so many readings; in one call by so many
 * altogether.
 */
const most = { apart: days(1), once: 200_000, altogether: 1_000_000 } as const

/**
 * Excursions to which one of these falls belongs, judged by the readings within `own` alone. How many readings there
 * are a gateway decides; a stretch with more than one a second is not judged, so nothing in it is disproved.
 */
export async function outliersNear(
  work: Reads,
  channel: number,
  fallsAt: readonly number[],
  own: Window,
  plausible: Plausible,
): Promise<Outliers[]> {
  const pieces = piecesOf(fallsAt, most.apart)
  const reached = await withinReach(work, channel, pieces)
  const found: Outliers[] = []
  let left: number = most.altogether
  for (const [index, { begin, end }] of reached.entries()) {
    if (left <= 0) break
    const readings = await readingsIn(
      work,
      channel,
      { begin: Math.max(begin, own.begin), end: Math.min(end, own.end) },
      own,
      Math.min(most.once, left),
    )
    left -= readings?.length ?? most.once
    if (!readings) continue
    // One that lies between two pieces is judged with its first fall.
    const [before, last] = [pieces[index - 1]?.end ?? -Infinity, pieces[index]!.end] // one for each
    for (const one of outliersIn(readings, plausible)) if (one.at > before && one.at <= last) found.push(one)
  }
  return found
}

/** These moments in stretches that are no longer than `apart`. */
function piecesOf(moments: readonly number[], apart: number): Window[] {
  const pieces: Window[] = []
  for (const at of moments.toSorted((a, b) => a - b)) {
    const last = pieces.at(-1)
    if (last && at - last.begin <= apart) pieces[pieces.length - 1] = { begin: last.begin, end: at }
    else pieces.push({ begin: at, end: at })
  }
  return pieces
}

/** In their order; nothing where there are more than these. */
async function readingsIn(
  work: Reads,
  channel: number,
  { begin, end }: Window,
  own: Window,
  atMost: number,
): Promise<{ at: number; value: number }[] | undefined> {
  if (begin > end) return []
  const rows = await byHand(
    (work as Work<typeof charts>).over(reading),
    { reads: [reading] },
    sql<{ at: Date; value: number }>`
    select r.at, r.value from telemetry.reading r where r.channel = ${channel} and r.at >= ${iso(begin)} and r.at <= ${iso(end)} and r.at < ${iso(own.end)} and ${believable(sql`r.value`)} order by r.at limit ${atMost + 1}`,
  ) // as above
  return rows.length > atMost ? undefined : rows.map(({ at, value }) => ({ at: at.getTime(), value }))
}
