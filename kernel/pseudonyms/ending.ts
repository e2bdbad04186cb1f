import type { ClientBase } from 'pg'
import { writeAudit } from '../audit/rows.ts'
import { qualified } from '../declare/qualified.ts'
import { snake, type AnyTable } from '../declare/table.ts'
import { remember } from '../ledger/ledger.ts'
import type { Store } from '../store/store.ts'
import type { Units } from '../store/units.ts'
import { wholeOf } from '../store/whole.ts'
import { platform, type Who } from '../store/work.ts'
import { pseudonymousIn, type Pseudonymous } from './hashed.ts'

/**
 * Destroys all keys of an activity's pseudonyms before their time, for good: the ledger keeps a restored backup from
 * bringing them back. What was kept behind them is anonymous from the commit on, or goes with the next sweep, as its
 * table says. Answers how many keys there were; the next pseudonym is made by a new one.
 */
export const endPseudonyms = (units: Units, activity: string, by: Who = platform): Promise<number> =>
  wholeOf(units).desk('rights', async (client, now) => {
    const { rows } = await client.query<{ id: string }>(
      'delete from obhut.pseudonym_key where activity = $1 returning id',
      [activity],
    )
    for (const { id } of rows) await remember(client, now, { what: 'erased', table: 'obhut.pseudonym_key', row: id })
    if (rows.length)
      await writeAudit(client, now, [
        {
          activity: 'kernel.operation',
          what: 'destroyed keys of pseudonyms',
          about: activity,
          rows: rows.length,
          who: by,
        },
      ])
    return rows.length
  })

/** Activities that are not stated any more make no pseudonyms and keep no keys. */
export async function endUnstated(store: Store): Promise<void> {
  const { rows } = await store.desk('sweep', client =>
    client.query<{ activity: string }>('select distinct activity from obhut.pseudonym_key'),
  )
  for (const { activity } of rows) if (!store.inForce.states(activity)) await endPseudonyms(store, activity)
}

interface Gone {
  readonly table: AnyTable
  readonly rows: number
}

/**
 * Takes away what cannot outlive its key: all rows where the table says so, and otherwise those that were restricted,
 * which nobody could give free again. Also keys that a restored backup holds without what opens them.
 */
export async function sweepBehindPseudonyms(store: Store, batch: number): Promise<Gone[]> {
  const all = pseudonymousIn(store.declarations.tables.values())
  if (all.length === 0) return []
  await store.desk('sweep', client =>
    client.query('delete from obhut.pseudonym_key p where not exists (select from obhut.row_key k where k.id = p.id)'),
  )
  const gone = []
  for (const one of all) {
    let rows = 0
    for (let some = batch; some === batch; rows += some)
      some = await store.desk('sweep', (client, now) => removeSome(client, now, one, batch))
    if (rows) gone.push({ table: one.table, rows })
  }
  return gone
}

async function removeSome(
  client: ClientBase,
  now: Date,
  { table, key, how }: Pseudonymous,
  batch: number,
): Promise<number> {
  const { rowCount } = await client.query(
    `delete from ${qualified(table)} where id in (select t.id from ${qualified(table)} t
      where ${how.afterwards === 'deleted' ? 'true' : 't.restricted is not null'} and t."${snake(key)}" not in (select id from obhut.pseudonym_key)
      limit ${batch} for update skip locked)`,
  )
  const rows = rowCount ?? 0
  if (rows)
    await writeAudit(client, now, [
      { activity: table.under.name, what: 'gone with its key', about: table.name, rows, who: platform },
    ])
  return rows
}
