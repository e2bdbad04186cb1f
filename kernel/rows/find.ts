import type { Store } from '../store/store.ts'
import type { Units } from '../store/units.ts'
import { wholeOf } from '../store/whole.ts'
import { qualified } from '../declare/qualified.ts'
import { findable } from '../declare/encrypted-tables.ts'
import { markColumn, type AnyTable } from '../declare/table.ts'
import { column } from './walk.ts'
import { alsoIn, columnsOf } from '../declare/persons.ts'
import type { DataSubject, SubjectKind } from '../declare/subject.ts'

/**
 * The persons of a kind who go by this in any table that is about them: an account by its address, and a registration
 * or a forgotten password beside it that bears the same one.
 */
export async function findSubjects(store: Units, kind: string, name: string, value: string): Promise<DataSubject[]> {
  const places = [...store.declarations.tables.values()]
    .filter(table => isKeptAsText(table, name))
    .flatMap(table => placesOf(table, name).filter(one => one.kind.kind === kind))
  return wholeOf(store).desk('rights', async client => {
    const found = new Set<string>()
    for (const { table, whose } of places) {
      const [by, wanted] = sought(wholeOf(store), table, name, value)
      const { rows } = await client.query<{ subject: string }>(
        `select distinct t.${column(whose)} as subject from ${qualified(table)} t where t.${column(by)} = $1 and t.${column(whose)} is not null`,
        [wanted],
      )
      for (const { subject } of rows) found.add(subject)
    }
    return [...found].map(id => ({ kind, id }))
  })
}

/**
 * Whose ids stand in rows that hold what such a person can prove to control: whom the rows are about, and further persons
 * whose own column it is.
 */
export const placesOf = (
  table: AnyTable,
  name: string,
): { readonly table: AnyTable; readonly whose: string; readonly kind: SubjectKind }[] => [
  ...(table.about.who === 'owner' ? table.about.kinds.map(kind => ({ table, whose: 'subject', kind })) : []),
  ...alsoIn(table)
    .filter(one => one.kind.provenBy.includes(name) && columnsOf(table, one).includes(name))
    .map(({ kind, column: whose }) => ({ table, whose, kind })),
]

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
      [...store.declarations.tables.values()].flatMap(table =>
        [...(table.about.who === 'owner' ? table.about.kinds : []), ...alsoIn(table).map(({ kind }) => kind)].map(
          one => one.kind,
        ),
      ),
    ),
  ].sort()
