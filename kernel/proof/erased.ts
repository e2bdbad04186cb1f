import type { ClientBase } from 'pg'
import { ownsRows } from '../enforce/derive.ts'
import { qualified } from '../declare/qualified.ts'
import type { AnyTable } from '../declare/table.ts'
import { marksOfErased } from '../enforce/mark-of-erased.ts'
import { declaredTables, type ProofContext } from './context.ts'
import type { Findings } from './findings.ts'
import { looking } from './looking.ts'

const sample = 10_000

/**
 * Nobody who was erased is named by a row but those that a law keeps. What the erasure itself leaves for others (letters,
 * notices to recipients) is told by tables that everybody or the desk adds to, and is left out.
 */
export async function proveErased(
  client: ClientBase,
  context: ProofContext,
  deep: boolean,
  found: Findings,
): Promise<void> {
  const left = new Set(declaredTables(context).flatMap(({ leaves }) => (leaves ? [leaves.in().name] : [])))
  const tables = declaredTables(context).filter(
    table => ownsRows(table) && !table.bulk && !table.addedByAll && !table.addedByDesk && !left.has(table.name),
  )
  const {
    rows: [marks],
  } = await client.query<{ count: number }>('select count(*)::int as count from obhut.erased')
  let looked = 0
  if (marks?.count) for (const table of tables) looked += await namedIn(client, table, deep, found)
  found.shows('statement/rights', {
    from: 'rows',
    rows: looked,
    says: `${marks?.count ?? 0} people were erased lately; of ${looked} rows in ${tables.length} tables none names one of them but where a law keeps it${deep ? '' : ` (up to ${sample} a table; --deep looks at all)`}`,
  })
}

async function namedIn(client: ClientBase, table: AnyTable, deep: boolean, found: Findings): Promise<number> {
  let looked = 0
  await looking(client, table, found, ['statement/rights'], async () => {
    const {
      rows: [row],
    } = await client.query<{ looked: number; named: number }>(`
      select count(*)::int as looked, count(*) filter (where exists (select from obhut.erased e where e.mark in ${marksOfErased('few.subject')}))::int as named
      from (select t.subject from ${qualified(table)} t where t.subject is not null and (t.restricted is null or t.restricted = 'on request')${deep ? '' : ` limit ${sample}`}) few`)
    looked = row?.looked ?? 0
    if (row?.named)
      found.fault(
        `${row.named} of ${looked} rows of ${table.name} are about people who were erased, and no law keeps them`,
        'statement/rights',
      )
  })
  return looked
}
