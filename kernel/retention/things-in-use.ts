import type { ClientBase } from 'pg'
import type { DescribedTables } from '../declare/declarations.ts'
import { qualified } from '../declare/qualified.ts'
import type { AnyTable } from '../declare/table.ts'
import { namesThingsOf, thingsOfTenants } from '../enforce/things-of-tenants.ts'
import { column } from '../rows/walk.ts'
import { values, where, type Due } from './due.ts'

/** So many things are looked at together, and so many go at most until the next look. */
const [atOnce, most] = [1000, 10_000]

/**
 * Of things that are due those of which nothing is left that was recorded, and that nobody holds or held: without its
 * thing that would be no tenant's. A thing is about nobody, so that nothing about a person stays longer for it. Other
 * tables are left as they are. What is recorded and what is held are asked one by one, by index, and joined with nothing.
 */
export async function withoutThingsInUse(
  client: ClientBase,
  { tables }: DescribedTables,
  table: AnyTable,
  due: Due,
): Promise<Due> {
  const of = thingsOfTenants({ tables }).find(({ things }) => things.table.name === table.name)
  if (!of) return due
  const uses = namesThingsOf(table, { tables }).map(one => ({ in: qualified(one.in), by: column(one.by) }))
  const [by, type] = [column(of.things.by), of.type]
  const known = values(due)
  const free: unknown[] = []
  for (let last: unknown = null; free.length < most; ) {
    const { rows } = await client.query<{ thing: unknown }>(
      `select t.${by} as thing from ${qualified(table)} t where ${where(due, table)} and ($${known.length + 1}::${type} is null or t.${by} > $${known.length + 1}::${type}) order by t.${by} limit ${atOnce}`,
      [...known, last],
    )
    let left = rows.map(({ thing }) => thing)
    for (const use of uses) {
      if (left.length === 0) break
      const { rows: unused } = await client.query<{ thing: unknown }>(
        `select thing from unnest($1::${type}[]) thing where not exists (select from ${use.in} r where r.${use.by} = thing)`,
        [left],
      )
      left = unused.map(({ thing }) => thing)
    }
    free.push(...left)
    last = rows.at(-1)?.thing
    if (rows.length < atOnce) break
  }
  const { only } = due
  return {
    ...due,
    only: {
      sql: at => `${only.sql(at)} and t.${by} = any ($${at + only.values.length}::${type}[])`,
      values: [...only.values, free],
    },
  }
}
