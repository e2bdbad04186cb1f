import { storeDiffers, WordedError } from '../problems/worded.ts'
import type { ClientBase } from 'pg'
import { kernelColumns, type Declarations } from '../declare/declarations.ts'
import { catalogueName, placeOf, snake } from '../declare/table.ts'
import { thingsOfTenants } from './things-of-tenants.ts'

interface Found {
  readonly sql: string
  readonly nullable: boolean
  readonly fallback: string | null
}

/** A database that the declarations do not describe, or the other way round. It stops the start. */
export class Different extends WordedError {
  readonly told = storeDiffers
  readonly all: readonly string[]
  constructor(all: readonly string[]) {
    super(`The database differs from what the modules declare:\n${all.map(one => `  - ${one}`).join('\n')}`)
    this.name = 'Different'
    this.all = all
  }
}

/** One difference: what it is about, and in a sentence. Tables and columns by their names in the database. */
export interface Difference {
  readonly is:
    | 'undeclared table'
    | 'missing table'
    | 'undeclared column'
    | 'other column'
    | 'foreign key'
    | 'uniqueness'
    | 'kept copy'
    | 'outside tables'
  readonly table: string
  readonly column?: string
  readonly says: string
}

/** Every difference between the declarations and the database, in sentences; none when they agree. */
export const differences = async (owner: ClientBase, all: Declarations): Promise<string[]> =>
  (await differencesIn(owner, all)).map(({ says }) => says).sort()

export async function differencesIn(owner: ClientBase, all: Declarations): Promise<Difference[]> {
  const actual = await columnsIn(owner)
  const declared = new Map([...all.tables.values()].map(table => [catalogueName(table), table]))
  const found: Difference[] = []

  for (const name of actual.keys())
    if (!declared.has(name))
      found.push({
        is: 'undeclared table',
        table: name,
        says: `table ${name} is in the database and no module keeps it`,
      })
  for (const [name, table] of declared) {
    const columns = actual.get(name)
    if (!columns) {
      found.push({
        is: 'missing table',
        table: name,
        says: `table ${name} is declared and not in the database: write a migration`,
      })
      continue
    }
    const expected = new Map(
      Object.entries({ ...kernelColumns(table), ...table.columns }).map(([column, facts]) => [snake(column), facts]),
    )
    for (const column of columns.keys())
      if (!expected.has(column))
        found.push({
          is: 'undeclared column',
          table: name,
          column,
          says: `column ${name}.${column} is in the database and not declared`,
        })
    for (const [column, facts] of expected) {
      const real = columns.get(column)
      const faults = real
        ? [...columnFaults(`${name}.${column}`, facts, real)]
        : [`column ${name}.${column} is declared and not in the database`]
      found.push(...faults.map(says => ({ is: 'other column' as const, table: name, column, says })))
    }
  }
  return [
    ...found,
    ...(await foreignKeyFaults(owner, all)),
    ...(await uniquenessFaults(owner, all)),
    ...(await keysAcrossTenants(owner, all)),
    ...(await shownElsewhere(owner)),
    ...(await outsideTables(owner, all)),
  ]
}

function* columnFaults(
  at: string,
  declared: { readonly sql: string; readonly nullable: boolean },
  real: Found,
): Generator<string> {
  if (declared.sql !== real.sql) yield `column ${at} is declared as ${declared.sql} and is ${real.sql}`
  if (declared.nullable !== real.nullable)
    yield `column ${at} is declared ${declared.nullable ? 'with' : 'without'} .orNot() and the database says the opposite`
  if (
    real.fallback &&
    /\b(now|current_timestamp|clock_timestamp|statement_timestamp|transaction_timestamp|localtimestamp)\b/i.test(
      real.fallback,
    )
  )
    yield `column ${at} takes its time from the machine (${real.fallback}), not from the kernel's clock`
}

async function columnsIn(owner: ClientBase): Promise<Map<string, Map<string, Found>>> {
  const { rows } = await owner.query<{
    at: string
    name: string | null
    sql: string
    not_null: boolean
    fallback: string | null
  }>(`
    select n.nspname || '.' || c.relname as at, a.attname as name, format_type(a.atttypid, a.atttypmod) as sql, a.attnotnull as not_null,
           pg_get_expr(d.adbin, d.adrelid) as fallback
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    left join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
    where c.relkind in ('r', 'p') and not exists (select from pg_inherits i where i.inhrelid = c.oid) and n.nspname !~ '^(pg_|information_schema)'
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
async function foreignKeyFaults(owner: ClientBase, all: Declarations): Promise<Difference[]> {
  const { rows } = await owner.query<{
    here: string
    column: string
    there: string
    on_delete: string
    deferrable: boolean
  }>(`
    select hn.nspname || '.' || h.relname as here, a.attname as column, tn.nspname || '.' || t.relname as there, k.confdeltype as on_delete, k.condeferrable as deferrable
    from pg_constraint k
    join pg_class h on h.oid = k.conrelid join pg_namespace hn on hn.oid = h.relnamespace
    join pg_class t on t.oid = k.confrelid join pg_namespace tn on tn.oid = t.relnamespace
    join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1]
    where k.contype = 'f' and k.conparentid = 0`)
  const real = new Set(rows.map(row => `${row.here}.${row.column} -> ${row.there}`))
  const declared = new Set<string>()
  for (const table of all.tables.values())
    for (const [name, column] of Object.entries(table.columns)) {
      if (column.ref?.key === 'in the database')
        declared.add(`${catalogueName(table)}.${snake(name)} -> ${catalogueName(column.ref.table())}`)
    }
  const words: Record<string, string> = {
    c: 'on delete cascade',
    n: 'on delete set null',
    d: 'on delete set default',
    r: 'on delete restrict',
  }
  const fault = (table: string, column: string, says: string): Difference => ({
    is: 'foreign key',
    table,
    column,
    says: `foreign key ${says}`,
  })
  const undeclared = (key: string): boolean => !declared.has(key) && !/^obhut\.(in_force|stated)\./.test(key)
  const at = (key: string): [table: string, column: string] => {
    const [, table = '', column = ''] = /^(.+)\.([^.]+) -> /.exec(key) ?? []
    return [table, column]
  }
  return [
    ...rows
      .filter(row => row.on_delete !== 'a')
      .map(row =>
        fault(
          row.here,
          row.column,
          `${row.here}.${row.column} says "${words[row.on_delete]}", which walks past policies; erasure walks the graph itself`,
        ),
      ),
    ...rows
      .filter(row => !row.deferrable)
      .map(row => fault(row.here, row.column, `${row.here}.${row.column} is not deferrable`)),
    ...[...real]
      .filter(undeclared)
      .map(key => fault(...at(key), `${key} is in the database and not declared as ref(), so no erasure covers it`)),
    ...[...declared]
      .filter(key => !real.has(key))
      .map(key => fault(...at(key), `${key} is declared and not in the database`)),
  ]
}

/**
 * What people bring with them (an address, a name) is unique among unrestricted rows only: whoever was erased, and is
 * kept by a law, can come back. What the platform makes (a number, a token) may be unique over all, and so may what is
 * unique for one person.
 */
async function uniquenessFaults(owner: ClientBase, all: Declarations): Promise<Difference[]> {
  const { rows } = await owner.query<{ at: string; name: string; columns: string[]; only: string | null }>(`
    select n.nspname || '.' || c.relname as at, i.relname as name, pg_get_expr(x.indpred, x.indrelid) as only,
           array(select a.attname::text from pg_attribute a where a.attrelid = c.oid and a.attnum = any(x.indkey)) as columns
    from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class c on c.oid = x.indrelid join pg_namespace n on n.oid = c.relnamespace
    where x.indisunique and not x.indisprimary and not exists (select from pg_inherits i where i.inhrelid = c.oid)`)
  return [...all.tables.values()]
    .filter(table => 'restricted' in kernelColumns(table))
    .flatMap(table => {
      const brought = new Set(
        Object.entries(table.columns)
          .filter(([, { from, secret }]) => from !== undefined && from !== 'the platform' && !secret)
          .map(([name]) => snake(name)),
      )
      const ofOne = new Set([
        'subject',
        ...Object.entries(table.columns)
          .filter(([, { ref }]) => ref?.table().about.who === 'owner')
          .map(([name]) => snake(name)),
      ])
      return rows
        .filter(
          ({ at, columns, only }) =>
            at === catalogueName(table) &&
            columns.some(column => brought.has(column)) &&
            !columns.some(column => ofOne.has(column)) &&
            !/\brestricted IS NULL\b/.test(only ?? ''),
        )
        .map(({ at, name }) => ({
          is: 'uniqueness' as const,
          table: at,
          says: `unique index ${name} on ${at} holds among restricted rows, too: add "where restricted is null", or nobody whom a law keeps there can come back`,
        }))
    })
}

/**
 * What is unique among all tenants tells one of them what another has: that a key is taken. A key of random ids cannot be
 * guessed, and the names of things that people hold have to be unique: what is recorded of one is one tenant's.
 */
async function keysAcrossTenants(owner: ClientBase, all: Declarations): Promise<Difference[]> {
  const tenanted = [...all.tables.values()].filter(table => table.tenanted).map(catalogueName)
  if (tenanted.length === 0) return []
  const { rows } = await owner.query<{ at: string; name: string }>(
    `
    select n.nspname || '.' || c.relname as at, i.relname as name
    from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class c on c.oid = x.indrelid join pg_namespace n on n.oid = c.relnamespace
    where (x.indisunique or x.indisexclusion) and n.nspname || '.' || c.relname = any($1)
      and not exists (select from pg_attribute a where a.attrelid = c.oid and a.attnum = any(x.indkey) and a.attname = 'tenant')
      and not (x.indisprimary and exists (select from pg_attribute a join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
        where a.attrelid = c.oid and x.indkey::text = a.attnum::text and a.attname = 'id' and pg_get_expr(d.adbin, d.adrelid) = 'gen_random_uuid()'))`,
    [tenanted],
  )
  const things = thingsOfTenants(all).map(of => ({ at: catalogueName(of.things.table), by: snake(of.things.by) }))
  const { rows: unique } = await owner.query<{ at: string; name: string; by: string }>(
    `
    select one.at, i.relname as name, one.by
    from unnest($1::text[], $2::text[]) one (at, by) join pg_class c on c.oid = to_regclass(one.at) join pg_index x on x.indrelid = c.oid join pg_class i on i.oid = x.indexrelid
      join pg_attribute a on a.attrelid = c.oid and a.attname = one.by
    where x.indisunique and x.indisvalid and x.indpred is null and x.indkey::text = a.attnum::text`,
    [things.map(one => one.at), things.map(one => one.by)],
  )
  return [
    ...rows
      .filter(({ at, name }) => !unique.some(one => one.at === at && one.name === name))
      .map(({ at, name }) => ({
        is: 'uniqueness' as const,
        table: at,
        says: `unique index ${name} on ${at} holds among all tenants, and a taken key would tell one what another has: put tenant into it`,
      })),
    ...things
      .filter(({ at, by }) => !unique.some(one => one.at === at && one.by === by))
      .map(({ at, by }) => ({
        is: 'uniqueness' as const,
        table: at,
        says: `'${by}' of ${at} names things of tenants and is not unique, and what is recorded of one could be two tenants': create unique index on ${at} (${by})`,
      })),
  ]
}

/**
 * What shows data a second time: materialised views keep it past its erasure, plain ones may show it past every policy.
 */
async function shownElsewhere(owner: ClientBase): Promise<Difference[]> {
  const { rows } = await owner.query<{ at: string; kind: string }>(`
    select n.nspname || '.' || c.relname as at, c.relkind as kind from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('m', 'v', 'f') and n.nspname !~ '^(pg_|information_schema)'
      and not (c.relkind = 'v' and exists (select from unnest(c.reloptions) o where o ~ '^security_invoker=(true|on|1)$'))`)
  const why: Record<string, string> = {
    m: 'is a materialised view, which keeps personal data past its erasure',
    v: 'is a view that reads with the rights of its owner: make it with (security_invoker = true)',
    f: 'is a foreign table, whose data lies elsewhere',
  }
  return rows.map(({ at, kind }) => ({ is: 'kept copy', table: at, says: `${at} ${why[kind]}` }))
}

/** Where data can lie, or more of it come to lie, that no table declares. */
async function outsideTables(owner: ClientBase, all: Declarations): Promise<Difference[]> {
  const schemas = ['obhut', 'public', ...[...all.tables.values()].map(table => placeOf(table).schema)]
  const { rows } = await owner.query<{ at: string; says: string }>(
    `
    select 'pg_largeobject' as at, count(*) || ' large objects are in the database and no module keeps any: select lo_unlink(oid) from pg_largeobject_metadata' as says
      from pg_largeobject_metadata having count(*) > 0
    union all
    select nspname, 'schema ' || nspname || ' is in the database and no module has it' from pg_namespace where nspname !~ '^(pg_|information_schema$)' and nspname <> all($1)
    union all
    select n.nspname || '.' || c.relname, 'rule ' || r.rulename || ' of ' || n.nspname || '.' || c.relname || ' makes other statements of those that are asked, and nobody declared it'
      from pg_rewrite r join pg_class c on c.oid = r.ev_class join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p') and n.nspname !~ '^(pg_|information_schema$)'
    union all
    select extname, 'extension ' || extname || ' is in the database and nobody declared it' from pg_extension where extname <> 'plpgsql'`,
    [schemas],
  )
  return rows.map(({ at, says }) => ({ is: 'outside tables', table: at, says }))
}
