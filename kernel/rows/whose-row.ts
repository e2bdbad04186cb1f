import pg from 'pg'
import type { DescribedTables } from '../declare/declarations.ts'
import { alsoIn, partOfRow } from '../declare/persons.ts'
import { qualified } from '../declare/qualified.ts'
import { catalogueName, snake, type AnyTable } from '../declare/table.ts'
import { personsHeld } from '../enforce/held-persons.ts'
import { edgesTo, fateOf, type Edge } from './edges.ts'

/*
 * Whose a row is, as conditions on it: of whom it is, of whom a part lies apart, and the same of all rows that go with it.
 */

const { escapeIdentifier, escapeLiteral: literal } = pg
const column = (name: string): string => escapeIdentifier(snake(name))

/** One of these people is whom a row is about, or is a further person in it. */
export const isOneOf = (table: AnyTable, people: string, row: string): string =>
  `(${['subject', ...alsoIn(table).map(one => column(one.column))].map(who => `${row}.${who} in (${people})`).join(' or ')}) is true`

/** A part of a row lies apart that is one of these people's. */
export const isApartOf = (table: AnyTable, people: string, row: string): string[] =>
  partOfRow(table).length
    ? [
        `exists (select from obhut.set_aside a where a.row_id = ${row}.id and a.kept_in = ${literal(catalogueName(table))} and a.law is null and a.subject in (${people}))`,
      ]
    : []

type Says = (table: AnyTable, row: string) => readonly string[]

/** What is so of a row or of one that goes with it. A table that goes with itself is followed once. */
export function hereOrBelow(
  all: DescribedTables,
  table: AnyTable,
  row: string,
  says: Says,
  seen: readonly string[] = [],
): string[] {
  const path = [...seen, table.name]
  const below = edgesTo(all, table)
    .filter(edge => mayBeOfOthers(all, edge, path))
    .map(({ from, column: name }, place) => {
      const child = `${row}${place}`
      const either = hereOrBelow(all, from, child, says, path).join(' or ')
      return `exists (select from ${qualified(from)} ${child} where ${child}.${column(name)} = ${row}.id and (${either}))`
    })
  return [...says(table, row), ...below]
}

/** Rows that go with others are of the same person, where neither have further ones and nothing else is declared. */
function mayBeOfOthers(all: DescribedTables, edge: Edge, seen: readonly string[]): boolean {
  const { from } = edge
  if (fateOf(edge) !== 'goes too' || from.about.who !== 'owner') return false
  if (seen.filter(name => name === from.name).length > 1) return false
  const there = from.columns[edge.column]?.ref
  return (
    there?.ofAnother === true ||
    alsoIn(from).length > 0 ||
    (there !== undefined && alsoIn(there.table()).length > 0) ||
    edgesTo(all, from).some(below => mayBeOfOthers(all, below, [...seen, from.name]))
  )
}

/** Somebody of a row `t` is under a legal hold: whom it is about, a further person, or one whose part lies apart. */
export const isOfSomebodyHeld = (table: AnyTable, row = 't'): string[] => [
  isOneOf(table, personsHeld, row),
  ...isApartOf(table, personsHeld, row),
]

/** The same of a row `t`, or of one that goes with it. */
export const isUnderLegalHold = (all: DescribedTables, table: AnyTable): string =>
  `(exists (${personsHeld}) and (${hereOrBelow(all, table, 't', isOfSomebodyHeld).join(' or ')}))`
