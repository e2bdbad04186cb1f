import { sql } from 'kysely'
import type { Work } from '../../kernel/data/work.ts'
import type { charts, readings } from './activities.ts'
import { outliersIn, reach, type Outliers, type Plausible } from './outliers.ts'
import { reading } from './tables.ts'
import { believable } from './units.ts'

type Reads = Work<typeof charts> | Work<typeof readings>
/** A stretch of time, both ends included, in milliseconds. */
export interface Window { readonly begin: number, readonly end: number }

const iso = (at: number): string => new Date(at).toISOString()

/** How far readings around each stretch can decide about those in it. */
export async function withinReach(work: Reads, channel: number, windows: readonly Window[]): Promise<Window[]> {
  if (windows.length === 0) return []
  const near = (at: 'begins' | 'ends') => at === 'begins'
    ? sql`select min(at) from (select r.at from telemetry.reading r where r.channel = ${channel} and r.at < w.begins and r.at >= w.begins - ${interval(reach.within)}::interval order by r.at desc limit ${reach.readings}) n`
    : sql`select max(at) from (select r.at from telemetry.reading r where r.channel = ${channel} and r.at > w.ends and r.at <= w.ends + ${interval(reach.within)}::interval order by r.at limit ${reach.readings}) n`
  const { rows } = await sql<{ begins: Date, ends: Date }>`
    select coalesce((${near('begins')}), w.begins) as begins, coalesce((${near('ends')}), w.ends) as ends
    from unnest(${windows.map(one => iso(one.begin))}::timestamptz[], ${windows.map(one => iso(one.end))}::timestamptz[]) as w (begins, ends)`.execute((work as Work<typeof charts>).over(reading)) // as: both read it
  return rows.map(({ begins, ends }) => ({ begin: begins.getTime() - reach.time, end: ends.getTime() + reach.time }))
}
const interval = (milliseconds: number): string => `${milliseconds / 1000} seconds`

/** Excursions to which one of these falls belongs, judged by the readings within `own` alone. */
export async function outliersNear(work: Reads, channel: number, fallsAt: readonly number[], own: Window, plausible: Plausible): Promise<Outliers[]> {
  const windows = joined((await withinReach(work, channel, fallsAt.map(at => ({ begin: at, end: at })))).map(one => ({ begin: Math.max(one.begin, own.begin), end: Math.min(one.end, own.end) })))
  const found: Outliers[] = []
  for (const window of windows) found.push(...outliersIn(await readingsIn(work, channel, window, own), plausible))
  return found
}

async function readingsIn(work: Reads, channel: number, { begin, end }: Window, own: Window): Promise<{ at: number, value: number }[]> {
  if (begin > end) return []
  const { rows } = await sql<{ at: Date, value: number }>`
    select r.at, r.value from telemetry.reading r where r.channel = ${channel} and r.at >= ${iso(begin)} and r.at <= ${iso(end)} and r.at < ${iso(own.end)} and ${believable(sql`r.value`)} order by r.at`
    .execute((work as Work<typeof charts>).over(reading)) // as above
  return rows.map(({ at, value }) => ({ at: at.getTime(), value }))
}

function joined(windows: readonly Window[]): Window[] {
  const all: Window[] = []
  for (const one of windows.toSorted((a, b) => a.begin - b.begin)) {
    const last = all.at(-1)
    if (last && one.begin <= last.end) all[all.length - 1] = { begin: last.begin, end: Math.max(last.end, one.end) }
    else all.push(one)
  }
  return all
}
