import type { DescribedTables } from '../declare/declarations.ts'
import { parentOf } from '../declare/keeper.ts'
import { hasId, values, whereButForLegalHold, type Due } from './due.ts'
import type { ClientBase } from 'pg'
import { qualified } from '../declare/qualified.ts'
import type { Store } from '../store/store.ts'
import type { AnyTable } from '../declare/table.ts'
import { edgesTo, fateOf } from '../rows/edges.ts'
import { column } from '../rows/walk.ts'
import { inBatches, type SetAside } from '../problems/batches.ts'
import { comeBack, putAwayWith } from '../restriction/put-away.ts'
import { legalHold } from '../restriction/tables.ts'
import { isUnderLegalHold } from '../rows/whose-row.ts'

/** Whether rows that are due by this go out of everyday reach while a hold keeps them; what a law kept is out of it. */
const putsAway = (table: AnyTable, due: Due): boolean =>
  table.about.who === 'owner' && table.name !== legalHold.name && !due.byLaw

/** What is past its period and stays for a hold is out of everyday reach from now on, with what goes with it. */
export async function putAway(store: Store, table: AnyTable, due: Due): Promise<void> {
  if (!putsAway(table, due)) return
  const all = store.declarations
  await store.desk('sweep', async client => {
    const { rows } = await client.query<{ id?: string }>(
      `update ${qualified(table)} t set restricted = 'put away' where t.restricted is null and ${whereButForLegalHold(all, table, due)} and ${isUnderLegalHold(all, table)} returning ${hasId(table) ? 't.id' : '1'}`,
      values(due),
    )
    await putAwayBelow(
      client,
      all,
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
      `update ${qualified(edge.from)} t set restricted = 'put away' where t.${column(edge.column)} = any($1) and t.restricted is null returning ${hasId(edge.from) ? 't.id' : '1'}`,
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

/**
 * What was put away and is not due any more (its tenant goes on, a shorter period was taken back) is worked with again,
 * during a hold and after it.
 */
export async function putBack(
  store: Store,
  dues: readonly { readonly table: AnyTable; readonly due: Due }[],
  aside: SetAside,
): Promise<void> {
  const people = await store.desk('sweep', lookedAfter)
  if (people.length === 0) return
  const all = store.declarations
  const found = await store.desk('sweep', client => putAwayWith(client, all, people))
  // Those first that others go with.
  for (const table of all.leavesFirst.toReversed()) {
    const { sql, known } = notDue(store, table, dues)
    const ids = [...(found.get(table) ?? [])]
    if (ids.length)
      await inBatches(
        () => store.desk('sweep', client => someOf(client, table, sql, known, ids, aside)),
        { aside, keyOf: id => id },
        some =>
          store.desk('rights', client =>
            comeBack(client, all, table, `t.id = any($${known.length + 1}) and ${sql}`, [...known, some]),
          ),
      )
    else if (table.about.who === 'owner' && !hasId(table))
      await store.desk('rights', client =>
        comeBack(client, all, table, `t.subject = any($${known.length + 1}) and ${sql}`, [...known, people]),
      )
  }
}

/** Whom a hold stands for, or stood for until lately: rows that were put away meanwhile are theirs. */
async function lookedAfter(client: ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ subject: string }>(
    `select distinct subject from obhut.legal_hold where decision = 'approved' and (settled_at is null or settled_at > obhut.now() - interval '1 day')`,
  )
  return rows.map(({ subject }) => subject)
}

/** Nothing has the row due but for a hold, and it goes with no row that stays put away. */
function notDue(
  { declarations }: Store,
  table: AnyTable,
  dues: readonly { readonly table: AnyTable; readonly due: Due }[],
): { readonly sql: string; readonly known: readonly unknown[] } {
  const known: unknown[] = []
  const conditions = dues
    .filter(one => one.table === table && putsAway(table, one.due))
    .map(({ due }) => {
      const before = known.length
      known.push(...values(due))
      return `(${whereButForLegalHold(declarations, table, due).replaceAll(/\$(\d+)/g, (_, place) => `$${before + Number(place)}`)}) is not true`
    })
  const parent = parentOf(table)
  if (parent && table.until?.rule === 'with')
    conditions.push(
      `not exists (select from ${qualified(parent)} above where above.id = t.${column(table.until.column)} and above.restricted in ('put away', 'held'))`,
    )
  return { sql: conditions.join(' and ') || 'true', known }
}

async function someOf(
  client: ClientBase,
  table: AnyTable,
  sql: string,
  known: readonly unknown[],
  ids: readonly string[],
  aside: SetAside,
): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    `select t.id from ${qualified(table)} t where t.id = any($${known.length + 1}) and t.id <> all($${known.length + 2}::uuid[]) and t.restricted = 'put away' and ${sql} limit 500`,
    [...known, ids, aside.waiting],
  )
  return rows.map(({ id }) => id)
}
