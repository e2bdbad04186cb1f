import pg, { type ClientBase } from 'pg'
import type { Declarations } from '../declare/declarations.ts'
import { qualified } from '../declare/qualified.ts'
import { snake, type AnyTable } from '../declare/table.ts'
import { keeperOf } from '../declare/keeper.ts'
import { keptAmong, type LawClock } from './kept-by-law.ts'

const { escapeIdentifier } = pg
export const column = (name: string): string => escapeIdentifier(snake(name))

/** A reference from one table's column to rows of another, held by the database. */
export interface Edge {
  readonly from: AnyTable
  readonly column: string
}

/** References that point to rows of this table. */
export const edgesTo = (all: Pick<Declarations, 'tables'>, table: AnyTable): Edge[] =>
  [...all.tables.values()].flatMap(from =>
    Object.entries(from.columns)
      .filter(([, facts]) => facts.ref?.key === 'in the database' && facts.ref.table().name === table.name)
      .map(([name]) => ({ from, column: name })),
  )

/** What happens to a row when the row that it refers to goes. */
export function fateOf({ from, column: name }: Edge): 'goes too' | 'loses the reference' | 'stands in the way' {
  if (from.until?.rule === 'with' && from.until.column === name) return 'goes too'
  return from.columns[name]?.nullable ? 'loses the reference' : 'stands in the way'
}

/** One way through the graph of rows: by which laws, and what has become of the rows so far, by table. */
export interface Walk {
  readonly client: ClientBase
  readonly all: Declarations
  readonly law: LawClock
  readonly gone: Map<string, number>
  readonly kept: Map<string, number>
}
export const aWalk = (client: ClientBase, all: Declarations, law: LawClock): Walk => ({
  client,
  all,
  law,
  gone: new Map(),
  kept: new Map(),
})

/**
 * Takes these rows away: what a law still keeps is restricted, all else deleted, and what refers to it settled. The
 * walk takes the place of ON DELETE CASCADE, which would go past every policy and past every law. References are
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
  for (const edge of edgesTo(all, table)) {
    if (fateOf(edge) === 'goes too') await takeRows(walk, edge.from, await referring(client, edge, ids))
    if (edge.from.columns[edge.column]?.nullable)
      await client.query(
        `update ${qualified(edge.from)} set ${column(edge.column)} = null where ${column(edge.column)} = any($1)`,
        [ids],
      )
  }
  const { rowCount } = await client.query(`delete from ${qualified(table)} where id = any($1)`, [ids])
  add(walk.gone, table.name, rowCount ?? 0)
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
