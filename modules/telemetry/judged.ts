import { sql } from 'kysely'
import { byHand } from '../../kernel/store/by-hand.ts'
import { days } from '../../kernel/clock/clock.ts'
import type { Work } from '../../kernel/store/work.ts'
import type { charts } from './activities.ts'
import type { Fall, Judged } from './consumption.ts'
import { outliersNear, withinReach, type Window } from './neighbours.ts'
import type { Outliers } from './outliers.ts'
import { falls, liesIn, merged, notSummed, type Possession, type Zone } from './stored.ts'
import { channel, outlier } from './tables.ts'
import { plausibleIn } from './units.ts'

type Reads = Work<typeof charts>

/** Wider than any reach. */
const far = days(8)

/**
 * What others' readings say about a counter's readings between two moments: which are disproved, and where it really
 * fell or leapt.
 */
export async function judgedIn(
  work: Reads,
  held: Possession,
  from: number,
  to: number,
): Promise<Judged & { readonly falls: readonly Fall[] }> {
  const unit = (await work.read(channel, 'unit').where('number', '=', held.channel).executeTakeFirst())?.unit ?? ''
  const plausible = plausibleIn(unit)
  const steps = await falls(work, held, from - far, to + far)
  const within = steps.filter(({ at }) => at >= from && at < to)
  // Each excursion has a fall: it begins with it, or ends.
  if (!steps.some(({ amount }) => amount > 0)) return { falls: within, outliers: [], plausible }
  const outliers = await outliersBetween(work, held, steps, from - far, to + far, plausible)
  const isDisproved = liesIn(outliers.map(({ at, ends }): Zone => [at, ends]))
  return { falls: within.filter(({ at }) => !isDisproved(at)), outliers, plausible }
}

/**
 * From their sums where these are right; near days that are not summed up, and near both ends of the possession, worked
 * out from this person's readings.
 */
async function outliersBetween(
  work: Reads,
  held: Possession,
  steps: readonly Fall[],
  from: number,
  to: number,
  plausible: Judged['plausible'],
): Promise<Outliers[]> {
  const own: Window = { begin: held.since, end: held.until }
  const ends: Zone[] = [
    [held.since, held.since],
    [held.until, held.until],
  ]
  const dirty = [...(await notSummed(work, held, to)), ...ends]
    .filter(([begin, end]) => end >= from && begin <= to)
    .map(([begin, end]): Zone => [Math.max(begin, from), Math.min(end, to)])
  const zones = await reachedFrom(work, held, dirty)
  const isIn = liesIn(zones)
  const rows = await byHand(
    work.over(outlier),
    { reads: [outlier] },
    sql<{ at: Date; last: Date; ends: Date }>`
    select at, last, ends from telemetry.outlier where channel = ${held.channel} and at >= ${new Date(Math.max(from, held.since))} and at < ${new Date(Math.min(to, held.until))} and ends < ${new Date(held.until)}`,
  )
  const stored = rows
    .map(row => ({ at: row.at.getTime(), last: row.last.getTime(), ends: row.ends.getTime() }))
    .filter(one => !isIn(one.at))
  if (zones.length === 0) return stored
  // Of what is worked out only that within the zones is shown, so only what can decide about it is read.
  const isNear = liesIn(await reachedFrom(work, held, zones))
  const found = await outliersNear(
    work,
    held.channel,
    steps.filter(({ at, amount }) => amount > 0 && isNear(at)).map(({ at }) => at),
    own,
    plausible,
  )
  return [...stored, ...found.filter(one => isIn(one.at))]
}

const reachedFrom = async (work: Reads, held: Possession, zones: readonly Zone[]): Promise<Zone[]> =>
  merged(
    (
      await withinReach(
        work,
        held.channel,
        zones.map(([begin, end]) => ({ begin, end })),
      )
    ).map(({ begin, end }): Zone => [begin, end]),
  )
