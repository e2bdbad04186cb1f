import type { Column } from '../declare/columns.ts'
import { tableNamed } from '../declare/persons.ts'
import type { AnyTable } from '../declare/table.ts'
import { label } from './labels.ts'
import { capital } from './rendering.ts'
import type { Language, PersonalData } from '../declare/terms.ts'

/** What a table is called where people read its rows. */
export const titleOf = (table: AnyTable, language: Language): string =>
  table.title?.[language] ?? table.under.spec.title[language]
/** The same by its name; one that is no longer declared keeps that. */
export function titleOfNamed(
  { tables }: { readonly tables: ReadonlyMap<string, AnyTable> },
  name: string,
  language: Language,
): string {
  const table = tableNamed(tables, name)
  return table ? titleOf(table, language) : name
}
/** What a column of a table is called: by its own words, or by the category of its data. */
export const nameOfColumn = (name: string, { label: own, is }: Column<unknown>, language: Language): string =>
  capital(own?.[language] ?? (is ? label(is as PersonalData)[language] : name)) // as: declared with a term
