import type { ClientBase } from 'pg'
import { qualified } from '../declare/qualified.ts'
import { alsoIn, isWholeRow } from '../declare/persons.ts'
import { placeOf, type AnyTable } from '../declare/table.ts'
import { ownsRows } from '../enforce/derive.ts'
import { goesOnWhileErasureWaits } from '../enforce/privileges.ts'
import { column } from '../rows/walk.ts'
import { declaredTables, type ProofContext } from './context.ts'
import type { Findings } from './findings.ts'
import { looking } from './looking.ts'

/** Whose erasure waits for the end of a hold: nothing about them is open to everyday work. From these few to their rows. */
export async function proveWaiting(client: ClientBase, context: ProofContext, found: Findings): Promise<void> {
  const tables = declaredTables(context).filter(restsMeanwhile)
  let people = 0
  for (const table of tables)
    await looking(client, table, found, [erasure], async () => {
      const {
        rows: [row],
      } = await client.query<{ people: number; open: number }>(`
        select count(*)::int as people, count(*) filter (where exists (select from ${qualified(table)} t where t.subject = few.subject and (t.restricted is null or t.restricted = 'on request')))::int as open
        from (select distinct h.subject from obhut.legal_hold h where h.erasure_asked_at is not null) few`)
      people = row?.people ?? 0
      if (row?.open)
        found.fault(
          `${table.name} shows everyday work the data of ${row.open} of ${people} people whose erasure waits for the end of a hold`,
          erasure,
        )
    })
  for (const table of tables) await restingInOthers(client, table, found)
  found.shows(erasure, {
    from: 'rows',
    rows: people,
    says: `the erasure of ${people} people waits for the end of a hold; in ${tables.length} tables nothing about them is open to everyday work`,
  })
}

/** Nor do they stand in others' rows: the part lies apart, or the row rests. */
async function restingInOthers(client: ClientBase, table: AnyTable, found: Findings): Promise<void> {
  for (const person of alsoIn(table)) {
    const open = isWholeRow(person) ? ` and (t.restricted is null or t.restricted = 'on request')` : ''
    await looking(client, table, found, [erasure], async () => {
      const {
        rows: [row],
      } = await client.query<{ open: number }>(`
        select count(*)::int as open from (select distinct h.subject from obhut.legal_hold h where h.erasure_asked_at is not null) few
        where exists (select from ${qualified(table)} t where t.${column(person.column)} = few.subject and t.subject <> few.subject${open})`)
      if (row?.open)
        found.fault(
          `${table.name} shows everyday work, as '${person.column}', ${row.open} people whose erasure waits for the end of a hold`,
          erasure,
        )
    })
  }
}

/** The kernel's own tables do not look at what comes in late about somebody whose erasure waits. */
const restsMeanwhile = (table: AnyTable): boolean =>
  ownsRows(table) && !table.bulk && placeOf(table).schema !== 'obhut' && !goesOnWhileErasureWaits(table.under)

const erasure = 'statement/rights'
