import type { AnyTable } from './table.ts'

/** By which table's law a row is kept: its own, or that of the row that it goes with (the lines of an invoice). */
export function keeperOf(table: AnyTable): AnyTable | undefined {
  const seen = new Set<string>()
  for (let one: AnyTable | undefined = table; one && !seen.has(one.name); one = parentOf(one)) {
    if (one.keptByLaw) return one
    seen.add(one.name)
  }
  return undefined
}

/** The table of the row that a row goes with. */
export const parentOf = ({ until, columns }: AnyTable): AnyTable | undefined =>
  until?.rule === 'with' ? columns[until.column]?.ref?.table() : undefined
