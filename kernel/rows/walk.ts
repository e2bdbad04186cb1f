import pg, { type ClientBase } from 'pg'
import type { Declarations } from '../declare/declarations.ts'
import { qualified } from '../declare/qualified.ts'
import { snake, type AnyTable } from '../declare/table.ts'
import { keeperOf } from '../declare/keeper.ts'
import { personsHeld } from '../enforce/held-persons.ts'
import { edgesTo, fateOf, type Edge } from './edges.ts'
import { keptAmong, type LawClock } from './kept-by-law.ts'
import { isOfSomebodyHeld } from './whose-row.ts'

const { escapeIdentifier } = pg
export const column = (name: string): string => escapeIdentifier(snake(name))

/** One way through the graph of rows: by which laws, and what has become of the rows so far, by table. */
export interface Walk {
  readonly client: ClientBase
  readonly all: Declarations
  readonly law: LawClock
  readonly gone: Map<string, number>
  readonly kept: Map<string, number>
  /** The ids of rows that stayed as a legal hold stands for somebody of them. */
  readonly held: Map<AnyTable, Set<string>>
}
export const aWalk = (client: ClientBase, all: Declarations, law: LawClock): Walk => ({
  client,
  all,
  law,
  gone: new Map(),
  kept: new Map(),
  held: new Map(),
})

/**
 * Takes these rows away: what a law still keeps is restricted, what a legal hold on anybody of the row keeps is put out of
 * everyday reach, all else deleted, and what refers to it settled. The walk takes the place of ON DELETE CASCADE, which would go past every policy and past every law. References are
 * checked at the end of the transaction.
 */
export async function takeRows(walk: Walk, table: AnyTable, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  const kept = new Set(await keptAmong(walk.client, table, ids, walk.law))
  await keepRows(walk, table, [...kept])
  await deleteRows(
    walk,
    table,
    ids.filter(id => !kept.has(id)),
  )
}

/** Puts rows out of everyday reach until their law's period is over, and with them the rows that belong to them. */
async function keepRows(walk: Walk, table: AnyTable, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  const { rowCount } = await walk.client.query(
    `update ${qualified(table)} set restricted = 'by law' where id = any($1) and restricted is distinct from 'by law'`,
    [ids],
  )
  add(walk.kept, table.name, rowCount ?? 0)
  for (const edge of edgesTo(walk.all, table)) {
    if (fateOf(edge) === 'goes too' && keeperOf(edge.from))
      await keepRows(walk, edge.from, await referring(walk.client, edge, ids))
  }
}

async function deleteRows(walk: Walk, table: AnyTable, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  const { client, all } = walk
  const edges = edgesTo(all, table)
  for (const edge of edges)
    if (fateOf(edge) === 'goes too') await takeRows(walk, edge.from, await referring(client, edge, ids))
  const staying = new Set(await keptForHolds(walk, table, ids))
  const going = ids.filter(id => !staying.has(id))
  for (const edge of edges)
    if (edge.from.columns[edge.column]?.nullable)
      await client.query(
        `update ${qualified(edge.from)} set ${column(edge.column)} = null where ${column(edge.column)} = any($1)`,
        [going],
      )
  const { rowCount } = await client.query(`delete from ${qualified(table)} where id = any($1)`, [going])
  add(walk.gone, table.name, rowCount ?? 0)
}

/**
 * Of these rows those that a legal hold keeps: somebody of them is held, or a row that belongs to one of them, or cannot
 * be without it, stayed for that. They are out of everyday reach from now on.
 */
async function keptForHolds(walk: Walk, table: AnyTable, ids: readonly string[]): Promise<readonly string[]> {
  if (table.about.who !== 'owner') return []
  const { client, all, held } = walk
  const named = edgesTo(all, table).filter(
    edge => edge.from.about.who === 'owner' && fateOf(edge) !== 'loses the reference',
  )
  const why = [
    ...isOfSomebodyHeld(table),
    ...named.map(
      ({ from, column: name }) =>
        `exists (select from ${qualified(from)} c where c.${column(name)} = t.id and c.restricted in ('held', 'put away'))`,
    ),
  ]
  const { rows } = await client.query<{ id: string }>(
    `select t.id from ${qualified(table)} t where t.id = any($1) and exists (${personsHeld}) and (${why.join(' or ')})`,
    [ids],
  )
  if (rows.length === 0) return []
  const staying = rows.map(({ id }) => id)
  await client.query(
    `update ${qualified(table)} set restricted = 'held' where id = any($1) and restricted is distinct from 'held'`,
    [staying],
  )
  held.set(table, new Set([...(held.get(table) ?? []), ...staying]))
  return staying
}

/** The rows that refer to these by this edge. */
export async function referring(
  client: ClientBase,
  { from, column: name }: Edge,
  ids: readonly string[],
): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    `select id from ${qualified(from)} where ${column(name)} = any($1)`,
    [ids],
  )
  return rows.map(row => row.id)
}

export function add(counts: Map<string, number>, name: string, count: number): void {
  if (count > 0) counts.set(name, (counts.get(name) ?? 0) + count)
}
