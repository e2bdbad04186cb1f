import { sql } from 'kysely'
import { forgetting } from './channels.ts'
import { minutes, later } from '../../kernel/clock/clock.ts'
import { SetAside, inBatches } from '../../kernel/problems/batches.ts'
import type { Job } from '../../kernel/jobs/queue.ts'
import { erasePossessed, eraseStretch, eraseThings } from '../../kernel/rights/held.ts'
import type { Units } from '../../kernel/store/units.ts'
import { platform } from '../../kernel/store/work.ts'
import { readings } from './activities.ts'
import { utcDayOf, startOfDay } from './closed.ts'
import { channel, late, possession, reading } from './tables.ts'

/**
 * Removes readings and what was derived from them, so that no restored backup brings them back. A reading that was
 * disproved by one that goes is disproved no more. The days at both ends are to be summed up anew.
 */
export async function eraseReadings(store: Units, number: number, from: Date, to: Date): Promise<number> {
  const gone = await eraseStretch(store, possession, number, { from, to })
  await sumUpAnew(store, number, from, to)
  return gone.get(reading.name) ?? 0
}

async function sumUpAnew(store: Units, number: number, from: Date, to: Date): Promise<void> {
  await store.under(readings, platform, async work => {
    const ends = [from, to].map(moment => ({ channel: number, at: startOfDay(utcDayOf(moment.getTime())), tries: 0 }))
    await work.over(late).insertInto('telemetry.late').values(ends).execute()
  })
}

/**
 * What was measured while somebody held a channel goes, but for the times in which somebody else held it as well, and
 * then that they held it. The ledger has known of it since the channel was released.
 */
export const forget = (store: Units): Job<{ holding: string }> => ({
  name: forgetting.name,
  does: async ({ holding: id }) => {
    const held = await store.under(readings, platform, work =>
      work.over(possession).selectFrom('telemetry.holding').selectAll().where('id', '=', id).executeTakeFirst(),
    )
    if (!held?.until) return
    const { channel, since, until } = held
    // Under a legal hold it waits, and goes with the possession once that is over.
    if (!(await erasePossessed(store, possession, id))) return
    await sumUpAnew(store, channel, since, until)
    await store.under(readings, platform, work =>
      work.over(possession).deleteFrom('telemetry.holding').where('id', '=', id).execute(),
    )
  },
})

/** How long a retired channel may still get what was on its way. */
const settling = minutes(2)

/**
 * Channels that nobody holds any more and that belong to no place: retired at first, then gone with all that may have
 * come in meanwhile.
 */
export const tidy = (
  store: Units,
  aside = new SetAside(store.clock),
  staying = new SetAside(store.clock, minutes(10)),
): Job => ({
  name: 'telemetry.tidy',
  every: minutes(1),
  does: () =>
    inBatches(
      () => unheldIn(store, [...aside.waiting, ...staying.waiting]),
      { aside, keyOf: one => one.id },
      async gone => {
        const numbers = gone.map(one => one.number)
        const stay = new Set(await eraseThings(store, possession, channel, numbers))
        for (const one of gone)
          if (stay.has(one.number)) staying.failed(one.id)
          else staying.done(one.id)
      },
    ),
})

const unheldIn = (store: Units, except: readonly string[]): Promise<{ id: string; number: number }[]> =>
  store.under(readings, platform, async work => {
    const db = work.over(channel, possession)
    const unheld = db
      .selectFrom('telemetry.channel')
      .where('standing', '=', false)
      .where(eb =>
        eb.not(
          eb.exists(
            eb
              .selectFrom('telemetry.holding')
              .select('telemetry.holding.id')
              .whereRef('telemetry.holding.channel', '=', 'telemetry.channel.number'),
          ),
        ),
      )
    await db
      .updateTable('telemetry.channel')
      .set({ retiredAt: work.now })
      .where('retiredAt', 'is', null)
      .where('id', 'in', unheld.select('telemetry.channel.id'))
      .execute()
    return unheld
      .select(['telemetry.channel.id', 'telemetry.channel.number'])
      .where('retiredAt', '<', later(work.now, -settling))
      .where(sql<boolean>`id <> all(${[...except]}::uuid[])`)
      .limit(1000)
      .execute()
  })
