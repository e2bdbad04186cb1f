import type { Declarations } from '../declare/declarations.ts'
import { workedOutOnceAmong } from '../declare/worked-out-once.ts'
import type { AnyTable } from '../declare/table.ts'

/** A reference from one table's column to rows of another, held by the database. */
export interface Edge {
  readonly from: AnyTable
  readonly column: string
}

/** References that point to rows of this table. */
export const edgesTo = ({ tables }: Pick<Declarations, 'tables'>, table: AnyTable): readonly Edge[] =>
  edgesAmong(table, tables)
const edgesAmong = workedOutOnceAmong((table: AnyTable, tables: Declarations['tables']): readonly Edge[] =>
  [...tables.values()].flatMap(from =>
    Object.entries(from.columns)
      .filter(([, facts]) => facts.ref?.key === 'in the database' && facts.ref.table().name === table.name)
      .map(([name]) => ({ from, column: name })),
  ),
)

/** What happens to a row when the row that it refers to goes. */
export function fateOf({ from, column: name }: Edge): 'goes too' | 'loses the reference' | 'stands in the way' {
  if (from.until?.rule === 'with' && from.until.column === name) return 'goes too'
  return from.columns[name]?.nullable ? 'loses the reference' : 'stands in the way'
}
