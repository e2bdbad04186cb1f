import type { Column, Encryption } from './columns.ts'
import { workedOutOnce } from './worked-out-once.ts'
import { catalogueName, markColumn, snake, type AnyTable } from './table.ts'

/** An encrypted column with all that opening it takes. Names as the database has them. */
export interface EncryptedColumn {
  readonly table: AnyTable
  readonly name: string
  readonly as: Encryption['as']
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

export interface EncryptedTable {
  readonly table: AnyTable
  readonly name: string
  readonly columns: ReadonlyMap<string, EncryptedColumn>
}

/** The table that the key of an encrypted column belongs to. */
export const keyTable = (table: AnyTable, encrypt: Encryption): AnyTable => encrypt.key?.() ?? table

/** The columns that refer to the row whose key it is; one of them, or the declarations contradict themselves. */
export const refsToKey = (table: AnyTable, encrypt: Encryption): string[] =>
  keyTable(table, encrypt).name === table.name
    ? ['id']
    : Object.entries(table.columns)
        .filter(([, { ref }]) => ref?.table().name === keyTable(table, encrypt).name)
        .map(([name]) => name)

export const encryptedIn = workedOutOnce((table: AnyTable): readonly EncryptedColumn[] =>
  Object.entries(table.columns).flatMap(([name, { encrypted, is, asked }]) =>
    encrypted
      ? [
          {
            table,
            name: snake(name),
            as: encrypted.as,
            at: `${catalogueName(table)}.${snake(name)}`,
            keyColumn: snake(refsToKey(table, encrypted)[0] ?? 'id'),
            keyOf: keyTable(table, encrypted),
            keptIn: catalogueName(keyTable(table, encrypted)),
            ...(encrypted.findable && { mark: snake(markColumn(name)) }),
            noted: is === 'pd:IPAddress',
            ...(asked && { asked }),
          },
        ]
      : [],
  ),
)

/** Tables with encrypted columns, by their names in the catalogue. */
export function encryptedTables(tables: Iterable<AnyTable>): ReadonlyMap<string, EncryptedTable> {
  return new Map(
    [...tables]
      .map(table => ({ table, columns: encryptedIn(table) }))
      .filter(({ columns }) => columns.length)
      .map(({ table, columns }) => [
        catalogueName(table),
        { table, name: catalogueName(table), columns: new Map(columns.map(one => [one.name, one])) },
      ]),
  )
}

/** Tables whose rows have keys: their own columns are encrypted under them, or those of rows that refer to them. */
export const tablesWithKeys = (tables: Iterable<AnyTable>): AnyTable[] => [
  ...new Map([...tables].flatMap(encryptedIn).map(({ keyOf }) => [keyOf.name, keyOf])).values(),
]

/** What finding rows by an encrypted column takes. */
export function findable(table: AnyTable, column: string): { readonly at: string; readonly mark: string } {
  const found = encryptedIn(table).find(({ name }) => name === snake(column))
  if (found?.mark === undefined)
    throw new Error(`'${column}' of '${table.name}' is not encrypted findable, so no row is found by it`)
  return { at: found.at, mark: found.mark }
}
