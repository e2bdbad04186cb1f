import { workedOutOnce } from './worked-out-once.ts'
import type { FileFacts } from './columns.ts'
import { catalogueName, snake, type AnyTable } from './table.ts'

/** A column whose rows have a file each. */
export interface FileColumn {
  readonly table: AnyTable
  /** By its names in the declaration and in the database. */
  readonly name: string
  readonly column: string
  /** `schema.table.column`: what files of this column bear. */
  readonly of: string
  readonly facts: FileFacts
}

export const fileColumnsOf = workedOutOnce((table: AnyTable): readonly FileColumn[] =>
  Object.entries(table.columns).flatMap(([name, { file }]) =>
    file ? [{ table, name, column: snake(name), of: `${catalogueName(table)}.${snake(name)}`, facts: file }] : [],
  ),
)
