import { alsoIn, columnsOf, isWholeRow, type FurtherPerson } from '../declare/persons.ts'
import type { SubjectKind } from '../declare/subject.ts'
import type { AnyTable } from '../declare/table.ts'
import type { Language } from '../declare/terms.ts'

/** A kind of person, as they are called together. */
export const calledIn = ({ kind, called }: SubjectKind, language: Language): string => called?.[language] ?? kind

/** The further persons in the rows of a table; of those that read these columns alone, the ones whose they are. */
export const furtherIn = (table: AnyTable, columns?: readonly string[]): FurtherPerson[] =>
  alsoIn(table).filter(
    person => !columns || isWholeRow(person) || columnsOf(table, person).some(column => columns.includes(column)),
  )

/** The further person whose a column is; empty where it is of whomever the row is about. */
export const whoseColumn = (table: AnyTable, column: string, language: Language): string =>
  alsoIn(table)
    .filter(person => columnsOf(table, person).includes(column))
    .map(({ kind }) => calledIn(kind, language))
    .join(', ')
