import pg, { type ClientBase } from 'pg'
import type { Declarations } from '../data/declarations.ts'
import { qualified } from '../data/derive.ts'
import { snake, type AnyTable } from '../data/table.ts'

const { escapeIdentifier } = pg
export const column = (name: string): string => escapeIdentifier(snake(name))

/** A reference from one table's column to rows of another, held by the database. */
export interface Edge { readonly from: AnyTable, readonly column: string }

/** References that point to rows of this table. */
export const edgesTo = (all: Declarations, table: AnyTable): Edge[] =>
  [...all.tables.values()].flatMap(from => Object.entries(from.columns)
    .filter(([, facts]) => facts.ref?.key === 'in the database' && facts.ref.table().name === table.name)
    .map(([name]) => ({ from, column: name })))

/** What happens to a row when the row that it refers to goes. */
export function fateOf({ from, column: name }: Edge): 'goes too' | 'loses the reference' | 'stands in the way' {
  if (from.until?.rule === 'with' && from.until.column === name) return 'goes too'
  return from.columns[name]?.nullable ? 'loses the reference' : 'stands in the way'
}

/**
 * Deletes these rows and settles what refers to them; the walk takes the place of ON DELETE CASCADE, which would go past every policy.
 * Returns how many rows of which table are gone. References are checked at the end of the transaction.
 */
export async function deleteRows(client: ClientBase, all: Declarations, table: AnyTable, ids: readonly string[]): Promise<Map<string, number>> {
  const gone = new Map<string, number>()
  if (ids.length === 0) return gone
  for (const edge of edgesTo(all, table)) {
    const fate = fateOf(edge)
    if (fate === 'loses the reference') {
      await client.query(`update ${qualified(edge.from)} set ${column(edge.column)} = null where ${column(edge.column)} = any($1)`, [ids])
    } else if (fate === 'goes too') {
      const { rows } = await client.query<{ id: string }>(`select id from ${qualified(edge.from)} where ${column(edge.column)} = any($1)`, [ids])
      for (const [name, count] of await deleteRows(client, all, edge.from, rows.map(row => row.id))) add(gone, name, count)
    }
  }
  const { rowCount } = await client.query(`delete from ${qualified(table)} where id = any($1)`, [ids])
  add(gone, table.name, rowCount ?? 0)
  return gone
}

export function add(counts: Map<string, number>, name: string, count: number): void {
  if (count > 0) counts.set(name, (counts.get(name) ?? 0) + count)
}
