import type { Searchable } from '../declare/columns.ts'
import { catalogueName, snake, wordsColumn, type AnyTable } from '../declare/table.ts'

/** A searchable column, and where its words lie. Names as the database has them. */
export interface SearchableColumn {
  readonly name: string
  readonly words: string
  /** `schema.table.column`: what its hashes are of. */
  readonly at: string
  readonly how: Searchable
}

export const searchableIn = (table: AnyTable): SearchableColumn[] =>
  Object.entries(table.columns).flatMap(([name, { searchable: how }]) =>
    how
      ? [{ name: snake(name), words: snake(wordsColumn(name)), at: `${catalogueName(table)}.${snake(name)}`, how }]
      : [],
  )

/** Tables that are searched, by their names in the catalogue. */
export const searchableTables = (
  tables: Iterable<AnyTable>,
): ReadonlyMap<string, ReadonlyMap<string, SearchableColumn>> =>
  new Map(
    [...tables].flatMap(table => {
      const columns = searchableIn(table)
      return columns.length
        ? [[catalogueName(table), new Map(columns.map(column => [column.name, column]))] as const]
        : []
    }),
  )
