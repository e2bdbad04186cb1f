import pg from 'pg'
import type { AnyTable } from '../declare/table.ts'

const { escapeLiteral: literal } = pg

/** A condition on the moment of a row: no hold on this table covers it now. */
export const notUnderHold = (table: AnyTable, moment: string): string =>
  `not exists (select from obhut.hold h where h.held = ${literal(table.name)} and h.lifted_at is null and h.until > obhut.reached() and ${moment} >= h.begins and ${moment} < h.ends)`
