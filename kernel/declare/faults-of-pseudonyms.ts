import type { AnyActivity } from './activity.ts'
import type { Column } from './columns.ts'
import { identifies } from './identifies.ts'
import { isPeriod } from './settings.ts'
import { pseudonymKeyColumn, type AnyTable } from './table.ts'
import { columnsReadBy, reachesAll } from './whose.ts'

/**
 * Behind a pseudonym nobody is found but by its key, and by the one activity that has it: nothing else in the row may
 * lead to the person, and no second activity may read it.
 */
export function* faultsOfPseudonyms(
  table: AnyTable,
  activities: Iterable<AnyActivity>,
  tables: ReadonlyMap<string, AnyTable>,
): Generator<string> {
  const at = `table '${table.name}'`
  const { about, columns } = table
  for (const [name, { pseudonym }] of Object.entries(columns))
    if (pseudonym && (about.who !== 'pseudonym' || about.column !== name))
      yield `column '${name}' of ${at} is a pseudonym, and the table does not say so: about: pseudonymous('${name}', …)`
  if (about.who !== 'pseudonym') return
  const pseudonym = columns[about.column]?.pseudonym
  if (!pseudonym) {
    yield `${at} is about persons by '${about.column}', which is no pseudonym()`
    return
  }
  yield* faultsOfHow(table, about, pseudonym)
  yield* faultsOfShape(table)
  yield* faultsOfReaders(table, activities)
  for (const [name, column] of Object.entries(columns)) {
    if (name === about.column || name === pseudonymKeyColumn(about.column)) continue
    if (column.ref && tables.get(column.ref.table().name)?.about.who !== 'nobody')
      yield `column '${name}' of ${at} refers to '${column.ref.table().name}', past the pseudonym`
    else if (!column.ref && identifies(column))
      yield `column '${name}' of ${at} holds ${column.is ?? 'an id'}, by which somebody could be found past the pseudonym`
  }
}

function* faultsOfHow(
  { name }: AnyTable,
  about: Extract<AnyTable['about'], { who: 'pseudonym' }>,
  { rotates, of }: NonNullable<Column<unknown>['pseudonym']>,
): Generator<string> {
  const at = `pseudonym '${about.column}' of table '${name}'`
  if (rotates !== undefined && !isPeriod(rotates)) yield `${at} rotates by '${rotates}', which is no period: P1D`
  if (about.kinds.length === 0) yield `${at} says no kind of person: pseudonymous('${about.column}', customer)`
  for (const { kind, provenBy } of about.kinds)
    if (of !== undefined && !provenBy.includes(of))
      yield `${at} is made of '${of}', which no ${kind} is proven by: nobody would find the rows for a copy or an erasure`
}

function* faultsOfShape(table: AnyTable): Generator<string> {
  const at = `table '${table.name}' is pseudonymous`
  if (!table.key.includes('id')) yield `${at}, and its rows have no id of their own`
  if (
    table.tenanted ||
    table.bulk ||
    table.partitionedBy ||
    table.keptByLaw ||
    table.persons.length ||
    table.addedByAll
  )
    yield `${at}: it cannot be a tenant's, come in bulk or from everybody, be partitioned, kept by a law or be about others, too`
  if (table.until?.rule === 'erasure') yield `${at}, and would have no end once its key is destroyed: until: since(…)`
}

function* faultsOfReaders(table: AnyTable, activities: Iterable<AnyActivity>): Generator<string> {
  const at = `table '${table.name}' is pseudonymous`
  for (const activity of activities) {
    if (activity.name !== table.under.name) {
      if (columnsReadBy(activity, table).length)
        yield `${at}, and '${activity.name}' reads it: pseudonyms are for the one activity that they are made under`
      continue
    }
    if (activity.spec.basis.letter === 'a')
      yield `${at}, and '${activity.name}' rests on consent: a withdrawal would not be seen in its rows`
    if (!reachesAll(activity))
      yield `${at}, and '${activity.name}' works for one person at a time: reach: { all: … }, as no row says whose it is`
  }
}
