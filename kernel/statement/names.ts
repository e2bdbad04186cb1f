import type { Column } from '../data/columns.ts'
import type { AnyTable } from '../data/table.ts'
import { label } from './labels.ts'
import { capital } from './rendering.ts'
import type { Language, PersonalData } from './terms.ts'

/** What a table is called where people read its rows. */
export const titleOf = (table: AnyTable, language: Language): string => table.title?.[language] ?? table.under.spec.title[language]
/** What a column of it is called: by its own words, or by the category of its data. */
export const nameOfColumn = (name: string, { label: own, is }: Column<unknown>, language: Language): string => capital(own?.[language] ?? (is ? label(is as PersonalData)[language] : name)) // as: declared with a term
