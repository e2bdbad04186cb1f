import pg from 'pg'
import { qualified } from '../declare/qualified.ts'
import { snake, type AnyTable } from '../declare/table.ts'

/*
 * A row that has come to its end bears the moment from which its storage period runs: the database holds rows to that,
 * and the proof looks for those that came in before it did.
 */

const { escapeIdentifier: id, escapeLiteral: literal } = pg

/** The name of the check, on each table that has one. */
export const endedCheck = 'final rows are closed'
export function checkOnEnded(table: AnyTable): string[] {
  const { ended, hasMoment } = whenEnded(table) ?? {}
  if (!ended) return []
  const holds = `${hasMoment} or not (${ended})`
  return [`alter table ${qualified(table)} add constraint ${id(endedCheck)} check (${holds}) not valid`]
}

/** Conditions on a row of a table whose rows end with a word of theirs: that it has, and that it bears the moment. */
export function whenEnded({ until }: AnyTable): { readonly ended: string; readonly hasMoment: string } | undefined {
  if (until?.rule !== 'since' || !until.final) return undefined
  return {
    ended: Object.entries(until.final)
      .map(([column, words]) => `${id(snake(column))} in (${words.map(word => literal(word)).join(', ')})`)
      .join(' or '),
    hasMoment: `${id(snake(until.column))} is not null`,
  }
}
