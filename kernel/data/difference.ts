import type { ClientBase } from 'pg'
import { kernelColumns, type Declarations } from './declarations.ts'
import { hasPolicies } from './derive.ts'
import { placeOf, snake } from './table.ts'

interface Found { readonly sql: string, readonly nullable: boolean, readonly fallback: string | null }

/** A database that the declarations do not describe, or the other way round. It stops the start. */
export class Different extends Error {
  readonly all: readonly string[]
  constructor(all: readonly string[]) {
    super(`The database differs from what the modules declare:\n${all.map(one => `  - ${one}`).join('\n')}`)
    this.name = 'Different'
    this.all = all
  }
}

/** Every difference between the declarations and the database, in sentences; none when they agree. */
export async function differences(owner: ClientBase, all: Declarations): Promise<string[]> {
  const actual = await columnsIn(owner)
  const declared = new Map([...all.tables.values()].map(table => [tableKey(placeOf(table)), table]))
  const found: string[] = []

  for (const name of actual.keys()) if (!declared.has(name)) found.push(`table ${name} is in the database and no module keeps it`)
  for (const [name, table] of declared) {
    const columns = actual.get(name)
    if (!columns) { found.push(`table ${name} is declared and not in the database: write a migration`); continue }
    const expected = new Map(Object.entries({ ...kernelColumns(table), ...table.columns }).map(([column, facts]) => [snake(column), facts]))
    for (const column of columns.keys()) if (!expected.has(column)) found.push(`column ${name}.${column} is in the database and not declared`)
    for (const [column, facts] of expected) {
      const real = columns.get(column)
      if (!real) found.push(`column ${name}.${column} is declared and not in the database`)
      else found.push(...columnFaults(`${name}.${column}`, facts, real))
    }
  }
  found.push(...await foreignKeyFaults(owner, all), ...await materialised(owner))
  return found.sort()
}

function* columnFaults(at: string, declared: { readonly sql: string, readonly nullable: boolean }, real: Found): Generator<string> {
  if (declared.sql !== real.sql) yield `column ${at} is declared as ${declared.sql} and is ${real.sql}`
  if (declared.nullable !== real.nullable) yield `column ${at} is declared ${declared.nullable ? 'with' : 'without'} .orNot() and the database says the opposite`
  if (real.fallback && /\b(now|current_timestamp|clock_timestamp|statement_timestamp|transaction_timestamp|localtimestamp)\b/i.test(real.fallback)) yield `column ${at} takes its time from the machine (${real.fallback}), not from the kernel's clock`
}

const tableKey = ({ schema, name }: { schema: string, name: string }): string => `${schema}.${name}`

async function columnsIn(owner: ClientBase): Promise<Map<string, Map<string, Found>>> {
  const { rows } = await owner.query<{ at: string, name: string | null, sql: string, not_null: boolean, fallback: string | null }>(`
    select n.nspname || '.' || c.relname as at, a.attname as name, format_type(a.atttypid, a.atttypmod) as sql, a.attnotnull as not_null,
           pg_get_expr(d.adbin, d.adrelid) as fallback
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    left join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
    where c.relkind in ('r', 'p') and not c.relispartition and n.nspname !~ '^(pg_|information_schema)'
    order by 1, a.attnum`)
  const tables = new Map<string, Map<string, Found>>()
  for (const row of rows) {
    const columns = tables.get(row.at) ?? new Map<string, Found>()
    if (row.name !== null) columns.set(row.name, { sql: row.sql, nullable: !row.not_null, fallback: row.fallback })
    tables.set(row.at, columns)
  }
  return tables
}

/** A foreign key that erasure does not know of would stop it; one that cascades would delete past every policy. */
async function foreignKeyFaults(owner: ClientBase, all: Declarations): Promise<string[]> {
  const { rows } = await owner.query<{ here: string, column: string, there: string, on_delete: string, deferrable: boolean }>(`
    select hn.nspname || '.' || h.relname as here, a.attname as column, tn.nspname || '.' || t.relname as there, k.confdeltype as on_delete, k.condeferrable as deferrable
    from pg_constraint k
    join pg_class h on h.oid = k.conrelid join pg_namespace hn on hn.oid = h.relnamespace
    join pg_class t on t.oid = k.confrelid join pg_namespace tn on tn.oid = t.relnamespace
    join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1]
    where k.contype = 'f' and k.conparentid = 0`)
  const real = new Set(rows.map(row => `${row.here}.${row.column} -> ${row.there}`))
  const declared = new Set<string>()
  for (const table of all.tables.values()) for (const [name, column] of Object.entries(table.columns)) {
    if (column.ref?.key === 'in the database') declared.add(`${tableKey(placeOf(table))}.${snake(name)} -> ${tableKey(placeOf(column.ref.table()))}`)
  }
  const words: Record<string, string> = { c: 'on delete cascade', n: 'on delete set null', d: 'on delete set default', r: 'on delete restrict' }
  return [
    ...rows.filter(row => row.on_delete !== 'a').map(row => `foreign key ${row.here}.${row.column} says "${words[row.on_delete]}", which walks past policies; erasure walks the graph itself`),
    ...rows.filter(row => !row.deferrable).map(row => `foreign key ${row.here}.${row.column} is not deferrable`),
    ...[...real].filter(key => !declared.has(key) && !/^obhut\.(in_force|stated)\./.test(key)).map(key => `foreign key ${key} is in the database and not declared as ref(), so no erasure covers it`),
    ...[...declared].filter(key => !real.has(key)).map(key => `foreign key ${key} is declared and not in the database`),
  ]
}

async function materialised(owner: ClientBase): Promise<string[]> {
  const { rows } = await owner.query<{ at: string }>(`
    select n.nspname || '.' || c.relname as at from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind = 'm'`)
  return rows.map(row => `${row.at} is a materialised view, which keeps personal data past its erasure`)
}

/** Policies that are missing, changed or added by hand; the proof asks this. */
export async function tablesWithoutPolicies(owner: ClientBase, all: Declarations): Promise<string[]> {
  const { rows } = await owner.query<{ at: string }>(`
    select n.nspname || '.' || c.relname as at from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and not c.relispartition and c.relrowsecurity`)
  const secured = new Set(rows.map(row => row.at))
  return [...all.tables.values()].filter(hasPolicies).map(table => tableKey(placeOf(table))).filter(at => !secured.has(at))
}
