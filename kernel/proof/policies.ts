import { randomBytes } from 'node:crypto'
import pg, { type ClientBase } from 'pg'
import { hasPolicies, policiesOn } from '../enforce/derive.ts'
import { qualified } from '../declare/qualified.ts'
import { withoutValues } from '../problems/errors.ts'
import { isUnder, columnsReadBy } from '../declare/whose.ts'
import { catalogueName, type AnyTable } from '../declare/table.ts'
import type { Findings } from './findings.ts'
import { declaredActivities, promisesOfDesk, declaredTables, type ProofContext } from './context.ts'
import { deskRoles } from '../enforce/roles.ts'
import { trial } from '../problems/transaction.ts'

const { escapeIdentifier: id } = pg

interface Policy {
  readonly name: string
  readonly facts: string
}

/**
 * Rows about persons are behind exactly the policies that follow from the declarations. PostgreSQL writes an expression
 * in its own way, so the derived ones are made on empty copies of the tables, read back from there, and the copies
 * rolled back.
 */
export async function provePolicies(
  owner: ClientBase,
  context: ProofContext,
  known: ReadonlySet<string>,
  found: Findings,
): Promise<void> {
  const secured = await securedIn(owner)
  const real = await policiesIn(
    owner,
    declaredTables(context).map(table => ({ table, name: catalogueName(table) })),
  )
  const derived = await derivedFor(owner, context, known, found)
  for (const table of declaredTables(context)) {
    const wanted = derived.get(table)
    if (!wanted && hasPolicies(table)) continue
    const there = real.get(table) ?? []
    if (hasPolicies(table) && !secured.has(catalogueName(table)))
      found.fault(
        `row security of ${table.name} is off: whoever may read it sees everybody's rows`,
        `${table.under.name}/purpose`,
      )
    for (const { name, facts } of wanted ?? []) {
      const one = there.find(policy => policy.name === name)
      if (!one) found.fault(`policy "${name}" of ${table.name} is missing`, ...brokenBy(context, table, name))
      else if (one.facts !== facts)
        found.fault(
          `policy "${name}" of ${table.name} says ${one.facts}; it should say ${facts}`,
          ...brokenBy(context, table, name),
        )
    }
    for (const { name, facts } of there)
      if (!wanted?.some(policy => policy.name === name))
        found.fault(
          `policy "${name}" of ${table.name} (${facts}) follows from no declaration`,
          ...brokenBy(context, table, name),
        )
    if (hasPolicies(table))
      found.shows(`${table.under.name}/purpose`, {
        from: 'catalogue',
        says: `${table.name} has row security and exactly the ${wanted?.length} policies that follow from its declaration`,
      })
  }
  const behind = declaredTables(context).filter(hasPolicies).length
  found.shows('statement/measures', {
    from: 'catalogue',
    says: `${behind} tables about persons are behind row policies, compared one by one`,
  })
}

async function securedIn(owner: ClientBase): Promise<Set<string>> {
  const { rows } = await owner.query<{ at: string }>(`
    select n.nspname || '.' || c.relname as at from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'p') and c.relrowsecurity`)
  return new Set(rows.map(row => row.at))
}

async function policiesIn(
  owner: ClientBase,
  of: readonly { readonly table: AnyTable; readonly name: string }[],
): Promise<Map<AnyTable, Policy[]>> {
  const { rows } = await owner.query<{ at: string; name: string; facts: string }>(
    `
    select n.nspname || '.' || c.relname as at, p.polname as name,
      concat_ws(' ', case when p.polpermissive then 'permissive' else 'restrictive' end,
        case p.polcmd when '*' then 'all' when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' else 'delete' end,
        'to ' || array_to_string(array(select coalesce(r.rolname::text, 'public') from unnest(p.polroles) o left join pg_roles r on r.oid = o order by 1), ', '),
        'using ' || pg_get_expr(p.polqual, p.polrelid), 'with check ' || pg_get_expr(p.polwithcheck, p.polrelid)) as facts
    from pg_policy p join pg_class c on c.oid = p.polrelid join pg_namespace n on n.oid = c.relnamespace
    where n.nspname || '.' || c.relname = any($1)`,
    [of.map(one => one.name)],
  )
  const byPlace = Map.groupBy(rows, row => row.at)
  return new Map(of.map(({ table, name }) => [table, byPlace.get(name) ?? []]))
}

async function derivedFor(
  owner: ClientBase,
  context: ProofContext,
  known: ReadonlySet<string>,
  found: Findings,
): Promise<Map<AnyTable, Policy[]>> {
  const schema = `obhut_proof_${randomBytes(6).toString('hex')}`
  // A role that is missing is a finding of its own; a policy for it could not be made.
  const declared = {
    ...context.declared,
    activities: new Map([...context.declared.activities].filter(([name]) => known.has(context.roles.of(name)))),
  }
  const copies = declaredTables(context)
    .filter(hasPolicies)
    .map((table, index) => ({ table, name: `${schema}.t${index}` }))
  return trial(owner, async () => {
    await owner.query(`create schema ${id(schema)}`)
    const existing = new Set(
      (
        await owner.query<{ at: string }>(
          `select n.nspname || '.' || c.relname as at from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'p')`,
        )
      ).rows.map(row => row.at),
    )
    const possible = copies.filter(({ table }) => existing.has(catalogueName(table)))
    const made = []
    for (const one of possible)
      if (await copied(owner, one, policiesOn(one.table, declared, context.roles, one.name), found)) made.push(one)
    return await policiesIn(owner, made)
  })
}

async function copied(
  owner: ClientBase,
  { table, name }: { readonly table: AnyTable; readonly name: string },
  policies: readonly string[],
  found: Findings,
): Promise<boolean> {
  try {
    await owner.query(
      ['savepoint copy', `create table ${name} (like ${qualified(table)})`, ...policies, 'release copy'].join(';\n'),
    )
    return true
  } catch (error) {
    await owner.query('rollback to copy')
    found.fault(
      `the policies of ${table.name} cannot be made on the table as it is: ${(withoutValues(error) as Error).message}`,
      `${table.under.name}/purpose`,
    )
    return false
  }
}

/** Policies are named after the activity or the task that they are for. */
function brokenBy(context: ProofContext, table: AnyTable, name: string): string[] {
  const task = deskRoles.find(one => `desk ${one}` === name)
  if (task) return promisesOfDesk(task, table)
  const activity = declaredActivities(context).find(one => one.name === name)
  return [
    activity && !isUnder(activity, table) && columnsReadBy(activity, table).length
      ? `${activity.name}/reads/${table.name}`
      : `${table.under.name}/purpose`,
  ]
}
