import type { ClientBase } from 'pg'
import { rowsWith } from '../search/rows-with.ts'
import { asksFor, privilegesOn, privilegesOnLeaf, type Privilege } from '../enforce/privileges.ts'
import { isUnder, columnsReadBy } from '../declare/whose.ts'
import { catalogueName, snake, type AnyTable } from '../declare/table.ts'
import { tenantsFunction, type TenantsFunction } from '../enforce/tenants.ts'
import type { Declarations } from '../declare/declarations.ts'
import type { Roles } from '../enforce/roles.ts'
import type { DerivedFunction } from '../enforce/derived-function.ts'
import { possessionFunctions } from '../enforce/possessions-seen.ts'
import { thingsFunctions } from '../enforce/things-of-tenants.ts'
import type { AnyActivity } from '../declare/activity.ts'
import type { Findings } from './findings.ts'
import { meansOf, promisesOfDesk, statedTables, declaredTables, type ProofContext } from './context.ts'

interface GrantInPlace {
  readonly at: string
  readonly leafOf: string | null
  readonly column: string | null
  readonly to: string
  readonly may: string
}

/**
 * On each table exactly those hold privileges whom declarations and manifest name, and on its leaves nobody beyond
 * that.
 */
export async function proveGrants(owner: ClientBase, context: ProofContext, found: Findings): Promise<void> {
  const { declared, roles, stated } = context
  const held = Map.groupBy(await grantsIn(owner), one => one.leafOf ?? one.at)
  for (const table of declaredTables(context)) {
    const all = held.get(catalogueName(table)) ?? []
    compare(
      context,
      table,
      privilegesOn(table, declared, roles, stated),
      all.filter(one => one.leafOf === null),
      found,
    )
    for (const [, onLeaf] of Map.groupBy(
      all.filter(one => one.leafOf !== null),
      one => one.at,
    )) {
      compare(context, table, privilegesOnLeaf(table, declared, roles, stated), onLeaf, found, 'leaf')
    }
  }
  for (const fault of await ownedByOthers(owner)) found.fault(fault, 'statement/measures')
  for (const fault of await waysAround(owner, context)) found.fault(fault, 'statement/activities')
  show(context, found)
}

async function grantsIn(owner: ClientBase): Promise<GrantInPlace[]> {
  const { rows } = await owner.query<{
    at: string
    leaf_of: string | null
    column: string | null
    to: string
    may: string
  }>(`
    with ours as (
      select c.oid, n.nspname || '.' || c.relname as at, pn.nspname || '.' || p.relname as leaf_of, c.relacl, c.relowner
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      left join pg_inherits i on i.inhrelid = c.oid left join pg_class p on p.oid = i.inhparent left join pg_namespace pn on pn.oid = p.relnamespace
      where c.relkind in ('r', 'p') and n.nspname !~ '^(pg_|information_schema)'
    ), held as (
      select ours.at, ours.leaf_of, null::text as "column", ours.relowner, a.* from ours cross join lateral aclexplode(ours.relacl) a
      union all
      select ours.at, ours.leaf_of, c.attname::text, ours.relowner, a.* from ours join pg_attribute c on c.attrelid = ours.oid cross join lateral aclexplode(c.attacl) a
    )
    select at, leaf_of, "column", coalesce(r.rolname, 'public') as to, lower(privilege_type) || case when is_grantable then ' and pass on' else '' end as may
    from held left join pg_roles r on r.oid = held.grantee where held.grantee <> held.relowner`)
  return rows.map(({ leaf_of: leafOf, ...row }) => ({ ...row, leafOf }))
}

const keyOf = ({ to, may, column }: Pick<GrantInPlace, 'to' | 'may' | 'column'>): string =>
  `${may} ${column ?? ''} ${to}`

function compare(
  context: ProofContext,
  table: AnyTable,
  wanted: readonly Privilege[],
  held: readonly GrantInPlace[],
  found: Findings,
  leaf?: 'leaf',
): void {
  const expected = new Map(
    wanted
      .flatMap(({ to, may, columns }) => (columns ?? [null]).map(column => ({ to, may, column })))
      .map(one => [keyOf(one), one]),
  )
  const real = new Set(held.map(keyOf))
  const of = (column: string | null): string => (column === null ? '' : `${column} of `)
  for (const one of held)
    if (!expected.has(keyOf(one)))
      found.fault(
        `${one.to} may ${one.may} ${of(one.column)}${one.at}, which nobody declared`,
        ...brokenByMore(context, table, one),
      )
  for (const one of expected.values())
    if (!real.has(keyOf(one)))
      found.fault(
        `${one.to} may not ${one.may} ${of(one.column)}${held[0]?.leafOf != null && leaf ? held[0].at : catalogueName(table)}, as it is declared to`,
        ...brokenByLess(context, table, one),
      )
}

/** Somebody may do more than was said: the purpose for which the rows are kept is no longer the only one. */
function brokenByMore(
  context: ProofContext,
  table: AnyTable,
  { to, may, column }: Pick<GrantInPlace, 'to' | 'may' | 'column'>,
): string[] {
  const means = meansOf(context, to)
  if (means.is === 'desk') return promisesOfDesk(means.task, table)
  if (means.is === 'stranger') return [`${table.under.name}/purpose`]
  const { activity } = means
  if (!isUnder(activity, table))
    return [
      columnsReadBy(activity, table).length && may === 'select'
        ? `${activity.name}/reads/${table.name}`
        : `${table.under.name}/purpose`,
    ]
  const asked =
    may === 'insert' || may === 'update'
      ? Object.entries(table.columns).find(([name]) => snake(name) === column)?.[1].asked
      : undefined
  return asked && !asksFor(asked, context.stated)
    ? asked.settings.map(one => `${one.activity}/${one.setting}`)
    : [doing(activity)]
}

function brokenByLess(context: ProofContext, table: AnyTable, { to }: Pick<GrantInPlace, 'to'>): string[] {
  const means = meansOf(context, to)
  if (means.is === 'desk') return promisesOfDesk(means.task, table)
  if (means.is === 'stranger') return [`${table.under.name}/purpose`]
  return [
    isUnder(means.activity, table) || columnsReadBy(means.activity, table).length === 0
      ? doing(means.activity)
      : `${means.activity.name}/reads/${table.name}`,
  ]
}

/** The promise of what an activity does with its rows. */
const doing = ({ name, spec }: AnyActivity): string => `${name}/${spec.operations ? 'operations' : 'purpose'}`

/** Whoever owns a table stands above its policies. */
async function ownedByOthers(owner: ClientBase): Promise<string[]> {
  const { rows } = await owner.query<{ at: string; by: string }>(`
    select n.nspname || '.' || c.relname as at, pg_get_userbyid(c.relowner) as by from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and n.nspname !~ '^(pg_|information_schema)' and pg_get_userbyid(c.relowner) <> current_user`)
  return rows.map(({ at, by }) => `${at} belongs to ${by}`)
}

/**
 * What would let data be put or read where no table is declared: making tables, and functions that run with the rights
 * of their owner.
 */
async function waysAround(
  owner: ClientBase,
  { declared, roles }: Pick<ProofContext, 'declared' | 'roles'>,
): Promise<string[]> {
  const { rows } = await owner.query<{ says: string }>(
    `
    select coalesce(r.rolname, 'public') || ' may make tables in schema ' || n.nspname as says
    from pg_namespace n cross join lateral aclexplode(n.nspacl) a left join pg_roles r on r.oid = a.grantee
    where n.nspname !~ '^(pg_|information_schema)' and a.privilege_type = 'CREATE' and a.grantee <> n.nspowner and coalesce(r.rolname, '') not in (current_user, 'pg_database_owner')
    union all
    select 'function ' || n.nspname || '.' || p.proname || ' runs with the rights of ' || pg_get_userbyid(p.proowner) || ', not of whoever calls it'
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace where p.prosecdef and n.nspname !~ '^(pg_|information_schema)'
      -- Ours look at rows as they come in, at the tree of tenants when it changes, have files and parts follow their rows, or rows stay for a hold, and nobody can call them but as triggers.
      and not (n.nspname = 'obhut' and p.proname = any('{received,person_received,parts_go,stays_for_hold,refers_to_ones_own,refers_within_tenant,thing_within_tenant,thing_stays,tenants_come,tenants_moved,find_file,take_file,files_go,files_follow,chunks_go,chunks_follow}') and p.prorettype = 'trigger'::regtype)
      -- These follow from the declarations and are compared with them.
      and not (n.nspname = 'obhut' and p.proname = any($1))`,
    [[...derivedFunctions(declared, roles).map(({ name }) => name), 'tenants_of', rowsWith.name]],
  )
  return [
    ...rows.map(({ says }) => says),
    ...(await otherFunctions(owner, { declared, roles })),
    ...(await otherTenantsFunction(owner, tenantsFunction(declared, roles))),
    ...(await otherRowsWith(owner)),
  ]
}

/** What says which tenants a unit of work sees is the one function that follows from the declarations. */
async function otherTenantsFunction(owner: ClientBase, derived: TenantsFunction | undefined): Promise<string[]> {
  if (!derived) return []
  const { rows } = await owner.query<{ body: string; plain: boolean; callers: string[] }>(
    `
    select p.prosrc as body, p.prosecdef and p.provolatile = 's' and p.proconfig = '{"search_path=pg_catalog, pg_temp"}' as plain,
      array(select coalesce(r.rolname::text, 'public') from aclexplode(p.proacl) a left join pg_roles r on r.oid = a.grantee where a.grantee <> p.proowner order by 1) as callers
    from pg_proc p where p.pronamespace = 'obhut'::regnamespace and p.proname = $1`,
    [derived.name],
  )
  const [there, ...more] = rows
  const asDerived =
    there?.plain === true &&
    more.length === 0 &&
    there.body === derived.body &&
    there.callers.toSorted().join() === derived.callers.join()
  return asDerived ? [] : [`function obhut.${derived.name} is not the one that follows from the declarations`]
}

/** What looks words up past the policies is the one function that a migration made, and nothing more. */
async function otherRowsWith(owner: ClientBase): Promise<string[]> {
  const { rows } = await owner.query<{ body: string; plain: boolean }>(
    `
    select p.prosrc as body, p.prosecdef and p.provolatile = 's' and p.proconfig = '{"search_path=pg_catalog, pg_temp"}' as plain
    from pg_proc p where p.pronamespace = 'obhut'::regnamespace and p.proname = $1`,
    [rowsWith.name],
  )
  const [there, ...more] = rows
  return there?.plain === true && more.length === 0 && there.body === rowsWith.body
    ? []
    : [`function obhut.${rowsWith.name} is not the one that the kernel made`]
}

const derivedFunctions = (declared: Declarations, roles: Roles): DerivedFunction[] => [
  ...possessionFunctions(declared, roles),
  ...thingsFunctions(declared, roles),
]

/** Derived functions that are missing, or are not what follows from the declarations. */
async function otherFunctions(
  owner: ClientBase,
  { declared, roles }: Pick<ProofContext, 'declared' | 'roles'>,
): Promise<string[]> {
  const derived = derivedFunctions(declared, roles)
  const { rows } = await owner.query<{
    name: string
    body: string
    takes: string
    gives: string
    plain: boolean
    callers: string[]
  }>(
    `
    select p.proname as name, p.prosrc as body, pg_get_function_result(p.oid) as gives, pg_get_function_arguments(p.oid) as takes,
      l.lanname = 'sql' and p.prosecdef and p.provolatile = 's' and p.proconfig = '{"search_path=pg_catalog, pg_temp"}' as plain,
      array(select coalesce(r.rolname::text, 'public') from aclexplode(p.proacl) a left join pg_roles r on r.oid = a.grantee where a.grantee <> p.proowner) as callers
    from pg_proc p join pg_language l on l.oid = p.prolang where p.pronamespace = 'obhut'::regnamespace and p.proname = any($1)`,
    [derived.map(({ name }) => name)],
  )
  return derived.flatMap(({ name, takes, gives, body, callers }) => {
    const [there, ...more] = rows.filter(row => row.name === name)
    const asDerived =
      there?.plain === true &&
      more.length === 0 &&
      there.body === body &&
      there.takes === takes &&
      there.gives === gives &&
      there.callers.toSorted().join() === callers.join()
    return asDerived ? [] : [`function obhut.${name} is not the one that follows from the declarations`]
  })
}

function show(context: ProofContext, found: Findings): void {
  const { declared, roles, stated } = context
  for (const table of statedTables(context)) {
    const all = privilegesOn(table, declared, roles, stated)
    const readers = [
      ...new Set(
        all
          .filter(one => one.may === 'select')
          .map(one => meansOf(context, one.to))
          .flatMap(means => (means.is === 'activity' ? [means.activity.name] : [])),
      ),
    ]
    found.shows(`${table.under.name}/purpose`, {
      from: 'catalogue',
      says: `${table.name} is read by ${readers.join(', ')}, by rights, archive, sweep and proof, and by nobody else`,
    })
    for (const { to, columns = [] } of all.filter(one => one.may === 'select')) {
      const means = meansOf(context, to)
      if (means.is === 'activity' && columnsReadBy(means.activity, table).length)
        found.shows(`${means.activity.name}/reads/${table.name}`, {
          from: 'catalogue',
          says: `${to} may select ${columns.join(', ')} of ${catalogueName(table)}, and nothing else there`,
        })
    }
    const own = all.filter(one => one.to === roles.of(table.under.name))
    found.shows(`${table.under.name}/operations`, {
      from: 'catalogue',
      says: `on ${table.name} the activity itself may ${own.map(one => one.may).join(', ')}`,
    })
    for (const [, [first, ...more]] of askedFor(table)) {
      const fields = [first, ...more].filter(one => one !== undefined)
      const may = fields.filter(one => asksFor(one.asked, stated)).map(one => one.column)
      const not = fields.filter(one => !asksFor(one.asked, stated)).map(one => one.column)
      for (const { activity, setting } of first?.asked.settings ?? []) {
        found.shows(`${activity}/${setting}`, {
          from: 'catalogue',
          says: `in ${table.name} ${may.length ? `${may.join(', ')} can be filled` : 'none of these can be filled'}${not.length ? `; ${not.join(', ')} cannot` : ''}`,
        })
      }
    }
  }
  found.shows('statement/activities', {
    from: 'catalogue',
    says: 'no role makes tables, and no function runs with the rights of another',
  })
}

/** The promises of which fields of this table are asked for. */
export const fieldsAskedFor = (table: AnyTable): string[] =>
  Object.values(table.columns)
    .flatMap(({ asked }) => asked?.settings ?? [])
    .map(one => `${one.activity}/${one.setting}`)

const askedFor = (table: AnyTable) =>
  Map.groupBy(
    Object.entries(table.columns).flatMap(([column, { asked }]) => (asked ? [{ column, asked }] : [])),
    ({ asked }) => asked.settings.map(one => `${one.activity}/${one.setting}`).join(),
  )
