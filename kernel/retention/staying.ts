import pg from 'pg'
import type { Declarations } from '../declare/declarations.ts'
import { alsoIn, partOfRow } from '../declare/persons.ts'
import { qualified } from '../declare/qualified.ts'
import { catalogueName, type AnyTable } from '../declare/table.ts'
import { personsHeld } from '../enforce/held-persons.ts'
import { column, edgesTo, fateOf, type Edge } from '../rows/walk.ts'

/*
 * Which rows stay although their period is over: those that somebody had restricted, wholly or in part (Art. 18(2) GDPR),
 * those of somebody whom a legal hold stands for, and those to which such a row belongs. An objection keeps nothing. All
 * of it as conditions on a row `t`.
 */

const { escapeLiteral: literal } = pg
type Described = Pick<Declarations, 'tables'>

const restrictedPeople = 'select r.subject from obhut.restriction r'
const leftAlone = `${restrictedPeople} union all ${personsHeld}`

/** One of these people is whom a row is about, or is a further person in it. */
const isOneOf = (table: AnyTable, people: string, row: string): string =>
  `(${['subject', ...alsoIn(table).map(one => column(one.column))].map(who => `${row}.${who} in (${people})`).join(' or ')}) is true`

/** A part of a row lies apart that is one of these people's. */
const isApartOf = (table: AnyTable, people: string, row: string): string[] =>
  partOfRow(table).length
    ? [
        `exists (select from obhut.set_aside a where a.row_id = ${row}.id and a.kept_in = ${literal(catalogueName(table))} and a.law is null and a.subject in (${people}))`,
      ]
    : []

type Says = (table: AnyTable, row: string) => readonly string[]

/** What is so of a row or of one that goes with it. A table that goes with itself is followed once. */
function hereOrBelow(all: Described, table: AnyTable, row: string, says: Says, seen: readonly string[] = []): string[] {
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
function mayBeOfOthers(all: Described, edge: Edge, seen: readonly string[]): boolean {
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

/** Somebody of the row, or of one that goes with it, is under a legal hold. */
export const isUnderLegalHold = (all: Described, table: AnyTable): string =>
  `(exists (${personsHeld}) and (${hereOrBelow(all, table, 't', (one, row) => [isOneOf(one, personsHeld, row), ...isApartOf(one, personsHeld, row)]).join(' or ')}))`

/** What was due and stayed for a hold is due again, unless a person of it had it restricted meanwhile. */
const dueAgain = (table: AnyTable): string => `t.restricted = 'held' and not (${isOneOf(table, restrictedPeople, 't')})`

/** Nothing of the row lies apart on request, and no row that goes with it is restricted. */
const nothingRests = (all: Described, table: AnyTable): string => {
  const rests = hereOrBelow(all, table, 't', (one, row) => [
    ...isApartOf(one, leftAlone, row),
    ...(one === table && row === 't'
      ? []
      : [
          `${row}.restricted = 'on request' or (${row}.restricted = 'held' and ${isOneOf(one, restrictedPeople, row)})`,
        ]),
  ])
  return rests.length ? ` and not (exists (${leftAlone}) and (${rests.join(' or ')}))` : ''
}

/** The row goes once it is due: nobody had it restricted, and no hold stands for anybody of it. */
export const goesWhenDue = (all: Described, table: AnyTable): string =>
  ` and (t.restricted is null or (${dueAgain(table)})) and not ${isUnderLegalHold(all, table)}${nothingRests(all, table)}`
