import type { Store } from '../store/store.ts'
import type { Units } from '../store/units.ts'
import { wholeOf } from '../store/whole.ts'
import { qualified } from '../declare/qualified.ts'
import { findable } from '../declare/encrypted-tables.ts'
import { markColumn, type AnyTable } from '../declare/table.ts'
import { column } from './walk.ts'
import type { DataSubject } from '../declare/subject.ts'

/**
 * The persons of a kind who go by this in any table that is about them: an account by its address, and a registration
 * or a forgotten password beside it that bears the same one.
 */
export async function findSubjects(store: Units, kind: string, name: string, value: string): Promise<DataSubject[]> {
  const tables = [...store.declarations.tables.values()].filter(
    table =>
      table.about.who === 'owner' && table.about.kinds.some(one => one.kind === kind) && isKeptAsText(table, name),
  )
  return wholeOf(store).desk('rights', async client => {
    const found = new Set<string>()
    for (const table of tables) {
      const [by, wanted] = sought(wholeOf(store), table, name, value)
      const { rows } = await client.query<{ subject: string }>(
        `select distinct t.subject from ${qualified(table)} t where t.${column(by)} = $1`,
        [wanted],
      )
      for (const { subject } of rows) found.add(subject)
    }
    return [...found].map(id => ({ kind, id }))
  })
}

/** Whether a column holds text by the whole of which rows are found: as it is, or encrypted with its keyed hash. */
export const isKeptAsText = ({ columns }: AnyTable, name: string): boolean =>
  columns[name]?.kind === 'text' ||
  (columns[name]?.encrypted?.as === 'text' && columns[name].encrypted.findable === true)

/** By which column, and which value of it, rows are found that bear this. */
function sought(
  { vault }: Pick<Store, 'vault'>,
  table: AnyTable,
  name: string,
  value: string,
): [by: string, value: string | Buffer] {
  if (!table.columns[name]?.encrypted) return [name, value]
  return [markColumn(name), vault.mark(findable(table, name).at, value)]
}

/** The kinds of persons that the tables of a store are about. */
export const kindsIn = (store: Units): string[] =>
  [
    ...new Set(
      [...store.declarations.tables.values()].flatMap(({ about }) =>
        about.who === 'owner' ? about.kinds.map(one => one.kind) : [],
      ),
    ),
  ].sort()
