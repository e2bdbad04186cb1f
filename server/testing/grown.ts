import { catalogueName, snake, type AnyTable } from '../../kernel/declare/table.ts'
import type { World } from './world.ts'

/** The id of one of the rows that a grown world is full of. */
export const idOf = (row: number): string => `00000000-0000-4000-8000-${String(row).padStart(12, '0')}`
const sqlId = (row: string): string => `('00000000-0000-4000-8000-' || lpad((${row})::text, 12, '0'))::uuid`

/** Rows of each person in each table; their subjects are the first ids. */
const ofEach = 4

interface ColumnInCatalogue {
  readonly name: string
  readonly type: string
  readonly notNull: boolean
}

/**
 * Fills tables with so many rows of the last hours each, for whoever looks at plans: rows fit the types of their columns,
 * refer to each other, and bear the words that are declared, and mean nothing beyond that.
 */
export async function grow(world: World, tables: readonly AnyTable[], rows: number): Promise<void> {
  const now = world.clock.now()
  // Neither triggers nor references nor checks ask what these rows mean.
  await world.rows(`set session_replication_role = replica`)
  const checks = await world.rows<{ drop: string }>(
    `select format('alter table %s drop constraint %I', conrelid::regclass, conname) as drop from pg_constraint where contype = 'c' and conrelid <> 0 and coninhcount = 0 and conrelid::regclass::text !~ '^(pg_|information_schema)'`,
  )
  for (const { drop } of checks) await world.rows(drop)
  for (const table of tables) {
    const columns = await world.rows<ColumnInCatalogue>(
      `select attname as name, format_type(atttypid, null) as type, attnotnull as "notNull" from pg_attribute where attrelid = to_regclass($1) and attnum > 0 and not attisdropped and attgenerated = '' and attidentity <> 'a' order by attnum`,
      [catalogueName(table)],
    )
    const words = new Map(
      Object.entries(table.columns).flatMap(([name, its]) => (its.words ? [[snake(name), its.words] as const] : [])),
    )
    const encrypted = new Set(
      Object.entries(table.columns).flatMap(([name, its]) => (its.encrypted ? [snake(name)] : [])),
    )
    const values = columns.map(column =>
      // There is no key to what means nothing.
      encrypted.has(column.name) && !column.notNull ? 'null' : valueOf(column, words.get(column.name)),
    )
    await world.rows(
      `insert into ${catalogueName(table)} (${columns.map(({ name }) => `"${name}"`).join(', ')})
       select ${values.join(', ')} from generate_series(1, $2::int) n, (select $1::timestamptz as now) moment on conflict do nothing`,
      [now, rows],
    )
  }
  await world.rows(`set session_replication_role = origin`)
  await world.rows('analyze')
}

function valueOf({ name, type, notNull }: ColumnInCatalogue, words: readonly string[] | undefined): string {
  if (name === 'restricted') return 'null'
  if (name === 'version') return '1'
  const value =
    words && type === 'text'
      ? `(array[${words.map(word => `'${word.replaceAll("'", "''")}'`).join(', ')}])[1 + n % ${words.length}]`
      : name === 'subject'
        ? sqlId(`1 + n / ${ofEach}`)
        : byType(name, type)
  return notNull || name === 'subject' || words ? value : `case when n % 3 > 0 then ${value} end`
}

function byType(name: string, type: string): string {
  if (type.endsWith('[]')) return `'{}'::${type}`
  switch (type) {
    case 'uuid':
      return sqlId('n')
    case 'text':
      return `'${name} ' || n`
    case 'boolean':
      return 'n % 2 = 0'
    case 'timestamp with time zone':
      return `now - n * interval '1 second'`
    case 'date':
      return `(now - n % 3000 * interval '1 day')::date`
    case 'jsonb':
      return `'{}'::jsonb`
    case 'bytea':
      return 'int8send(n)'
    case 'interval':
      return `interval '1 hour'`
    default:
      return `n::${type}`
  }
}
