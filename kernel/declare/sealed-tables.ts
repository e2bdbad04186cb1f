import type { Column, Seal } from './columns.ts'
import { catalogueName, markColumn, snake, type AnyTable } from './table.ts'

/** A sealed column with all that opening it takes. Names as the database has them. */
export interface SealedColumn {
  readonly table: AnyTable
  readonly name: string
  readonly as: Seal['as']
  /** `schema.table.column`: part of what a value is bound to. */
  readonly at: string
  /** The column that holds the id of the row whose key it is, and the table of that row. */
  readonly keyColumn: string
  readonly keyOf: AnyTable
  readonly keptIn: string
  /** Where its keyed hash lies. */
  readonly mark?: string
  /** Filled only where the manifest asks for it. */
  readonly asked?: Column<unknown>['asked']
  /** Whether opening it is noted in the audit log: an address would let visits be joined. */
  readonly noted: boolean
}

export interface SealedTable {
  readonly table: AnyTable
  readonly name: string
  readonly columns: ReadonlyMap<string, SealedColumn>
}

/** The table that the key of a sealed column belongs to. */
export const keyTable = (table: AnyTable, seal: Seal): AnyTable => seal.key?.() ?? table

/** The columns that refer to the row whose key it is; one of them, or the declarations contradict themselves. */
export const refsToKey = (table: AnyTable, seal: Seal): string[] =>
  keyTable(table, seal).name === table.name
    ? ['id']
    : Object.entries(table.columns)
        .filter(([, { ref }]) => ref?.table().name === keyTable(table, seal).name)
        .map(([name]) => name)

export function sealedIn(table: AnyTable): SealedColumn[] {
  return Object.entries(table.columns).flatMap(([name, { sealed, is, asked }]) =>
    sealed
      ? [
          {
            table,
            name: snake(name),
            as: sealed.as,
            at: `${catalogueName(table)}.${snake(name)}`,
            keyColumn: snake(refsToKey(table, sealed)[0] ?? 'id'),
            keyOf: keyTable(table, sealed),
            keptIn: catalogueName(keyTable(table, sealed)),
            ...(sealed.findable && { mark: snake(markColumn(name)) }),
            noted: is === 'pd:IPAddress',
            ...(asked && { asked }),
          },
        ]
      : [],
  )
}

/** Tables with sealed columns, by their names in the catalogue. */
export function sealedTables(tables: Iterable<AnyTable>): ReadonlyMap<string, SealedTable> {
  return new Map(
    [...tables]
      .map(table => ({ table, columns: sealedIn(table) }))
      .filter(({ columns }) => columns.length)
      .map(({ table, columns }) => [
        catalogueName(table),
        { table, name: catalogueName(table), columns: new Map(columns.map(one => [one.name, one])) },
      ]),
  )
}

/** Tables whose rows have keys: their own columns are sealed under them, or those of rows that refer to them. */
export const tablesWithKeys = (tables: Iterable<AnyTable>): AnyTable[] => [
  ...new Map([...tables].flatMap(sealedIn).map(({ keyOf }) => [keyOf.name, keyOf])).values(),
]

/** What finding rows by a sealed column takes. */
export function findable(table: AnyTable, column: string): { readonly at: string; readonly mark: string } {
  const found = sealedIn(table).find(({ name }) => name === snake(column))
  if (found?.mark === undefined)
    throw new Error(`'${column}' of '${table.name}' is not sealed findable, so no row is found by it`)
  return { at: found.at, mark: found.mark }
}
