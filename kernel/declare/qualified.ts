import pg from 'pg'
import { placeOf } from './table.ts'

const { escapeIdentifier: id } = pg

/** A table as SQL names it, with its schema. */
export const qualified = (table: { readonly name: string }): string => {
  const { schema, name } = placeOf(table)
  return `${id(schema)}.${id(name)}`
}
