import type { DescribedTables } from '../declare/declarations.ts'
import { hasId, isDue, type Due } from './due.ts'
import type { ClientBase } from 'pg'
import { qualified } from '../declare/qualified.ts'
import type { Store } from '../store/store.ts'
import type { AnyTable } from '../declare/table.ts'
import { edgesTo, fateOf } from '../rows/edges.ts'
import { column } from '../rows/walk.ts'
import { legalHold } from '../restriction/tables.ts'
import { isUnderLegalHold } from '../rows/whose-row.ts'

/** What is past its period and stays for a hold is out of everyday reach from now on, with what goes with it. */
export async function putAway(store: Store, table: AnyTable, due: Due): Promise<void> {
  if (table.about.who !== 'owner' || table.name === legalHold.name) return
  const { latest, versions, someTenants } = due
  const known: unknown[] = [latest, ...(versions ? [versions] : [])]
  const among = someTenants ? ` and t.tenant = any($${known.push(someTenants)}::uuid[])` : ''
  await store.desk('sweep', async client => {
    const { rows } = await client.query<{ id?: string }>(
      `update ${qualified(table)} t set restricted = 'held' where ${isDue(due)}${among} and t.restricted is null and ${isUnderLegalHold(store.declarations, table)} returning ${hasId(table) ? 't.id' : '1'}`,
      known,
    )
    await putAwayBelow(
      client,
      store.declarations,
      table,
      rows.flatMap(({ id }) => id ?? []),
    )
  })
}

async function putAwayBelow(
  client: ClientBase,
  all: DescribedTables,
  table: AnyTable,
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) return
  for (const edge of edgesTo(all, table).filter(one => fateOf(one) === 'goes too' && one.from.about.who === 'owner')) {
    const { rows } = await client.query<{ id?: string }>(
      `update ${qualified(edge.from)} t set restricted = 'held' where t.${column(edge.column)} = any($1) and t.restricted is null returning ${hasId(edge.from) ? 't.id' : '1'}`,
      [ids],
    )
    await putAwayBelow(
      client,
      all,
      edge.from,
      rows.flatMap(({ id }) => id ?? []),
    )
  }
}
