import { sql, type Expression, type SqlBool } from 'kysely'
import { placeOf, snake, type AnyTable } from '../declare/table.ts'
import type { Vault } from '../vault/vault.ts'
import { searchableIn } from './columns.ts'
import { tokensSought, type HowSearched } from './tokens.ts'

/**
 * A condition on the rows of a table: that each word of the query stands in one of these columns, or one that begins so.
 * A query without a word finds nothing.
 *
 * The index is looked up by `obhut.rows_with`, past the policies, under which PostgreSQL would use no index for it; what
 * that gives are ids, and the query itself finds those of them alone that its policies let it see.
 */
export function searching(
  vault: Vault,
  table: AnyTable,
  columns: readonly string[],
  query: string,
  how: HowSearched,
): Expression<SqlBool> {
  const all = new Map(searchableIn(table).map(column => [column.name, column]))
  const among = columns.map(name => {
    const column = all.get(snake(name))
    if (!column) throw new Error(`'${name}' of '${table.name}' is not searchable, so no row is found by its words`)
    if (how.typos && !column.how.typos)
      throw new Error(`'${name}' of '${table.name}' forgives no typing errors: searchable(…, { typos: true })`)
    return { ...column, sought: tokensSought(vault, column.at, query, column.how, how) }
  })
  const words = among[0]?.sought.length ?? 0
  if (words === 0) return sql<boolean>`false`
  const wanted = Array.from({ length: words }, (_, word) =>
    // any: one of these is enough; a key of what obhut.rows_with reads
    among.map(({ name, sought }) => ({ column: name, any: sought[word] })),
  )
  const { schema, name } = placeOf(table)
  return sql<boolean>`${sql.ref(`${table.name}.id`)} = any (array(select obhut.rows_with(${schema}, ${name}, ${JSON.stringify(wanted)}::jsonb, ${how.most ?? null}::integer)))`
}
