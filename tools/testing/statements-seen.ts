// What the platform asks its database, as it goes out on the wire: which roles it takes on, and into which tables it
// writes. Erasing asks everywhere and restricting marks everywhere, whether anything is there or not.
import { seenIn } from './recorded.ts'
import { hearStatements } from './wire.ts'

const writing =
  /\b(?:insert\s+into|update|copy)\s+(?:only\s+)?"?(\w+)"?\."?(\w+)\b(?!"?(?:\s+t)?\s+set\s+restricted\b)/gi

export function seeStatements(): void {
  hearStatements(({ database }, text, values) => {
    note(database, text, values)
  })
}

function note(database: string, text: string, [role]: readonly unknown[]): void {
  const seen = seenIn(database)
  if (typeof role === 'string' && text.includes(`set_config('role', $1`)) seen.roles.add(role)
  for (const table of writtenIn(text)) seen.tables.add(table)
}
/** The tables that a statement writes into, as it names them. */
export const writtenIn = (text: string): string[] =>
  [...text.matchAll(writing)].map(([, schema, table]) => `${schema}.${table}`)
