// Rows of several tables put in by one statement, which is prepared once for each shape.
import type { Planned } from '../store/pipeline.ts'

/** A value as it goes over the wire. */
export type Cell = Planned['values'][number]

export interface Into {
  readonly table: string
  readonly columns: readonly (readonly [name: string, type: string])[]
}
export const into = (table: string, types: Readonly<Record<string, string>>): Into => ({
  table,
  columns: Object.entries(types),
})

/**
 * Rows for one table. Columns that none of them fills are not even named: nobody may fill what the manifest does not
 * ask for.
 */
export interface Part {
  readonly into: Into
  readonly filled: readonly boolean[]
  readonly rows: readonly Cell[][]
}
export const part = (table: Into, rows: readonly Cell[][]): Part[] =>
  rows.length === 0
    ? []
    : [{ into: table, filled: table.columns.map((_, at) => rows.some(row => row[at] !== null)), rows }]
const columnsOf = ({ into: { columns }, filled }: Part): Into['columns'] => columns.filter((_, at) => filled[at])

/** Few rows stand in the statement one by one. */
export function few(parts: readonly Part[]): Planned {
  const values = parts.flatMap(({ rows, filled }) => rows.flatMap(row => row.filter((_, at) => filled[at])))
  return {
    ...shaped(
      parts,
      ({ rows }) => rows.length,
      (part, next) => `values ${part.rows.map(() => `(${columnsOf(part).map(next).join(', ')})`).join(', ')}`,
    ),
    values,
  }
}

/** Many come as one array a column, so that the statement is the same however many there are. */
export function many(parts: readonly Part[]): { name: string; text: string; values: unknown[] } {
  const values = parts.flatMap(({ rows, filled }) =>
    filled.flatMap((is, at) => (is ? [rows.map(row => row[at] ?? null)] : [])),
  )
  return {
    ...shaped(
      parts,
      () => 'many',
      (part, next) =>
        `select * from unnest(${columnsOf(part)
          .map(([, type]) => `${next()}::${type}[]`)
          .join(', ')})`,
    ),
    values,
  }
}

const shapes = new Map<string, { readonly name: string; readonly text: string }>()
/** One statement for all tables, named by its shape. */
function shaped(
  parts: readonly Part[],
  size: (part: Part) => number | 'many',
  rows: (part: Part, next: () => string) => string,
): { readonly name: string; readonly text: string } {
  const shape = parts.map(part => `${part.into.table} ${size(part)} ${part.filled.map(Number).join('')}`).join('; ')
  const known = shapes.get(shape)
  if (known) return known
  let values = 0
  const inserts = parts.map(
    part =>
      `insert into ${part.into.table} (${columnsOf(part)
        .map(([name]) => name)
        .join(', ')}) ${rows(part, () => `$${++values}`)}`,
  )
  const last = inserts.pop() ?? ''
  const made = {
    name: `obhut-insert ${shapes.size}`,
    text: `${inserts.length ? `with ${inserts.map((text, at) => `part${at} as (${text})`).join(', ')} ` : ''}${last}`,
  }
  shapes.set(shape, made)
  return made
}
