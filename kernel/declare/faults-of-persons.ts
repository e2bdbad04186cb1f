import { columnsOf, type FurtherPerson } from './persons.ts'
import { fileColumnsOf } from './file-columns.ts'
import type { AnyTable } from './table.ts'

/** Further persons in the rows of a table: what is said of them can be done. The types say most of it, too. */
export function* faultsOfPersons(table: AnyTable): Generator<string> {
  const at = `table '${table.name}'`
  if (table.about.who === 'unattributed' && table.persons.length)
    yield `${at} is unattributed (Art. 11 GDPR) and so names nobody`
  yield* faultsOfFiles(table)
  for (const person of table.persons) {
    yield* faultsOfColumns(table, person)
    if (!person.onlyNamed) yield* faultsOfStanding(table, person)
  }
  const twice = table.persons.map(({ column }) => column).filter((one, place, all) => all.indexOf(one) < place)
  for (const column of new Set(twice)) yield `'${column}' of ${at} names two persons`
}

/** A file follows its row, and not a part of it. */
function* faultsOfFiles(table: AnyTable): Generator<string> {
  for (const { name } of fileColumnsOf(table))
    for (const person of table.persons) {
      const { kind } = person.kind
      if (columnsOf(table, person).includes(name))
        yield `column '${name}' of table '${table.name}' is a file and would be blanked when the ${kind} goes, and files know no parts of rows: keep it in a table of its own`
      else if (!person.onlyNamed)
        yield `column '${name}' of table '${table.name}' is a file in rows that are also about persons of kind '${kind}', and files know no parts of rows: keep it in a table of its own`
    }
}

function* faultsOfColumns(table: AnyTable, person: FurtherPerson): Generator<string> {
  const at = `table '${table.name}'`
  if (!table.columns[person.column]) yield `${at} says that '${person.column}' names a person, and has no such column`
  for (const name of person.sees)
    if (!table.columns[name]) yield `${at} shows the ${person.kind.kind} the column '${name}', which it does not have`
  if (person.erasure.does !== 'blanks') return
  for (const name of new Set([person.column, ...person.erasure.columns])) {
    const column = table.columns[name]
    if (!column) {
      if (name !== person.column)
        yield `${at} blanks '${name}' when the ${person.kind.kind} goes, and has no such column`
    } else if (!column.nullable)
      yield `column '${name}' of ${at} belongs to the ${person.kind.kind}, so an erasure must be able to blank it: declare it .orNot()`
    else if (
      name !== person.column &&
      table.persons.some(other => other !== person && columnsOf(table, other).includes(name))
    )
      yield `column '${name}' of ${at} is two further persons', and could go with one of them only: leave it to one`
  }
}

function* faultsOfStanding(table: AnyTable, { kind, column, erasure, sees }: FurtherPerson): Generator<string> {
  const at = `table '${table.name}'`
  if (table.about.who !== 'owner' || !table.key.includes('id') || table.bulk || table.partitionedBy || table.arrives)
    yield `${at} is also about a ${kind.kind}, whose part of a row goes and comes back by itself: it needs an owner and an id, and no rows in bulk`
  const { kind: type, ref } = table.columns[column] ?? {}
  if (type !== undefined && (type !== 'uuid' || ref))
    yield `column '${column}' of ${at} holds a ${kind.kind}'s id and has to be a plain uuid()`
  if (sees.length === 0)
    yield `${at} is also about a ${kind.kind} and shows this person nothing: say what in sees:, or declare mentions(${kind.kind}, '${column}')`
  if (erasure.does !== 'blanks' || !erasure.keptByLaw) return
  if (table.columns[erasure.keptByLaw.column]?.kind !== 'moment')
    yield `${at} is kept for a ${kind.kind} by a law from '${erasure.keptByLaw.column}' on, which is no moment`
  for (const name of erasure.columns)
    if (table.columns[name]?.encrypted)
      yield `column '${name}' of ${at} is kept by a law when a ${kind.kind} goes, and encrypted under a key that may go before: keep the whole row, or leave it plain`
}
