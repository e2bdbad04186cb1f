import type { ClientBase } from 'pg'
import type { Described } from '../declare/declarations.ts'
import { parentOf } from '../declare/keeper.ts'
import { alsoIn, partOfRow, wholeRowOf } from '../declare/persons.ts'
import { qualified } from '../declare/qualified.ts'
import { catalogueName, type AnyTable } from '../declare/table.ts'
import { locksOnPersons } from '../enforce/lock-on-person.ts'
import { edgesTo, fateOf } from '../rows/edges.ts'
import { column } from '../rows/walk.ts'
import { bearsTheMark } from './on-request.ts'

/*
 * Rows past their period that a legal hold keeps are put away: `restricted = 'put away'`. They go with a sweep after the
 * hold, if they are due then, and come back if they are not.
 */

/** Rows by their ids, by table. */
type Rows = Map<AnyTable, Set<string>>

/** What is put away of rows in which one of these people stands, with what they go with and what goes with them. */
export async function putAwayWith(client: ClientBase, all: Described, people: readonly string[]): Promise<Rows> {
  const found: Rows = new Map()
  let fresh: Rows = await directlyOf(client, all, people)
  while (fresh.size) {
    for (const [table, ids] of fresh) found.set(table, (found.get(table) ?? new Set()).union(ids))
    const next: Rows = new Map()
    for (const [table, ids] of fresh)
      for (const [other, rows] of await besides(client, all, table, [...ids])) {
        const news = new Set(rows).difference(found.get(other) ?? new Set())
        if (news.size) next.set(other, (next.get(other) ?? new Set()).union(news))
      }
    fresh = next
  }
  return found
}

/** Each place by itself, so that each is found by its index. */
async function directlyOf(client: ClientBase, all: Described, people: readonly string[]): Promise<Rows> {
  const found: Rows = new Map()
  for (const table of all.tables.values()) {
    if (table.about.who !== 'owner' || !table.key.includes('id')) continue
    const places = [
      ...['subject', ...alsoIn(table).map(one => column(one.column))].map(name => `t.${name} = any($1::uuid[])`),
      ...(partOfRow(table).length
        ? [
            `t.id in (select a.row_id from obhut.set_aside a where a.subject = any($1::uuid[]) and a.kept_in = '${catalogueName(table)}')`,
          ]
        : []),
    ]
    const { rows } = await client.query<{ id: string }>(
      places
        .map(place => `select t.id from ${qualified(table)} t where ${place} and t.restricted = 'put away'`)
        .join(' union '),
      [people],
    )
    if (rows.length) found.set(table, new Set(rows.map(({ id }) => id)))
  }
  return found
}

async function besides(
  client: ClientBase,
  all: Described,
  table: AnyTable,
  ids: readonly string[],
): Promise<[AnyTable, string[]][]> {
  const found: [AnyTable, string[]][] = []
  const note = async (other: AnyTable, condition: string): Promise<void> => {
    const { rows } = await client.query<{ id: string }>(
      `select o.id from ${qualified(other)} o where ${condition} and o.restricted = 'put away'`,
      [ids],
    )
    if (rows.length) found.push([other, rows.map(({ id }) => id)])
  }
  const parent = parentOf(table)
  if (parent && table.until?.rule === 'with')
    await note(
      parent,
      `o.id in (select t.${column(table.until.column)} from ${qualified(table)} t where t.id = any($1))`,
    )
  for (const edge of edgesTo(all, table))
    if (fateOf(edge) === 'goes too' && edge.from.about.who === 'owner' && edge.from.key.includes('id'))
      await note(edge.from, `o.${column(edge.column)} = any($1)`)
  return found
}

/**
 * Takes back that rows were put away: everyday work finds them again, unless somebody whose rows they are had them
 * restricted meanwhile. `which` is a condition on a row `t`.
 */
export async function comeBack(
  client: ClientBase,
  all: Described,
  table: AnyTable,
  which: string,
  values: readonly unknown[],
): Promise<void> {
  const whose = ['t.subject', ...wholeRowOf(table).map(one => `t.${column(one.column)}`)]
  const these = `${which} and t.restricted = 'put away'`
  // Somebody who is just having it restricted comes before, or waits and then finds it.
  await client.query(
    `select pg_advisory_xact_lock_shared(${locksOnPersons}, stripes.stripe) from
      (select distinct obhut.stripe(one) as stripe from ${qualified(table)} t cross join lateral unnest(array[${whose.join(', ')}]) one where ${these} and one is not null order by 1) stripes`,
    [...values],
  )
  const back = bearsTheMark(all, table)
    ? `case when exists (select from obhut.restriction r where r.subject in (${whose.join(', ')})) then 'on request' end`
    : 'null'
  await client.query(`update ${qualified(table)} t set restricted = ${back} where ${these}`, [...values])
}
