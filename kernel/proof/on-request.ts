import type { ClientBase } from 'pg'
import { ownsRows } from '../enforce/derive.ts'
import { canBeObjectedTo } from '../enforce/privileges.ts'
import { qualified } from '../declare/qualified.ts'
import { alsoIn, isWholeRow } from '../declare/persons.ts'
import type { AnyTable } from '../declare/table.ts'
import { column } from '../rows/walk.ts'
import { bearsTheMark } from '../restriction/on-request.ts'
import type { Findings } from './findings.ts'
import { declaredActivities, declaredTables, type ProofContext } from './context.ts'
import { looking } from './looking.ts'

const sample = 500

/**
 * Nothing of a person who had the data restricted is open to everyday work, and what somebody objected to is a thing
 * that rests then.
 */
export async function proveAskedFor(
  client: ClientBase,
  context: ProofContext,
  deep: boolean,
  found: Findings,
): Promise<void> {
  await restricted(client, context, deep, found)
  await objected(client, context, found)
}

/** From the few who asked to their rows, by the index on the person: as quick in a large store as in a small one. */
async function restricted(
  client: ClientBase,
  { declared, ...context }: ProofContext,
  deep: boolean,
  found: Findings,
): Promise<void> {
  const tables = declaredTables({ declared, ...context }).filter(
    table => ownsRows(table) && bearsTheMark(declared, table),
  )
  let people = 0
  for (const table of tables) {
    await looking(client, table, found, [restriction], async () => {
      const {
        rows: [row],
      } = await client.query<{ people: number; open: number }>(`
        select count(*) as people, count(*) filter (where exists (select from ${qualified(table)} t where t.subject = few.subject and t.restricted is null)) as open
        from (select r.subject from obhut.restriction r${deep ? '' : ` limit ${sample}`}) few`)
      people = row?.people ?? 0
      if (row?.open)
        found.fault(
          `${table.name} shows everyday work the data of ${row.open} of ${people} people who had it restricted`,
          restriction,
        )
    })
  }
  for (const table of declaredTables({ declared, ...context })) await furtherRestricted(client, table, deep, found)
  found.shows(restriction, {
    from: 'rows',
    rows: people,
    says: `${people} people had their data restricted; in ${tables.length} tables none of their rows is open to everyday work`,
  })
}

/** Of somebody restricted nothing stands in others' rows either: the part lies apart, or the row rests. */
async function furtherRestricted(client: ClientBase, table: AnyTable, deep: boolean, found: Findings): Promise<void> {
  for (const person of alsoIn(table)) {
    const open = `t.${column(person.column)} = few.subject and t.subject <> few.subject${isWholeRow(person) ? ' and t.restricted is null' : ''}`
    await looking(client, table, found, [restriction], async () => {
      const {
        rows: [row],
      } = await client.query<{ open: number }>(`
        select count(*) filter (where exists (select from ${qualified(table)} t where ${open})) as open from (select r.subject from obhut.restriction r${deep ? '' : ` limit ${sample}`}) few`)
      if (row?.open)
        found.fault(
          `${table.name} shows everyday work, as '${person.column}', ${row.open} people who had their data restricted`,
          restriction,
        )
    })
  }
}

async function objected(client: ClientBase, context: ProofContext, found: Findings): Promise<void> {
  const { rows } = await client.query<{ activity: string; n: number; open: number; unanswered: number }>(`
    select o.activity, count(*) as n, count(*) filter (where o.state in ('examined', 'stopped') and not o.stops) as open, count(*) filter (where o.state in ('adapted', 'overruled') and o.answer is null) as unanswered from obhut.objection o group by 1`)
  const known = new Map(declaredActivities(context).map(one => [one.name, one]))
  for (const { activity, open, unanswered } of rows) {
    const against = known.get(activity)
    if (against && !canBeObjectedTo(against))
      found.fault(
        `an objection stands against '${activity}', which rests on no interest that one could object to, so nothing stops`,
        objection,
      )
    if (open)
      found.fault(
        `'${activity}' goes on with ${open} people whose objections are being examined, or were heeded`,
        objection,
      )
    if (unanswered)
      found.fault(`${unanswered} objections against '${activity}' did not stop it, and nobody was told why`, objection)
  }
  const total = rows.reduce((sum, row) => sum + row.n, 0)
  found.shows(objection, {
    from: 'rows',
    rows: total,
    says: `${total} objections, each against what can be objected to; the processing rests while one is examined, and where it goes on the person was told why`,
  })
}
const restriction = 'statement/right/A18'
const objection = 'statement/right/A21'
