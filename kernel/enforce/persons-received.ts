import pg from 'pg'
import type { DerivedTrigger } from '../declare/derived-trigger.ts'
import { columnsOf, isWholeRow, keptApart, partOfRow, type FurtherPerson } from '../declare/persons.ts'
import { qualified } from '../declare/qualified.ts'
import { snake, type AnyTable } from '../declare/table.ts'
import { goesOnWhileErasureWaits } from './privileges.ts'

const { escapeIdentifier: id, escapeLiteral: literal } = pg

const partIs = (person: FurtherPerson): 'all' | 'part' | 'name' =>
  person.onlyNamed ? 'name' : isWholeRow(person) ? 'all' : 'part'

const inArray = (names: readonly string[]): string => `{${names.map(name => JSON.stringify(name)).join()}}`

/** Each further person of a row is looked at as the row comes in, or as the person comes into it; parts go with their row. */
export const personTriggers = (table: AnyTable): DerivedTrigger[] =>
  table.bulk || table.arrives
    ? []
    : [...table.persons.map(person => receiving(table, person)), ...(partOfRow(table).length ? [partsGo(table)] : [])]

function receiving(table: AnyTable, person: FurtherPerson): DerivedTrigger {
  const theirs = columnsOf(table, person).map(snake)
  const name = `${snake(person.column)} is received`
  const told = [
    snake(person.column),
    partIs(person),
    table.under.name,
    JSON.stringify(Object.fromEntries(theirs.map(column => [column, null]))),
    inArray(keptApart(table, person)),
    goesOnWhileErasureWaits(table.under) ? 'goes on' : 'rests',
  ]
  return {
    table,
    name,
    runs: 'person_received',
    makes: `create trigger ${id(name)} before insert or update of ${theirs.map(id).join(', ')} on ${qualified(table)} for each row execute function obhut.person_received(${told.map(literal).join(', ')})`,
    without: `who comes into '${person.column}' of ${table.name} is not looked at: somebody erased would stay there`,
  }
}

const partsGo = (table: AnyTable): DerivedTrigger => ({
  table,
  name: 'parts go with rows',
  runs: 'parts_go',
  makes: `create trigger ${id('parts go with rows')} after delete on ${qualified(table)} referencing old table as gone for each statement execute function obhut.parts_go()`,
  without: `what lies apart of rows of ${table.name} does not go with them`,
})
