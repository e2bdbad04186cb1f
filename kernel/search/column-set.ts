import { ReferenceNode, type ColumnUpdateNode } from 'kysely'

/** The column that is set, in each of the ways in which the builder says it; none where that is not told. */
export const columnSet = ({ column }: ColumnUpdateNode): string | undefined =>
  column.kind === 'ColumnNode'
    ? (column as unknown as { column: { name: string } }).column.name
    : ReferenceNode.is(column) && column.column.kind === 'ColumnNode'
      ? column.column.column.name
      : undefined
