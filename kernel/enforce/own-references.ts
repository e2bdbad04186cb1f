import pg from 'pg'
import type { DerivedTrigger } from '../declare/derived-trigger.ts'
import { qualified } from '../declare/qualified.ts'
import { alsoIn } from '../declare/persons.ts'
import { placeOf, snake, type AnyTable } from '../declare/table.ts'

const { escapeIdentifier: id, escapeLiteral: literal } = pg

/** A column of a row that refers to a row of the same person or tenant, and no other's. */
export interface ReferenceWithin {
  readonly name: string
  readonly column: string
  readonly there: AnyTable
  /** The column by which a row is named there, where that is not its id. */
  readonly by?: string
}
/** The same between rows of persons. */
export interface OwnReference extends ReferenceWithin {
  /** Columns of further persons: a row may refer to one about them, and to one in which its own person is one of them. */
  readonly also: { readonly here: readonly string[]; readonly there: readonly string[] }
}
const personColumns = (table: AnyTable): string[] => alsoIn(table).map(({ column }) => snake(column))

/**
 * References between rows of persons that stay with one person: all but those that a table declares to name another, by
 * `ofAnother`, or as a mention. A composite foreign key over id and subject would want a further unique index on each
 * table that is referred to; a policy would want that everybody who refers may read there.
 */
export function ownReferencesOf(table: AnyTable): OwnReference[] {
  if (table.about.who !== 'owner' || table.bulk) return []
  const mentioned = new Set(table.persons.map(({ column }) => column))
  return Object.entries(table.columns).flatMap(([name, { ref }]) => {
    const there = ref?.table()
    return there?.about.who !== 'owner' || ref?.ofAnother || mentioned.has(name) || !there.key.includes('id')
      ? []
      : [{ name, column: snake(name), there, also: { here: personColumns(table), there: personColumns(there) } }]
  })
}

/** Checked like a foreign key: at the end of the statement, or of the transaction where constraints are deferred. */
export const ownReferenceTriggers = (table: AnyTable): DerivedTrigger[] =>
  ownReferencesOf(table).map(one => {
    const place = placeOf(one.there)
    const column = id(one.column)
    const name = `${one.column} is of the same person`
    const further = [one.also.here, one.also.there]
    const persons = further.flat().length
      ? further.map(columns => `{${columns.map(of => JSON.stringify(of)).join()}}`)
      : []
    return {
      table,
      name,
      runs: 'refers_to_ones_own',
      makes: `create constraint trigger ${id(name)} after insert or update of ${column} on ${qualified(table)} deferrable for each row
      when (new.${column} is not null) execute function obhut.refers_to_ones_own(${[one.column, place.schema, place.name, ...persons].map(literal).join(', ')})`,
      without: `'${one.name}' of ${table.name} may refer to another person's row`,
    }
  })

/** References between rows of tenants, which stay with one tenant: all there are. */
export function referencesWithinTenantOf(table: AnyTable): ReferenceWithin[] {
  if (!table.tenanted) return []
  return Object.entries(table.columns).flatMap(([name, { ref }]) => {
    const there = ref?.table()
    return there?.tenanted && there.key.includes('id') ? [{ name, column: snake(name), there }] : []
  })
}

/**
 * Checked before the foreign key is: triggers of one event run in the order of their names, and PostgreSQL's begin with
 * `RI_`. So a row of another tenant and one that is not there are refused alike.
 */
export const referenceWithinTenantTriggers = (table: AnyTable): DerivedTrigger[] =>
  referencesWithinTenantOf(table).map(one => {
    const place = placeOf(one.there)
    const column = id(one.column)
    const name = `In its tenant: ${one.column}`
    return {
      table,
      name,
      runs: 'refers_within_tenant',
      makes: `create constraint trigger ${id(name)} after insert or update of ${column}, tenant on ${qualified(table)} deferrable for each row
      when (new.${column} is not null) execute function obhut.refers_within_tenant(${[one.column, place.schema, place.name].map(literal).join(', ')})`,
      without: `'${one.name}' of ${table.name} may refer to another tenant's row`,
    }
  })
