import type { ClientBase } from 'pg'
import { forgetting } from './channels.ts'
import { minutes, later } from '../../kernel/clock/clock.ts'
import { SetAside, inBatches } from '../../kernel/problems/batches.ts'
import type { Job } from '../../kernel/jobs/queue.ts'
import { remember } from '../../kernel/ledger/ledger.ts'
import { eraseHeld } from '../../kernel/rights/held.ts'
import type { Store } from '../../kernel/store/store.ts'
import { platform } from '../../kernel/store/work.ts'
import { readings } from './activities.ts'
import { dayLength, utcDayOf, startOfDay } from './closed.ts'
import { channel, possession, late } from './tables.ts'

/** Removes readings and what was derived from them, so that no restored backup brings them back. */
export const eraseReadings = (store: Store, number: number, from: Date, to: Date): Promise<number> =>
  erase(store, number, from, to, async (client, now) => {
    const { rows } = await client.query<{ id: string }>(
      'select id from telemetry.holding where channel = $1 and since < $3 and (until is null or until > $2)',
      [number, from, to],
    )
    for (const { id } of rows)
      await remember(client, now, { what: 'erased', table: possession.name, row: id, from, to })
  })

/** The days at both ends are to be summed up anew. */
async function erase(
  store: Store,
  number: number,
  from: Date,
  to: Date,
  remembered: (client: ClientBase, now: Date) => Promise<void>,
): Promise<number> {
  const gone = await store.desk('rights', async (client, now) => {
    await remembered(client, now)
    return removed(client, number, from, to)
  })
  await sumUpAnew(store, number, from, to)
  return gone
}

async function sumUpAnew(store: Store, number: number, from: Date, to: Date): Promise<void> {
  await store.under(readings, platform, async work => {
    const ends = [from, to].map(moment => ({ channel: number, at: startOfDay(utcDayOf(moment.getTime())), tries: 0 }))
    await work.over(late).insertInto('telemetry.late').values(ends).execute()
  })
}

async function removed(client: ClientBase, number: number, from: Date, to: Date): Promise<number> {
  const { rowCount } = await client.query('delete from telemetry.reading where channel = $1 and at >= $2 and at < $3', [
    number,
    from,
    to,
  ])
  await client.query('delete from telemetry.fall where channel = $1 and at >= $2 and at < $3', [number, from, to])
  await client.query('delete from telemetry.outlier where channel = $1 and ends >= $2 and at < $3', [number, from, to])
  // A day without sums is read from what is left of its readings.
  await client.query('delete from telemetry.day where channel = $1 and at > $2 and at < $3', [
    number,
    later(from, -dayLength),
    to,
  ])
  return rowCount ?? 0
}

/**
 * What was measured while somebody held a channel goes, but for the times in which somebody else held it as well, and
 * then that they held it. The ledger has known of it since the channel was released.
 */
export const forget = (store: Store): Job<{ holding: string }> => ({
  name: forgetting.name,
  does: async ({ holding: id }) => {
    const held = await store.under(readings, platform, work =>
      work.over(possession).selectFrom('telemetry.holding').selectAll().where('id', '=', id).executeTakeFirst(),
    )
    if (!held?.until) return
    const { channel, since, until } = held
    await store.desk('rights', client => eraseHeld(client, store.declarations, possession, [id]))
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
export const tidy = (store: Store, aside = new SetAside(store.clock)): Job => ({
  name: 'telemetry.tidy',
  every: minutes(1),
  does: () =>
    inBatches(
      () => unheldIn(store, aside),
      { aside, keyOf: one => one.id },
      async gone => {
        const numbers = gone.map(one => one.number)
        await store.desk('rights', async client => {
          for (const table of ['reading', 'day', 'fall', 'outlier', 'late'])
            await client.query(`delete from telemetry.${table} where channel = any($1)`, [numbers])
          await client.query('delete from telemetry.channel where number = any($1)', [numbers])
        })
      },
    ),
})

const unheldIn = (store: Store, aside: SetAside): Promise<{ id: string; number: number }[]> =>
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
      .where(aside.without('id'))
      .limit(1000)
      .execute()
  })
