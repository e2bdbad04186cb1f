import type { DescribedTables } from '../declare/declarations.ts'
import type { AnyTable } from '../declare/table.ts'
import { personsHeld } from '../enforce/held-persons.ts'
import { hereOrBelow, isApartOf, isOneOf, isUnderLegalHold } from '../rows/whose-row.ts'

/*
 * Which rows stay although their period is over: those that somebody had restricted, wholly or in part (Art. 18(2) GDPR),
 * those of somebody whom a legal hold stands for, and those to which such a row belongs. An objection keeps nothing. All
 * of it as conditions on a row `t`.
 */

const restrictedPeople = 'select r.subject from obhut.restriction r'
const leftAlone = `${restrictedPeople} union all ${personsHeld}`

/** What was due and stayed for a hold is due again, unless a person of it had it restricted meanwhile. */
const dueAgain = (table: AnyTable): string => `t.restricted = 'held' and not (${isOneOf(table, restrictedPeople, 't')})`

/** Nothing of the row lies apart on request, and no row that goes with it is restricted. */
const nothingRests = (all: DescribedTables, table: AnyTable): string => {
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
export const goesWhenDue = (all: DescribedTables, table: AnyTable): string =>
  ` and (t.restricted is null or (${dueAgain(table)})) and not ${isUnderLegalHold(all, table)}${nothingRests(all, table)}`
