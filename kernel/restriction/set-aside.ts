import type { ClientBase } from 'pg'
import type { Described } from '../declare/declarations.ts'
import { columnsOf, partOfRow, wholeRowOf, type FurtherPerson } from '../declare/persons.ts'
import { qualified } from '../declare/qualified.ts'
import { catalogueName, snake, type AnyTable } from '../declare/table.ts'
import { personsHeld } from '../enforce/held-persons.ts'
import { goesOnWhileErasureWaits } from '../enforce/privileges.ts'
import { column } from '../rows/walk.ts'

interface Stops {
  /** The person had the data restricted, or a hold stands for the person: what lies apart is stored, also without its row. */
  readonly stored: boolean
  readonly stopped: boolean
}

/**
 * Where a person is a further one in rows of others: takes the person's part of these rows aside while the person had the
 * data restricted, objects to what the rows are kept for, or waits for an erasure, and puts it back once none of these
 * holds. What lies apart of a row that is gone goes, once it need not be stored. Done again it changes nothing. Whoever
 * calls it is alone with the person.
 */
export async function settleParts(
  client: ClientBase,
  { tables }: Pick<Described, 'tables'>,
  subject: string,
): Promise<void> {
  for (const table of tables.values())
    for (const person of partOfRow(table)) {
      const { stored, stopped } = await stopsIn(client, table, subject)
      if (!stored) await dropWithoutRow(client, table, person, subject)
      if (stopped) await takeAside(client, table, person, subject)
      else await putBack(client, table, person, subject)
    }
}

async function stopsIn(client: ClientBase, { under }: AnyTable, subject: string): Promise<Stops> {
  const {
    rows: [row],
  } = await client.query<{ restricted: boolean; objects: boolean; waits: boolean; held: boolean }>(
    `select exists (select from obhut.restriction where subject = $1) as restricted,
      exists (select from obhut.objection where subject = $1 and activity = $2 and stops) as objects,
      exists (select from obhut.legal_hold where subject = $1 and erasure_asked_at is not null) as waits,
      $1 in (${personsHeld}) as held`,
    [subject, under.name],
  )
  const { restricted = false, objects = false, waits = false, held = false } = row ?? {}
  return { stored: restricted || held, stopped: restricted || objects || (waits && !goesOnWhileErasureWaits(under)) }
}

const dropWithoutRow = (
  client: ClientBase,
  table: AnyTable,
  person: FurtherPerson,
  subject: string,
): Promise<unknown> =>
  client.query(
    `delete from obhut.set_aside a where a.subject = $1 and a.kept_in = $2 and a.person = $3 and a.law is null and not exists (select from ${qualified(table)} t where t.id = a.row_id)`,
    [subject, catalogueName(table), snake(person.column)],
  )

/** The row is written anew, and the trigger that looks at the person (`obhut.person_received`) takes the part aside. */
const takeAside = (client: ClientBase, table: AnyTable, person: FurtherPerson, subject: string): Promise<unknown> => {
  const name = column(person.column)
  return client.query(`update ${qualified(table)} set ${name} = ${name} where ${name} = $1`, [subject])
}

/** What somebody wrote in its place meanwhile stays. */
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
  await client.query(
    `delete from obhut.set_aside a where ${which} and exists (select from ${qualified(table)} t where t.id = a.row_id)`,
    values,
  )
}

/** Whether nobody else to whom a row `t` belongs has it restricted: then it is open again once one lifts it. */
export function noOtherRestricts(table: AnyTable): string {
  const others = wholeRowOf(table).map(one => `t.${column(one.column)}`)
  return others.length
    ? ` and not exists (select from obhut.restriction r where r.subject in (${['t.subject', ...others].join(', ')}))`
    : ''
}
