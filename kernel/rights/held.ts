import type { ClientBase } from 'pg'
import { writeAudit } from '../audit/rows.ts'
import type { Declarations } from '../declare/declarations.ts'
import { qualified } from '../declare/qualified.ts'
import type { AnyTable } from '../declare/table.ts'
import { isThrough, liesWithin, possessionsOf, spansOf, type ThroughTable } from '../enforce/possessions.ts'
import { remember } from '../ledger/ledger.ts'
import type { Units } from '../store/units.ts'
import { wholeOf } from '../store/whole.ts'
import { platform } from '../store/work.ts'
import { edgesTo, fateOf } from '../rows/edges.ts'
import { add, column, referring, takeRows, type Walk } from '../rows/walk.ts'
import { isOfSomebodyHeld } from '../rows/whose-row.ts'
import { personsHeld } from '../enforce/held-persons.ts'
import { locksOnPersons, sharedWithSweeps } from '../enforce/lock-on-person.ts'

/*
 * Erasing rows that have no subject of their own (readings of a meter): they go by who held the thing when they came
 * about, and what several held at the same time goes with the last of them. What somebody held whom a legal hold stands
 * for stays: their possessions bear `restricted = 'held'`, and go with all of it once nothing holds the person any more
 * (`takeWhatHoldKept`).
 */

/** Somebody held the thing in this time whom a legal hold stands for. It can be erased once the hold is over. */
export class UnderLegalHold extends Error {
  constructor() {
    super('a legal hold stands for somebody to whom this belongs: it can be erased once that is over')
    this.name = 'UnderLegalHold'
  }
}

/** Tables whose rows are somebody's through what they held, and that go with them. */
export const heldTables = ({ tables }: Declarations): (AnyTable & ThroughTable)[] =>
  [...tables.values()].filter(isThrough).filter(({ about }) => !about.through.stays)

/** Possessions whose rows are meant, and all others; both as conditions on the possession `h`. */
interface Which {
  readonly these: string
  readonly others: string
}
const ofIds: Which = { these: 'h.id = any($1)', others: 'h.id <> all($1)' }
const ofSubject: Which = { these: 'h.subject = $1', others: 'h.subject <> $1' }

/** Rows of a table that belong to these, and those of them that belong to others as well; conditions on the row `t`. */
function belonging(
  { about }: ThroughTable,
  { these, others }: Which,
): { readonly mine: string; readonly theirs: string } {
  const of = possessionsOf(about)
  const thing = column(of.thing)
  const ofTheSame = `h.${thing} in (select h.${thing} from ${qualified(of.held)} h where ${these})`
  return {
    mine: liesWithin(about.through, spansOf(of, these), 't.', 'touched'),
    theirs: liesWithin(about.through, spansOf(of, `${others} and ${ofTheSame}`), 't.', 'touched'),
  }
}

/**
 * Has whoever holds the same things wait, or waits for them: of two who go at once the second has to see that it is the
 * last.
 */
export async function holdSharers(
  client: ClientBase,
  tables: readonly (AnyTable & ThroughTable)[],
  subject: string,
): Promise<void> {
  for (const [, [of]] of Map.groupBy(
    tables.map(({ about }) => possessionsOf(about)),
    one => one.held,
  )) {
    if (!of) continue
    const thing = column(of.thing)
    await client.query(
      `select from ${qualified(of.held)} h where h.subject <> $1 and h.${thing} in (select o.${thing} from ${qualified(of.held)} o where o.subject = $1) order by h.${thing}, h.subject for share`,
      [subject],
    )
  }
}

export interface RowsHeld {
  readonly table: string
  readonly alone: number
  readonly shared: number
}

/** How many rows are a person's through what was held, and how many of them somebody else's, too. */
export async function countHeld(
  client: ClientBase,
  tables: readonly (AnyTable & ThroughTable)[],
  subject: string,
): Promise<RowsHeld[]> {
  const counts: RowsHeld[] = []
  for (const table of tables) {
    const { mine, theirs } = belonging(table, ofSubject)
    const {
      rows: [row],
    } = await client.query<{ alone: number; shared: number }>(
      `select count(*) filter (where not shared) as alone, count(*) filter (where shared) as shared from (select (${theirs}) as shared from ${qualified(table)} t where ${mine}) held`,
      [subject],
    )
    if (row) counts.push({ table: table.name, ...row })
  }
  return counts
}

/** Deletes what a person held alone. */
export const deleteHeldBy = (client: ClientBase, table: AnyTable & ThroughTable, subject: string): Promise<number> =>
  deleteHeld(client, table, ofSubject, [subject])

/** Deletes what belongs to nobody else as well. */
async function deleteHeld(
  client: ClientBase,
  table: AnyTable & ThroughTable,
  which: Which,
  values: readonly unknown[],
): Promise<number> {
  const { mine, theirs } = belonging(table, which)
  const { rowCount } = await client.query(`delete from ${qualified(table)} t where ${mine} and not (${theirs})`, [
    ...values,
  ])
  return rowCount ?? 0
}

/** A stretch of time, from (inclusive) and to (exclusive). */
export interface Stretch {
  readonly from: Date
  readonly to: Date
}

/**
 * Erases rows whose person stays (a gateway that is given back): with them goes what was measured while the thing was
 * held by them, and what cannot be without them. Of somebody whom a legal hold stands for nothing goes: these rows are put
 * out of everyday reach until it is over.
 */
export async function eraseRows(walk: Walk, table: AnyTable, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  const staying = await ofSomebodyHeld(walk.client, table, ids)
  const going = ids.filter(id => !staying.includes(id))
  for (const [name, rows] of await eraseHeld(walk.client, walk.all, table, going)) add(walk.gone, name, rows)
  for (const edge of edgesTo(walk.all, table))
    if (fateOf(edge) === 'stands in the way') await eraseRows(walk, edge.from, await referring(walk.client, edge, ids))
  await takeRows(walk, table, ids)
}

async function ofSomebodyHeld(client: ClientBase, table: AnyTable, ids: readonly string[]): Promise<readonly string[]> {
  if (table.about.who !== 'owner' || !table.key.includes('id')) return []
  const { rows } = await client.query<{ id: string }>(
    `select t.id from ${qualified(table)} t where t.id = any($1) and exists (${personsHeld}) and (${isOfSomebodyHeld(table).join(' or ')})`,
    [ids],
  )
  return rows.map(({ id }) => id)
}

/**
 * Erases what came about while things were held by these possessions, but for what somebody else held at the same time.
 * Says how many rows of which tables went.
 */
export async function eraseHeld(
  client: ClientBase,
  all: Declarations,
  possessions: Pick<AnyTable, 'name'>,
  ids: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const gone = new Map<string, number>()
  for (const table of recordedOf(all, possessions)) gone.set(table.name, await deleteHeld(client, table, ofIds, [ids]))
  return gone
}

/** Tables whose rows are recorded of the things that a table of possessions names. */
const recordedOf = (all: Declarations, possessions: Pick<AnyTable, 'name'>): (AnyTable & ThroughTable)[] =>
  heldTables(all).filter(({ about }) => about.through.possession().name === possessions.name)

/**
 * Erases what came about while a thing was held by this possession, as `eraseHeld` does, in a transaction of its own, and
 * says whether it did. Where a legal hold stands for whoever held the thing, nothing goes: the possession is put out of
 * everyday reach, and goes with what it led to once nothing holds the person any more.
 */
export const erasePossessed = (units: Units, possessions: AnyTable, id: string): Promise<boolean> => {
  const store = wholeOf(units)
  return store.desk('rights', async (client, now) => {
    // The approval of a hold comes before this or after; its locks are taken in the same order.
    await client.query(
      `select pg_advisory_xact_lock_shared(${locksOnPersons}, obhut.stripe(h.subject)) from ${qualified(possessions)} h where h.id = $1`,
      [id],
    )
    await sharedWithSweeps(client)
    if ((await ofSomebodyHeld(client, possessions, [id])).length === 0) {
      await eraseHeld(client, store.declarations, possessions, [id])
      return true
    }
    await client.query(`update ${qualified(possessions)} set restricted = 'held' where id = $1`, [id])
    await writeAudit(client, now, [
      { activity: 'rights', what: 'put an erasure off', about: possessions.name, rows: 1, who: platform },
    ])
    return false
  })
}

/**
 * Erases what was recorded of a thing in a stretch of time, whoever held it, and keeps it from coming back with a
 * restored backup. Says how many rows of each table went. Where a legal hold stands for somebody who held the thing then,
 * nothing goes (`UnderLegalHold`).
 */
export const eraseStretch = (
  units: Units,
  possessions: AnyTable,
  thing: string | number,
  stretch: Stretch,
): Promise<ReadonlyMap<string, number>> => {
  const store = wholeOf(units)
  return store.desk('rights', async (client, now) => {
    await sharedWithSweeps(client)
    const tables = recordedOf(store.declarations, possessions)
    const held = await heldIn(client, tables, thing, stretch)
    if ((await ofSomebodyHeld(client, possessions, held)).length) throw new UnderLegalHold()
    for (const id of held) await remember(client, now, { what: 'erased', table: possessions.name, row: id, ...stretch })
    return deleteDuring(client, tables, thing, stretch)
  })
}

/**
 * The same once more in a restored store, by a possession that the ledger names: when it was done first nothing stood
 * against it, and a hold that came later finds it done.
 */
export async function eraseStretchAgain(
  client: ClientBase,
  all: Declarations,
  possessions: AnyTable,
  id: string,
  stretch: Stretch,
): Promise<void> {
  const tables = recordedOf(all, possessions)
  const [of] = tables.map(({ about }) => possessionsOf(about))
  if (!of) return
  const { rows } = await client.query<{ thing: string | number }>(
    `select ${column(of.thing)} as thing from ${qualified(possessions)} where id = $1`,
    [id],
  )
  for (const { thing } of rows) await deleteDuring(client, tables, thing, stretch)
}

async function deleteDuring(
  client: ClientBase,
  tables: readonly (AnyTable & ThroughTable)[],
  thing: string | number,
  { from, to }: Stretch,
): Promise<ReadonlyMap<string, number>> {
  const gone = new Map<string, number>()
  for (const table of tables) {
    const { rowCount } = await client.query(
      `delete from ${qualified(table)} where ${column(table.about.through.on[0])} = $1${during(table)}`,
      [thing, from, to],
    )
    gone.set(table.name, rowCount ?? 0)
  }
  return gone
}

/** The possessions of a thing in a stretch of time. */
async function heldIn(
  client: ClientBase,
  tables: readonly (AnyTable & ThroughTable)[],
  thing: string | number,
  { from, to }: Stretch,
): Promise<string[]> {
  const of = tables.map(({ about }) => possessionsOf(about)).find(one => one.period)
  if (!of?.period) return []
  const [since, until] = of.period.map(column)
  const { rows } = await client.query<{ id: string }>(
    `select id from ${qualified(of.held)} where ${column(of.thing)} = $1 and ${since} < $3 and (${until} is null or ${until} > $2)`,
    [thing, from, to],
  )
  return rows.map(({ id }) => id)
}

/** Whether a row touches the stretch from `$2` to `$3`. */
function during({ about }: ThroughTable): string {
  const { at, lasts, restsOn } = about.through
  if (!at) return ' and $2::timestamptz < $3::timestamptz'
  const begins = column(at[0])
  const last = restsOn ?? (lasts && 'to' in lasts ? lasts.to : undefined)
  if (last !== undefined) return ` and ${column(last)} >= $2 and ${begins} < $3`
  const hours = lasts && 'hours' in lasts ? Number(lasts.hours) : 0
  return hours
    ? ` and ${begins} > $2::timestamptz - interval '${hours} hours' and ${begins} < $3`
    : ` and ${begins} >= $2 and ${begins} < $3`
}

/**
 * Takes away things that nobody holds, with all that was recorded of them. Says which stay, as somebody holds or held them
 * whose possession is only out of everyday reach.
 */
export const eraseThings = <T extends string | number>(
  units: Units,
  possessions: AnyTable,
  things: AnyTable & ThroughTable,
  names: readonly T[],
): Promise<readonly T[]> => {
  const store = wholeOf(units)
  return store.desk('rights', async client => {
    await sharedWithSweeps(client)
    const { thing } = possessionsOf(things.about)
    const { rows } = await client.query<{ it: T }>(
      `select distinct ${column(thing)} as it from ${qualified(possessions)} where ${column(thing)} = any($1)`,
      [names],
    )
    const staying = rows.map(({ it }) => it)
    const going = names.filter(one => !staying.includes(one))
    for (const table of [...recordedOf(store.declarations, possessions), things])
      await client.query(`delete from ${qualified(table)} where ${column(table.about.through.on[0])} = any($1)`, [
        going,
      ])
    return staying
  })
}
