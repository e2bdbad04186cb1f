import { sql } from 'kysely'
import { hours, later } from '../../kernel/clock/clock.ts'
import { restrictedThings } from '../../kernel/restriction/possessions.ts'
import type { Units } from '../../kernel/store/units.ts'
import { isLost } from '../../kernel/problems/errors.ts'
import { platform } from '../../kernel/store/work.ts'
import { SomeFailed, waitAfter } from '../../kernel/problems/batches.ts'
import { readings } from './activities.ts'
import { dayLength, utcDayOf, startOfDay } from './closed.ts'
import { sumDays, type ChannelDay, type Writes } from './day-sums.ts'
import { late, possession, progress, reading } from './tables.ts'

/** Draws the first line: from then on it is known which readings come late. */
export async function startProgress(store: Units): Promise<void> {
  await store.under(readings, platform, async work => {
    const today = startOfDay(utcDayOf(work.now.getTime()))
    await work
      .over(progress)
      .insertInto('telemetry.progress')
      .values({ one: true, closed: today, summed: today })
      .onConflict(conflict => conflict.doNothing())
      .execute()
  })
}

/**
 * Sums up the days that are over, and anew those for which readings came late. Killed in between, it goes on where it
 * was. A channel that cannot be summed up holds up no other: its day stays marked as late, charts read it from the
 * readings, and it is tried again later and later.
 */
export async function sumUp(store: Units): Promise<void> {
  const failed: unknown[] = []
  await closeDays(store)
  while (await sumNextDay(store, failed)) {
    /* until the line is reached */
  }
  while (await sumLateDays(store, failed)) {
    /* until none is left */
  }
  if (failed.length) throw new SomeFailed(failed)
}

/** For an hour after midnight (UTC) readings of the day before are not late yet. */
const grace = hours(1)

/** Moves the line; writers under way end first, so that nobody writes beyond it without saying so. */
async function closeDays(store: Units): Promise<void> {
  await store.under(readings, platform, async work => {
    const line = startOfDay(utcDayOf(later(work.now, -grace).getTime()))
    const db = work.over(progress)
    const behind = await db.selectFrom('telemetry.progress').select('one').where('closed', '<', line).executeTakeFirst()
    if (!behind) return
    await db.selectNoFrom(sql`pg_advisory_xact_lock(hashtext('telemetry.progress'))`.as('alone')).execute()
    await db.updateTable('telemetry.progress').set({ closed: line }).where('closed', '<', line).execute()
  })
}

/** Channels at a time. */
const portion = 500

async function sumNextDay(store: Units, failed: unknown[]): Promise<boolean> {
  const line = await store.under(readings, platform, work =>
    work.over(progress).selectFrom('telemetry.progress').selectAll().executeTakeFirst(),
  )
  if (!line || line.summed >= line.closed) return false
  const resting = new Set(await restrictedThings<number>(store, reading))
  let upTo = later(line.summed, dayLength)
  for (let after = 0; ; ) {
    const channels = await heldOn(store, line.summed, after)
    if (after === 0 && channels.length === 0 && resting.size === 0) upTo = await nextHeld(store, upTo, line.closed)
    if (
      !(await sumInParts(
        store,
        channels.map(one => ({ channel: one, at: line.summed })),
        failed,
      ))
    )
      return false
    if (channels.length < portion) break
    after = channels.at(-1)! // there are as many as asked for
  }
  // Also whoever had processing restricted, or lifted, meanwhile.
  for (const channel of await restrictedThings<number>(store, reading)) resting.add(channel)
  return (
    (await alone(store, async work => {
      await leaveForLater(
        work,
        [...resting].map(channel => ({ channel, at: line.summed })),
      )
      const { numUpdatedRows } = await work
        .over(progress)
        .updateTable('telemetry.progress')
        .set({ summed: upTo })
        .where('summed', '=', line.summed)
        .executeTakeFirst()
      return numUpdatedRows > 0n
    })) ?? false
  )
}

/** Nobody holds anything before the day that this answers, from the end of one on which nobody did. */
async function nextHeld(store: Units, from: Date, closed: Date): Promise<Date> {
  const next = await store.under(readings, platform, work =>
    work
      .over(possession)
      .selectFrom('telemetry.holding')
      .select('since')
      .where('since', '>=', from)
      .orderBy('since')
      .limit(1)
      .executeTakeFirst(),
  )
  const day = next ? startOfDay(utcDayOf(next.since.getTime())) : closed
  return day < closed ? day : closed
}

/** Channels that somebody held on this day, some at a time. */
async function heldOn(store: Units, day: Date, after: number): Promise<number[]> {
  const rows = await store.under(readings, platform, work =>
    work
      .over(possession)
      .selectFrom('telemetry.holding')
      .select('channel')
      .distinct()
      .where('since', '<', later(day, dayLength))
      .where(eb => eb.or([eb('until', 'is', null), eb('until', '>', day)]))
      .where('channel', '>', after)
      .orderBy('channel')
      .limit(portion)
      .execute(),
  )
  return rows.map(one => one.channel)
}

/**
 * Days of channels whose holder had processing restricted: nothing is derived from their readings meanwhile. They stay
 * marked, so that charts read them from the readings, and are summed up once the restriction is lifted.
 */
async function leaveForLater(work: Writes, days: readonly ChannelDay[]): Promise<void> {
  for (let from = 0; from < days.length; from += portion)
    await work
      .over(late)
      .insertInto('telemetry.late')
      .values(days.slice(from, from + portion).map(one => ({ ...one, tries: 0 })))
      .execute()
}

async function sumLateDays(store: Units, failed: unknown[]): Promise<boolean> {
  const resting = await restrictedThings<number>(store, reading)
  const marks = await store.under(readings, platform, work =>
    work
      .over(late)
      .selectFrom('telemetry.late')
      .selectAll()
      .where(eb => eb('channel', '<>', sql<number>`all(${resting}::integer[])`))
      .where(eb => eb.or([eb('dueAt', 'is', null), eb('dueAt', '<=', work.now)]))
      .orderBy('channel')
      .orderBy('at')
      .limit(portion)
      .execute(),
  )
  if (marks.length === 0) return false
  // Only those that were seen before the readings were: a reading that came since has brought its own.
  const seen = Map.groupBy(marks, keyOf)
  const days = [...seen.values()].map(([mark]) => mark!) // groups are not empty
  const summed = await sumInParts(store, days, failed, seen)
  const restricted = new Set(await restrictedThings<number>(store, reading))
  const hidden = days.filter(({ channel }) => restricted.has(channel)).map(({ channel, at }) => ({ channel, at }))
  if (hidden.length) await store.under(readings, platform, work => leaveForLater(work, hidden))
  return summed
}

const keyOf = ({ channel, at }: ChannelDay): string => `${channel} ${at.getTime()}`
type Marks = ReadonlyMap<string, readonly { readonly id: string; readonly tries: number }[]>

/**
 * All of these days in one transaction; where one fails in halves, down to the one that does. False where another
 * process sums up.
 */
async function sumInParts(
  store: Units,
  days: readonly ChannelDay[],
  failed: unknown[],
  seen: Marks = new Map(),
): Promise<boolean> {
  const marks = days.flatMap(one => seen.get(keyOf(one)) ?? [])
  try {
    return (
      (await alone(store, async work => {
        await sumDays(work, days)
        if (marks.length)
          await work
            .over(late)
            .deleteFrom('telemetry.late')
            .where(
              'id',
              'in',
              marks.map(mark => mark.id),
            )
            .execute()
        return true
      })) ?? false
    )
  } catch (error) {
    if (isLost(error)) throw error
    const [only, ...others] = days
    if (!only || others.length === 0) {
      failed.push(error)
      if (only) await tryLater(store, only, marks)
      return true
    }
  }
  const middle = days.length >> 1
  return (
    (await sumInParts(store, days.slice(0, middle), failed, seen)) &&
    sumInParts(store, days.slice(middle), failed, seen)
  )
}

/** Marked as late, a day is read from its readings until it can be summed up. */
async function tryLater(
  store: Units,
  { channel, at }: ChannelDay,
  marks: readonly { readonly id: string; readonly tries: number }[],
): Promise<void> {
  await store.under(readings, platform, async work => {
    const tries = Math.max(0, ...marks.map(mark => mark.tries)) + 1
    const again = { tries, dueAt: waitAfter(work.now, tries) }
    const db = work.over(late)
    if (marks.length)
      await db
        .updateTable('telemetry.late')
        .set(again)
        .where(
          'id',
          'in',
          marks.map(mark => mark.id),
        )
        .execute()
    else
      await db
        .insertInto('telemetry.late')
        .values({ channel, at, ...again })
        .execute()
  })
}

/** In a unit of work of one process alone; another leaves it to that one. */
async function alone<R>(store: Units, work: (work: Writes) => Promise<R>): Promise<R | undefined> {
  return store.under(readings, platform, async unit => {
    const lock = await unit
      .over(progress)
      .selectNoFrom(sql<boolean>`pg_try_advisory_xact_lock(hashtext('telemetry.summing'))`.as('mine'))
      .executeTakeFirst()
    return lock?.mine ? work(unit) : undefined
  })
}
