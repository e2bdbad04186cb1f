import { described } from './activity.ts'
import type { Column } from './columns.ts'
import type { Declarations, Described } from './declarations.ts'
import type { About } from './subject.ts'
import type { AnyTable } from './table.ts'

/**
 * Declarations to read: every activity and table in them is a description, also where one leads to another, so that
 * whoever reads them gets hold of no activity to act under.
 */
export function toRead(all: Declarations): Described {
  const known = new Map<AnyTable, AnyTable>()
  const table = (one: AnyTable): AnyTable => {
    const made = known.get(one) ?? tableToRead(one, table)
    known.set(one, made)
    return made
  }
  return {
    offers: all.offers,
    activities: new Map([...all.activities].map(([name, one]) => [name, described(one)])),
    tables: new Map([...all.tables].map(([name, one]) => [name, table(one)])),
    leavesFirst: all.leavesFirst.map(table),
  }
}

type ToRead = (table: AnyTable) => AnyTable

const tableToRead = (table: AnyTable, other: ToRead): AnyTable => ({
  ...table,
  under: described(table.under),
  about: aboutToRead(table.about, other),
  columns: Object.fromEntries(
    Object.entries(table.columns).map(([name, column]) => [name, columnToRead(column, other)]),
  ),
  ...(table.leaves && { leaves: { ...table.leaves, in: later(table.leaves.in, other) } }),
  ...(table.tells && { tells: { ...table.tells, of: later(table.tells.of, other) } }),
})

function aboutToRead(about: About, other: ToRead): About {
  if (about.who !== 'through') return about
  const { through } = about
  // as: a table, of which a possession promises no more than the name
  return { ...about, through: { ...through, possession: later(through.possession as () => AnyTable, other) } }
}

const columnToRead = ({ ref, encrypted, ...column }: Column<unknown>, other: ToRead): Column<unknown> => ({
  ...column,
  ...(ref && { ref: { ...ref, table: later(ref.table, other) } }),
  ...(encrypted && { encrypted: { ...encrypted, ...(encrypted.key && { key: later(encrypted.key, other) }) } }),
})

/** Tables name each other by functions, as they are declared before each other. */
const later =
  (of: () => AnyTable, other: ToRead): (() => AnyTable) =>
  () =>
    other(of())
