import type { ClientBase } from 'pg'
import { qualified } from '../declare/qualified.ts'
import type { AnyTable } from '../declare/table.ts'
import { column } from './walk.ts'

/** A value of a plain column; `theMoment` is that of the transaction. */
export type Plain = string | number | null | typeof theMoment
export const theMoment: unique symbol = Symbol('the moment of the transaction')

/** A row by the values that it bears, and what becomes of it; where nothing is said it is locked. */
export interface RowChange {
  readonly table: AnyTable
  readonly where: Readonly<Record<string, Plain>>
  readonly sets?: Readonly<Record<string, Plain>>
}

/** Changes the rows that are as they have to be, or locks them. Says how many there are. */
export async function changeRow(
  client: ClientBase,
  now: Date,
  { table, where, sets = {} }: RowChange,
): Promise<number> {
  const values: unknown[] = []
  const said = (value: Plain): string => `$${values.push(value === theMoment ? now : value)}`
  const changes = Object.entries(sets).map(([name, value]) => `${column(name)} = ${said(value)}`)
  const as = Object.entries(where).map(([name, value]) =>
    value === null ? `${column(name)} is null` : `${column(name)} = ${said(value)}`,
  )
  const { rowCount } = await client.query(
    changes.length
      ? `update ${qualified(table)} set ${changes.join(', ')} where ${as.join(' and ')}`
      : `select from ${qualified(table)} where ${as.join(' and ')} for update`,
    values,
  )
  return rowCount ?? 0
}
