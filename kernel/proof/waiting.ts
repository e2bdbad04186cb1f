import type { ClientBase } from 'pg'
import { qualified } from '../declare/qualified.ts'
import { placeOf, type AnyTable } from '../declare/table.ts'
import { ownsRows } from '../enforce/derive.ts'
import { goesOnWhileErasureWaits } from '../enforce/privileges.ts'
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
  found.shows(erasure, {
    from: 'rows',
    rows: people,
    says: `the erasure of ${people} people waits for the end of a hold; in ${tables.length} tables nothing about them is open to everyday work`,
  })
}

/** The kernel's own tables do not look at what comes in late about somebody whose erasure waits. */
const restsMeanwhile = (table: AnyTable): boolean =>
  ownsRows(table) && !table.bulk && placeOf(table).schema !== 'obhut' && !goesOnWhileErasureWaits(table.under)

const erasure = 'statement/rights'
