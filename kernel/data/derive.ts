import pg from 'pg'
import type { AnyActivity } from '../statement/activity.ts'
import type { Declarations } from './declarations.ts'
import { isUnder, privilegesOn, privilegesOnLeaf, readsOf, type Privilege, type Stated } from './privileges.ts'
import { deskRoles, type Roles } from './roles.ts'
import { placeOf, snake, type AnyTable } from './table.ts'

export type { Stated } from './privileges.ts'

const { escapeIdentifier: id, escapeLiteral: literal } = pg

export const qualified = (table: { readonly name: string }): string => {
  const { schema, name } = placeOf(table)
  return `${id(schema)}.${id(name)}`
}
const reachesAll = (activity: AnyActivity): boolean => typeof activity.spec.reach === 'object'

export const ownsRows = (table: AnyTable): boolean => table.about.who === 'owner'
/** Rows about persons are behind policies; those about nobody, or about nobody that could be found, are not. */
export const hasPolicies = (table: AnyTable): boolean => ownsRows(table) || table.about.who === 'through' || table.tenanted

/**
 * Row policies, from the code alone. Each compares a kernel column with a setting, by operators that are leakproof,
 * or by an uncorrelated subselect; anything else under a policy costs the planner its indexes.
 */
export function policiesOf(all: Declarations, roles: Roles): string[] {
  return [...all.tables.values()].filter(hasPolicies).flatMap(table => [
    `alter table ${qualified(table)} enable row level security`,
    ...policiesOn(table, all, roles),
  ])
}

/** The policies of one table, or of another that has the same columns. */
export function policiesOn(table: AnyTable, all: Declarations, roles: Roles, on = qualified(table)): string[] {
  return [
    ...[...all.activities.values()].flatMap(activity => policyFor(activity, table, roles, on)),
    ...(table.addedByAll ? [`create policy "every activity adds" on ${on} for insert to public with check (true)`] : []),
    ...deskRoles.map(task => `create policy ${id(`desk ${task}`)} on ${on} to ${id(roles.desk(task))} using (true) with check (true)`),
  ]
}

function policyFor(activity: AnyActivity, table: AnyTable, roles: Roles, on: string): string[] {
  if (!isUnder(activity, table) && readsOf(activity, table).length === 0) return []
  const conditions = [...seen(activity, table)]
  const using = conditions.join(' and ') || 'true'
  const check = [...bound(activity, table)].join(' and ') || 'true'
  const action = isUnder(activity, table) ? '' : ' for select'
  return [`create policy ${id(activity.name)} on ${on}${action} to ${id(roles.of(activity.name))} using (${using})${action ? '' : ` with check (${check})`}`]
}

function* seen(activity: AnyActivity, table: AnyTable): Generator<string> {
  yield* bound(activity, table)
  if (!ownsRows(table)) return
  yield 'restricted is null'
  // No change works backwards without consent or law: what rests on one of these sees rows of every version.
  if (activity.spec.basis.letter !== 'a' && activity.spec.basis.letter !== 'c') yield `version in (select stated.version from obhut.stated where stated.activity = ${literal(activity.name)})`
}

/** What ties a row to the person and tenant of the unit of work. */
function* bound(activity: AnyActivity, table: AnyTable): Generator<string> {
  if (table.tenanted) yield 'tenant = obhut.tenant()'
  if (reachesAll(activity)) return
  if (ownsRows(table)) yield 'subject = obhut.subject()'
  if (table.about.who === 'through') {
    const { on: [here, there], holding } = table.about.through
    yield `${id(snake(here))} in (select held.${id(snake(there))} from ${qualified(holding())} held where held.subject = obhut.subject())`
  }
}

/** Grants: what the declarations and the manifest both say. An activity that is not stated holds nothing. */
export function grantsOf(all: Declarations, roles: Roles, stated: Stated): string[] {
  const tables = [...all.tables.values()]
  const schemas = [...new Set([...tables.map(table => placeOf(table).schema), 'obhut'])].map(id)
  const activities = [...all.activities.values()]
  const everybody = [...activities.map(one => id(roles.of(one.name))), ...deskRoles.map(task => id(roles.desk(task)))].join(', ')
  return [
    ...schemas.map(schema => `revoke all on all tables in schema ${schema} from public, ${everybody}`),
    ...schemas.map(schema => `grant usage on schema ${schema} to ${everybody}`),
    ...tables.flatMap(table => privilegesOn(table, all, roles, stated).map(privilege => grant(privilege, qualified(table)))),
  ]
}

/** What two manifests grant differently, table by table and role by role: all of it taken away, and what holds from now on given. */
export function grantsBetween(all: Declarations, roles: Roles, before: Stated, after: Stated): string[] {
  return [...all.tables.values()].flatMap(table => {
    const by = (stated: Stated) => Map.groupBy(privilegesOn(table, all, roles, stated), ({ to }) => to)
    const [was, is] = [by(before), by(after)]
    const grants = (privileges: readonly Privilege[] = []): string[] => privileges.map(privilege => grant(privilege, qualified(table))).sort()
    const changed = [...new Set([...was.keys(), ...is.keys()])].filter(to => grants(was.get(to)).join() !== grants(is.get(to)).join())
    return changed.flatMap(to => [`revoke all on ${qualified(table)} from ${id(to)}`, ...grants(is.get(to))])
  })
}

const grant = ({ to, may, columns }: Privilege, on: string): string =>
  `grant ${may}${columns ? ` (${columns.map(id).join(', ')})` : ''} on ${on} to ${id(to)}`

/** What a new leaf of a partitioned table is given: rows may be put in, and nothing else. Reads go through the parent. */
export const leafGrants = (leaf: string, table: AnyTable, roles: Roles): string[] => [
  `revoke all on ${leaf} from public`,
  ...privilegesOnLeaf(table, roles).map(privilege => grant(privilege, leaf)),
]
