import type { ClientBase } from 'pg'
import type { Described } from '../declare/declarations.ts'
import { columnsOf, partOfRow, wholeRowOf, type FurtherPerson } from '../declare/persons.ts'
import { qualified } from '../declare/qualified.ts'
import { catalogueName, snake, type AnyTable } from '../declare/table.ts'
import { column } from '../rows/walk.ts'

/**
 * Where a person is a further one in rows of others: takes the person's part of these rows aside while the person had the
 * data restricted or objects to what the rows are kept for, and puts it back once neither holds. Done again it changes
 * nothing. Whoever calls it is alone with the person.
 */
export async function settleParts(client: ClientBase, { tables }: Described, subject: string): Promise<void> {
  for (const table of tables.values())
    for (const person of partOfRow(table)) {
      const {
        rows: [row],
      } = await client.query<{ stopped: boolean }>(
        `select exists (select from obhut.restriction where subject = $1) or exists (select from obhut.objection where subject = $1 and activity = $2 and stops) as stopped`,
        [subject, table.under.name],
      )
      if (row?.stopped) await takeAside(client, table, person, subject)
      else await putBack(client, table, person, subject)
    }
}

/** The row is written anew, and the trigger that looks at the person (`obhut.person_received`) takes the part aside. */
const takeAside = (client: ClientBase, table: AnyTable, person: FurtherPerson, subject: string): Promise<unknown> => {
  const name = column(person.column)
  return client.query(`update ${qualified(table)} set ${name} = ${name} where ${name} = $1`, [subject])
}

/** What somebody wrote in its place meanwhile stays; of a row that is gone nothing comes back. */
async function putBack(client: ClientBase, table: AnyTable, person: FurtherPerson, subject: string): Promise<void> {
  const values = [subject, catalogueName(table), snake(person.column)]
  const which = `a.subject = $1 and a.kept_in = $2 and a.person = $3 and a.law is null`
  const sets = columnsOf(table, person).map(
    name => `${column(name)} = coalesce(t.${column(name)}, (k).${column(name)})`,
  )
  await client.query(
    `update ${qualified(table)} t set ${sets.join(', ')} from (select a.row_id, pg_catalog.jsonb_populate_record(null::${qualified(table)}, a.kept) as k from obhut.set_aside a where ${which}) a
     where t.id = a.row_id and t.${column(person.column)} is null`,
    values,
  )
  await client.query(`delete from obhut.set_aside a where ${which}`, values)
}

/** Whether nobody else to whom a row `t` belongs has it restricted: then it is open again once one lifts it. */
export function noOtherRestricts(table: AnyTable): string {
  const others = wholeRowOf(table).map(one => `t.${column(one.column)}`)
  return others.length
    ? ` and not exists (select from obhut.restriction r where r.subject in (${['t.subject', ...others].join(', ')}))`
    : ''
}
