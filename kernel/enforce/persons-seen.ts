import pg from 'pg'
import { isByConsent, type AnyActivity } from '../declare/activity.ts'
import { alsoIn, columnsOf, isWholeRow, type FurtherPerson } from '../declare/persons.ts'
import { snake, type AnyTable } from '../declare/table.ts'
import { columnsReadBy, isUnder, onlyFor, ownKinds, reachesAll } from '../declare/whose.ts'

/*
 * What further persons in a row mean for an activity. It finds a row for the person of its unit where that person stands
 * in a column of its kinds. And it finds none in which somebody has to be left alone whose part of the row it would read;
 * whose row it is besides is not asked for by an activity that reads nothing of it.
 */

const id = (column: string): string => pg.escapeIdentifier(snake(column))

/** Whether an activity for one person works for whomever the rows are about. */
const worksForMain = (activity: AnyActivity, { about }: AnyTable): boolean => {
  const kinds = ownKinds(activity)
  return (
    !kinds || about.who !== 'owner' || about.kinds.length === 0 || about.kinds.some(one => kinds.includes(one.kind))
  )
}

/** The further persons for whom an activity finds rows. */
export const foundBy = (activity: AnyActivity, table: AnyTable): FurtherPerson[] =>
  alsoIn(table).filter(({ kind }) => ownKinds(activity)?.includes(kind.kind) === true)

/** The further persons whose part of a row an activity keeps or reads: of a whole row each column is a part. */
export const concernedBy = (activity: AnyActivity, table: AnyTable): FurtherPerson[] => {
  const read = columnsReadBy(activity, table)
  return alsoIn(table).filter(
    person =>
      isUnder(activity, table) ||
      (isWholeRow(person) ? read.length > 0 : columnsOf(table, person).some(column => read.includes(column))),
  )
}

/** A row of the person of the unit. */
export function boundToOne(activity: AnyActivity, table: AnyTable): string {
  const found = [
    ...(worksForMain(activity, table) ? ['subject = obhut.subject()'] : []),
    ...foundBy(activity, table).map(({ column }) => `${id(column)} = obhut.subject()`),
  ]
  return found.length > 1 ? `(${found.join(' or ')})` : (found[0] ?? 'false')
}

/** Whether a unit for one person comes upon rows in which others stand who may have to be left alone. */
export const meetsOthers = (activity: AnyActivity, table: AnyTable): boolean =>
  !reachesAll(activity) && (foundBy(activity, table).length > 0 || concernedBy(activity, table).length > 0)

/** The same in any of these tables. */
export const meetsOthersIn = (activity: AnyActivity, tables: Iterable<AnyTable>): boolean =>
  [...tables].some(
    table => (isUnder(activity, table) || columnsReadBy(activity, table).length > 0) && meetsOthers(activity, table),
  )

/** None of those whose part of the row is kept or read is among these; `subjects` selects their ids. */
export const unlessOneOf = (activity: AnyActivity, table: AnyTable, subjects: string): string[] =>
  concernedBy(activity, table)
    // What a person objects to under the activity that keeps the row lies apart, and the row goes on without it.
    .filter(person => isWholeRow(person) || !isUnder(activity, table))
    .map(({ column }) => `(${id(column)} is null or ${id(column)} not in (${subjects}))`)

/** Each of those whose part of the row is kept or read is among these. */
export const onlyIfAllOf = (activity: AnyActivity, table: AnyTable, subjects: string): string[] =>
  isByConsent(activity)
    ? concernedBy(activity, table).map(({ column }) => `(${id(column)} is null or ${id(column)} in (${subjects}))`)
    : []

/** Rows in which somebody of the kinds of an activity for all stands as a further person. */
export const standingAs = (activity: AnyActivity, table: AnyTable): string[] =>
  alsoIn(table)
    .filter(({ kind }) => onlyFor(activity)?.includes(kind.kind) === true)
    .map(({ column }) => `${id(column)} is not null`)
