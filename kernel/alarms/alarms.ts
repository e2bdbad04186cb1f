import { sql } from 'kysely'
import { actedIn, besideEntries } from '../audit/beside.ts'
import { auditEntry } from '../audit/tables.ts'
import { accountability } from '../declare/activities.ts'
import { days, hours, later, minutes } from '../clock/clock.ts'
import type { Units } from '../store/units.ts'
import { platform, type Who, type Work } from '../store/work.ts'
import { allBut, inBatches, type SetAside } from '../problems/batches.ts'
import type { Words } from '../declare/terms.ts'
import type { Raised } from '../problems/raised.ts'
import { alarm } from './tables.ts'

/** Faults of one kind that came since it was last written down. */
export interface Counted extends Raised {
  readonly times: number
  readonly first: Date
  readonly last: Date
}

/** An alarm as it is shown. */
export interface Alarm {
  readonly id: string
  readonly kind: string
  /** What failed. */
  readonly place: string
  readonly says: Words
  readonly mend: Words
  readonly urgent: boolean
  readonly since: Date
  readonly lastAt: Date
  readonly times: number
  readonly acknowledgedAt: Date | null
  readonly endedAt: Date | null
}
/** Beside it who acknowledged it; nobody any more once that account is erased. */
export type AlarmWithStaff = Alarm & { readonly acknowledgedBy: string | null }

/** Why something cannot be done with an alarm. */
export type NoAlarm = 'no such alarm' | 'over'

const shown = [
  'id',
  'kind',
  'place',
  'says',
  'mend',
  'urgent',
  'since',
  'lastAt',
  'times',
  'acknowledgedAt',
  'endedAt',
] as const
const acknowledged = 'acknowledged an alarm'
const ended = 'ended an alarm'
const by = (staff: string): Who => ({ is: 'staff', id: staff })

/**
 * Writes faults down: each kind is one open alarm that counts, and a new one after it was over. Told of those that are
 * written down, as they are.
 */
export async function keepAlarms(
  store: Units,
  counted: readonly Counted[],
  kept: (counted: readonly Counted[]) => void,
): Promise<void> {
  await allBut(counted, async some => {
    await keep(store, some)
    kept(some)
  })
}
const keep = (store: Units, counted: readonly Counted[]): Promise<void> =>
  store.under(accountability, platform, async work => {
    for (const { kind, where: place, says, mend, urgent, times, first, last } of counted) {
      const told = { place, says: JSON.stringify(says), mend: JSON.stringify(mend), urgent, lastAt: last }
      await work
        .over(alarm)
        .insertInto('obhut.alarm')
        .values({ ...told, kind, since: first, times, mailedTimes: 0 })
        .onConflict(conflict =>
          conflict
            .column('kind')
            .where('endedAt', 'is', null)
            .doUpdateSet(eb => ({ ...told, times: eb('obhut.alarm.times', '+', times) })),
        )
        .execute()
    }
  })

/** The cause of alarms of these kinds is gone. Told of those that are over, as they are. */
export async function endAlarms(
  store: Units,
  kinds: readonly string[],
  ended: (kinds: readonly string[]) => void,
): Promise<void> {
  await allBut(kinds, async some => {
    await store.under(accountability, platform, async work => {
      await work
        .over(alarm)
        .updateTable('obhut.alarm')
        .set({ endedAt: work.now })
        .where('kind', 'in', ['', ...some])
        .where('endedAt', 'is', null)
        .execute()
    })
    ended(some)
  })
}

/**
 * What failed at these places works again: alarms of what nobody expected there are over (`raised` gives them the place
 * as the beginning of their kind).
 */
export async function endAlarmsAt(
  store: Units,
  places: readonly string[],
  ended: (places: readonly string[]) => void,
): Promise<void> {
  await allBut(places, async some => {
    await store.under(accountability, platform, async work => {
      await work
        .over(alarm)
        .updateTable('obhut.alarm')
        .set({ endedAt: work.now })
        .where('place', 'in', ['', ...some])
        .where(sql<boolean>`starts_with(kind, place || ': ')`)
        .where('endedAt', 'is', null)
        .execute()
    })
    ended(some)
  })
}

/** How long an acknowledged alarm has to be quiet until it is over by itself. */
const quiet = days(3)

/** Alarms that somebody acknowledged and that did not come again are over. */
export async function endQuietAlarms(store: Units, aside: SetAside): Promise<void> {
  const over = () =>
    store.under(accountability, platform, work =>
      work
        .read(alarm, 'id')
        .where('endedAt', 'is', null)
        .where('acknowledgedAt', 'is not', null)
        .where('lastAt', '<', later(work.now, -quiet))
        .where('acknowledgedAt', '<', later(work.now, -quiet))
        .where(aside.without('id'))
        .limit(500)
        .execute(),
    )
  await inBatches(over, { aside, keyOf: one => one.id }, some =>
    store.under(accountability, platform, async work => {
      await work
        .over(alarm)
        .updateTable('obhut.alarm')
        .set({ endedAt: work.now })
        .where(
          'id',
          'in',
          some.map(one => one.id),
        )
        .where('endedAt', 'is', null)
        .execute()
    }),
  )
}

/** Open alarms, the urgent and then the latest first; or those that are over. */
export const alarms = (store: Units, staff: string, state: 'open' | 'over'): Promise<AlarmWithStaff[]> =>
  store.under(accountability, by(staff), async work => {
    const all = (await work
      .read(alarm, ...shown)
      .where('endedAt', state === 'open' ? 'is' : 'is not', null)
      .orderBy(state === 'open' ? 'urgent' : 'endedAt', 'desc')
      .orderBy('lastAt', 'desc')
      .limit(200)
      .execute()) as Alarm[]
    const entries = await work
      .over(auditEntry)
      .selectFrom('obhut.audit_entry')
      .select(['id', 'what', 'about'])
      .where('what', 'in', [sql.lit(acknowledged), sql.lit(ended)])
      .where('about', 'in', ['', ...all.map(({ id }) => id)])
      .orderBy('at')
      .execute()
    const beside = await besideEntries(work, entries)
    const noted = entries.flatMap(({ id, ...entry }) => {
      const by = actedIn(beside.get(id))?.subject
      return by === undefined ? [] : [{ ...entry, by }]
    })
    return all.map(one => ({
      ...one,
      acknowledgedBy:
        (
          noted.findLast(({ what, about }) => about === one.id && what === acknowledged) ??
          noted.findLast(({ about }) => about === one.id)
        )?.by ?? null,
    }))
  })

/** Somebody looks after it: it is not mailed again soon, and is over once it has been quiet for three days. */
export const acknowledge = (store: Units, staff: string, id: string): Promise<NoAlarm | undefined> =>
  onOpen(store, staff, id, async (work, { acknowledgedAt }) => {
    if (acknowledgedAt) return // two pressed at the same time: the first one has it
    await work.over(alarm).updateTable('obhut.alarm').set({ acknowledgedAt: work.now }).where('id', '=', id).execute()
    work.note({ what: acknowledged, about: id })
  })

/** It is mended. If it comes again, that is a new alarm. */
export const endAlarm = (store: Units, staff: string, id: string): Promise<NoAlarm | undefined> =>
  onOpen(store, staff, id, async (work, { acknowledgedAt }) => {
    await work
      .over(alarm)
      .updateTable('obhut.alarm')
      .set({ endedAt: work.now, acknowledgedAt: acknowledgedAt ?? work.now })
      .where('id', '=', id)
      .execute()
    work.note({ what: ended, about: id })
  })

const onOpen = (
  store: Units,
  staff: string,
  id: string,
  does: (work: Work<typeof accountability>, found: Pick<Alarm, 'acknowledgedAt'>) => Promise<void>,
): Promise<NoAlarm | undefined> =>
  store.under(accountability, by(staff), async work => {
    const found = await work
      .over(alarm)
      .selectFrom('obhut.alarm')
      .select(['acknowledgedAt', 'endedAt'])
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst()
    if (!found) return 'no such alarm'
    if (found.endedAt) return 'over'
    await does(work, found)
    return undefined
  })

/** How long a new alarm that is not urgent waits for others to go into the same mail. */
const gathers = minutes(5)
/** How often an alarm that goes on is mailed again: by urgency, and seldom once somebody looks after it. */
const again = { urgent: hours(1), usual: days(1), acknowledged: days(7) }

/**
 * Alarms that the operator is to be mailed of now: new ones together, and those that go on with how often they
 * happened.
 */
export async function alarmsToMail(work: Work<typeof accountability>): Promise<AlarmToMail[]> {
  const found = await work
    .over(alarm)
    .selectFrom('obhut.alarm')
    .select([...shown, 'mailedAt', 'mailedTimes'])
    .where('endedAt', 'is', null)
    .orderBy('urgent', 'desc')
    .orderBy('since')
    .execute()
  const news = found.filter(({ mailedAt }) => mailedAt === null)
  const isDue = news.some(({ urgent, since }) => urgent || since <= later(work.now, -gathers))
  return [
    ...(isDue ? news : []),
    ...found.filter(
      one => one.mailedAt !== null && one.times > one.mailedTimes && one.mailedAt <= later(work.now, -pauseOf(one)),
    ),
  ] as AlarmToMail[]
}
export type AlarmToMail = Alarm & { readonly mailedAt: Date | null }

/**
 * Marks them as mailed in this unit, and answers those of them that nobody else has mailed, or is mailing, since they
 * were looked at.
 */
export async function takeToMail(
  work: Work<typeof accountability>,
  due: readonly AlarmToMail[],
): Promise<AlarmToMail[]> {
  if (due.length === 0) return []
  const free = await work
    .over(alarm)
    .selectFrom('obhut.alarm')
    .select(['id', 'mailedAt'])
    .where(
      'id',
      'in',
      due.map(({ id }) => id),
    )
    .where('endedAt', 'is', null)
    .forUpdate()
    .skipLocked()
    .execute()
  const mine = due.filter(({ id, mailedAt }) =>
    free.some(one => one.id === id && one.mailedAt?.getTime() === mailedAt?.getTime()),
  )
  for (const { id, times } of mine)
    await work
      .over(alarm)
      .updateTable('obhut.alarm')
      .set({ mailedAt: work.now, mailedTimes: times })
      .where('id', '=', id)
      .execute()
  return mine
}
const pauseOf = ({ urgent, acknowledgedAt }: Pick<Alarm, 'urgent' | 'acknowledgedAt'>): number =>
  acknowledgedAt ? again.acknowledged : urgent ? again.urgent : again.usual

/** How many alarms are open, by urgency. */
export const openAlarms = (store: Units): Promise<{ readonly urgent: number; readonly usual: number }> =>
  store.under(accountability, platform, async work => {
    const { urgent, all } = await work
      .over(alarm)
      .selectFrom('obhut.alarm')
      .where('endedAt', 'is', null)
      .select(({ fn }) => [
        fn.countAll<number>().as('all'),
        fn.countAll<number>().filterWhere('urgent', '=', true).as('urgent'),
      ])
      .executeTakeFirstOrThrow()
    return { urgent, usual: all - urgent }
  })
