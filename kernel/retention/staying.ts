import type { Described, DescribedTables } from '../declare/declarations.ts'
import type { AnyTable } from '../declare/table.ts'
import { personsHeld } from '../enforce/held-persons.ts'
import { bearsTheMark } from '../restriction/on-request.ts'
import { hereOrBelow, isApartOf, isOneOf, isUnderLegalHold } from '../rows/whose-row.ts'

/*
 * Which rows stay although their period is over: those that somebody had restricted, wholly or in part (Art. 18(2) GDPR),
 * those of somebody whom a legal hold stands for, and those to which such a row belongs. An objection keeps nothing. All
 * of it as conditions on a row `t`.
 */

const restrictedPeople = 'select r.subject from obhut.restriction r'
const leftAlone = `${restrictedPeople} union all ${personsHeld}`

/** Without activities a table counts as one that bears the marks of restrictions. */
type All = DescribedTables & Partial<Pick<Described, 'activities'>>

/**
 * The row stayed for a hold, and nobody of it had it restricted meanwhile; what was put away of a table that goes on
 * despite restrictions is due as it would be without the hold.
 */
const stayed = (all: All, table: AnyTable, marks: readonly string[]): string => {
  const asked = `(${isOneOf(table, restrictedPeople, 't')})`
  return marks
    .map(mark => {
      const goesOn = mark === 'put away' && all.activities && !bearsTheMark({ activities: all.activities }, table)
      return `t.restricted = '${mark}'${goesOn ? '' : ` and not ${asked}`}`
    })
    .join(' or ')
}
const marks = ['held', 'put away'] as const
const anyMark = marks.map(mark => `'${mark}'`).join(', ')

/** Nothing of the row lies apart for one of these people, and no row that goes with it is restricted. */
const nothingRests = (all: DescribedTables, table: AnyTable, people: string): string => {
  const rests = hereOrBelow(all, table, 't', (one, row) => [
    ...isApartOf(one, people, row),
    ...(one === table && row === 't'
      ? []
      : [
          `${row}.restricted = 'on request' or (${row}.restricted in (${anyMark}) and ${isOneOf(one, restrictedPeople, row)})`,
        ]),
  ])
  return rests.length ? ` and not (exists (${people}) and (${rests.join(' or ')}))` : ''
}

/** The row goes once it is due: nobody had it restricted, and no hold stands for anybody of it. */
export const goesWhenDue = (all: All, table: AnyTable): string =>
  ` and (t.restricted is null or (${stayed(all, table, marks)})) and not ${isUnderLegalHold(all, table)}${nothingRests(all, table, leftAlone)}`

/** The same, whoever a legal hold stands for. */
export const goesButForHold = (all: All, table: AnyTable): string =>
  ` and (t.restricted is null or (${stayed(all, table, ['put away'])}))${nothingRests(all, table, restrictedPeople)}`
