// Takes away rows that are due, batch by batch: by their ids, or by where they lie in a table that has none.
import { type Due, where, values, hasId } from './due.ts'
import type { ClientBase } from 'pg'
import { isLost } from '../problems/errors.ts'
import { qualified } from '../declare/qualified.ts'
import type { Store } from '../store/store.ts'
import type { AnyTable } from '../declare/table.ts'
import { mostFailures, SetAside, SomeFailed, inBatches } from '../problems/batches.ts'
import type { LawClock } from '../rows/kept-by-law.ts'
import { aWalk, takeRows } from '../rows/walk.ts'
import { sharedWithSweeps } from '../enforce/lock-on-person.ts'
import type { Clock } from '../clock/clock.ts'

/**
 * Rows that could not be removed lately: by their id, and where a table has none by the table and where in it they lie.
 */
export class Unswept {
  readonly ids: SetAside
  readonly places: SetAside
  constructor(clock: Clock) {
    this.ids = new SetAside(clock)
    this.places = new SetAside(clock)
  }
}

/** As long as none fails, batch by batch; then in halves, down to the row that does, and on with the others. */
export async function removeAll(
  store: Store,
  table: AnyTable,
  due: Due,
  batch: number,
  law: LawClock,
  aside: Unswept,
): Promise<void> {
  const failed: unknown[] = []
  for (let removed = 1; removed > 0 && failed.length < mostFailures; ) {
    try {
      removed = await removeBatch(store, table, due, batch, law, aside)
    } catch (error) {
      if (isLost(error)) throw error
      await removeInHalves(store, table, due, batch, law, aside).catch(problem => {
        failed.push(...(problem instanceof SomeFailed ? problem.causes : [problem]))
      })
    }
  }
  if (failed.length) throw new SomeFailed(failed)
}

async function removeInHalves(
  store: Store,
  table: AnyTable,
  due: Due,
  batch: number,
  law: LawClock,
  { ids, places }: Unswept,
): Promise<void> {
  if (hasId(table)) {
    const rows = await store.desk('sweep', client => dueIds(client, table, due, batch, ids.waiting))
    return inBatches(rows, { aside: ids, keyOf: id => id }, some =>
      store.desk('sweep', client => removeRows(client, store, table, due, batch, law, ids.waiting, some)),
    )
  }
  const rows = await store.desk('sweep', client => duePlaces(client, table, due, batch, placesIn(table, places)))
  return inBatches(rows, { aside: places, keyOf: place => keyOfPlace(table, place) }, some =>
    store.desk('sweep', client => removePlaces(client, table, due, batch, [], some)),
  )
}

const removeBatch = (
  store: Store,
  table: AnyTable,
  due: Due,
  batch: number,
  law: LawClock,
  { ids, places }: Unswept,
): Promise<number> =>
  store.desk('sweep', client =>
    hasId(table)
      ? removeRows(client, store, table, due, batch, law, ids.waiting)
      : removePlaces(client, table, due, batch, placesIn(table, places)),
  )

/**
 * Where a row lies: its leaf, and the place in that. A row that is written anew lies elsewhere, and is tried sooner
 * than it might be.
 */
interface At {
  readonly leaf: string
  readonly place: string
}

const keyOfPlace = ({ name }: AnyTable, { leaf, place }: At): string => `${name} ${leaf} ${place}`

const placesIn = ({ name }: AnyTable, places: SetAside): At[] =>
  places.waiting
    .map(key => key.split(' '))
    .filter(([table]) => table === name)
    .map(([, leaf = '', place = '']) => ({ leaf, place }))

/** A query for rows that are due and that nobody holds, some at a time, by where they lie. */
function duePlacesIn(
  table: AnyTable,
  due: Due,
  batch: number,
  without: readonly At[],
  only?: readonly At[],
): { readonly text: string; readonly values: unknown[] } {
  const known = values(due)
  const among = (places: readonly At[]): string => {
    const [leaves, rows] = [known.push(places.map(one => one.leaf)), known.push(places.map(one => one.place))]
    return `(t.tableoid::oid, t.ctid) in (select * from unnest($${leaves}::oid[], $${rows}::tid[]))`
  }
  const narrowed = [
    ...(without.length ? [` and not ${among(without)}`] : []),
    ...(only ? [` and ${among(only)}`] : []),
  ].join('')
  return {
    text: `select t.tableoid, t.ctid from ${qualified(table)} t where ${where(due, table)}${narrowed} limit ${batch} for update skip locked`,
    values: known,
  }
}

async function duePlaces(
  client: ClientBase,
  table: AnyTable,
  due: Due,
  batch: number,
  without: readonly At[],
): Promise<At[]> {
  const { text, values: known } = duePlacesIn(table, due, batch, without)
  const { rows } = await client.query<At>(
    `select found.tableoid::text as leaf, found.ctid::text as place from (${text}) found`,
    known,
  )
  return rows
}

async function removePlaces(
  client: ClientBase,
  table: AnyTable,
  due: Due,
  batch: number,
  without: readonly At[],
  only?: readonly At[],
): Promise<number> {
  await sharedWithSweeps(client)
  await client.query('set constraints all deferred')
  const { text, values: known } = duePlacesIn(table, due, batch, without, only)
  const { rowCount } = await client.query(`delete from ${qualified(table)} where (tableoid, ctid) in (${text})`, known)
  return rowCount ?? 0
}

async function removeRows(
  client: ClientBase,
  store: Store,
  table: AnyTable,
  due: Due,
  batch: number,
  law: LawClock,
  without: readonly string[],
  only?: readonly string[],
): Promise<number> {
  await sharedWithSweeps(client)
  await client.query('set constraints all deferred')
  const ids = await dueIds(client, table, due, batch, without, only)
  const walk = aWalk(client, store.declarations, law)
  await takeRows(walk, table, ids)
  // What a hold approved meanwhile keeps is not tried again and again.
  return (walk.gone.get(table.name) ?? 0) + (walk.kept.get(table.name) ?? 0)
}

/** Rows that are due and that nobody holds, some at a time. */
async function dueIds(
  client: ClientBase,
  table: AnyTable,
  due: Due,
  batch: number,
  without: readonly string[],
  only?: readonly string[],
): Promise<string[]> {
  const known = values(due)
  const among = [
    ...(without.length ? [` and t.id <> all($${known.push(without)}::uuid[])`] : []),
    ...(only ? [` and t.id = any($${known.push(only)}::uuid[])`] : []),
  ].join('')
  const { rows } = await client.query<{ id: string }>(
    `select t.id from ${qualified(table)} t where ${where(due, table)}${among} limit ${batch} for update skip locked`,
    known,
  )
  return rows.map(row => row.id)
}
