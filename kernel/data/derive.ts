import pg from 'pg'
import type { AnyActivity, SettingOf } from '../statement/activity.ts'
import { kernelColumns, type Declarations } from './declarations.ts'
import { deskRoles, type Roles } from './roles.ts'
import { placeOf, snake, type AnyTable } from './table.ts'

const { escapeIdentifier: id, escapeLiteral: literal } = pg

/** What of the declarations a manifest in force turns on. */
export interface Stated {
  states(activity: string): boolean
  value(setting: SettingOf): unknown
}

export const qualified = (table: { readonly name: string }): string => {
  const { schema, name } = placeOf(table)
  return `${id(schema)}.${id(name)}`
}
const columnList = (names: Iterable<string>): string => [...names].map(name => id(snake(name))).join(', ')
const reachesAll = (activity: AnyActivity): boolean => typeof activity.spec.reach === 'object'

export const ownsRows = (table: AnyTable): boolean => table.about.who === 'owner'
/** Rows about persons are behind policies; those about nobody, or about nobody that could be found, are not. */
export const hasPolicies = (table: AnyTable): boolean => ownsRows(table) || table.about.who === 'through' || table.tenanted

const readsOf = (activity: AnyActivity, table: AnyTable): readonly string[] => (activity.spec.reads as Record<string, readonly string[]> | undefined)?.[table.name] ?? []
const isUnder = (activity: AnyActivity, table: AnyTable): boolean => table.under.name === activity.name

/**
 * Row policies, from the code alone. Each compares a kernel column with a setting, by operators that are leakproof,
 * or by an uncorrelated subselect; anything else under a policy costs the planner its indexes.
 */
export function policiesOf(all: Declarations, roles: Roles): string[] {
  return [...all.tables.values()].filter(hasPolicies).flatMap(table => {
    const on = qualified(table)
    return [
      `alter table ${on} enable row level security`,
      ...[...all.activities.values()].flatMap(activity => policyFor(activity, table, roles)),
      ...(table.addedByAll ? [`create policy "every activity adds" on ${on} for insert to public with check (true)`] : []),
      ...deskRoles.map(task => `create policy ${id(`desk ${task}`)} on ${on} to ${id(roles.desk(task))} using (true) with check (true)`),
    ]
  })
}

function policyFor(activity: AnyActivity, table: AnyTable, roles: Roles): string[] {
  if (!isUnder(activity, table) && readsOf(activity, table).length === 0) return []
  const conditions = [...seen(activity, table)]
  const using = conditions.join(' and ') || 'true'
  const check = [...bound(activity, table)].join(' and ') || 'true'
  const action = isUnder(activity, table) ? '' : ' for select'
  return [`create policy ${id(activity.name)} on ${qualified(table)}${action} to ${id(roles.of(activity.name))} using (${using})${action ? '' : ` with check (${check})`}`]
}

function* seen(activity: AnyActivity, table: AnyTable): Generator<string> {
  yield* bound(activity, table)
  if (!ownsRows(table)) return
  yield 'restricted is null'
  yield `version in (select stated.version from obhut.stated where stated.activity = ${literal(activity.name)})`
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
    `grant select on obhut.in_force, obhut.stated to ${everybody}`,
    ...activities.filter(one => stated.states(one.name)).flatMap(one => tables.flatMap(table => grantsFor(one, table, roles, stated))),
    ...tables.flatMap(table => deskGrants(table, roles)),
  ]
}

function grantsFor(activity: AnyActivity, table: AnyTable, roles: Roles, stated: Stated): string[] {
  const on = qualified(table)
  const to = id(roles.of(activity.name))
  if (!isUnder(activity, table)) {
    const columns = readsOf(activity, table)
    return [
      ...(columns.length ? [`grant select (${columnList(new Set([...table.key, ...columns]))}) on ${on} to ${to}`] : []),
      ...(table.addedByAll ? [`grant insert on ${on} to ${to}`] : []),
    ]
  }
  const own = Object.entries(table.columns).filter(([, column]) => !column.asked || asksFor(column.asked, stated)).map(([name]) => name)
  const kernel = Object.keys(kernelColumns(table)).filter(name => name === 'id' || name === 'subject' || name === 'tenant')
  if (table.bulk) return [`grant select on ${on} to ${to}`]
  return [
    `grant select on ${on} to ${to}`,
    `grant insert (${columnList(new Set([...own, ...kernel]))}) on ${on} to ${to}`,
    ...(table.appendOnly ? [] : [`grant update (${columnList(own)}), delete on ${on} to ${to}`]),
  ]
}

export const asksFor = (asked: { readonly settings: readonly SettingOf[], readonly field: string }, stated: Stated): boolean =>
  asked.settings.some(setting => (stated.value(setting) as readonly string[] | undefined)?.includes(asked.field))

function deskGrants(table: AnyTable, roles: Roles): string[] {
  const on = qualified(table)
  return [
    `grant select on ${on} to ${deskRoles.map(task => id(roles.desk(task))).join(', ')}`,
    `grant update, delete on ${on} to ${id(roles.desk('rights'))}, ${id(roles.desk('sweep'))}`,
    ...(table.addedByAll ? [`grant insert on ${on} to ${id(roles.desk('rights'))}, ${id(roles.desk('sweep'))}`] : []),
  ]
}

/** What a new leaf of a partitioned table is given: rows may be put in, and nothing else. Reads go through the parent. */
export const leafGrants = (leaf: string, table: AnyTable, roles: Roles): string[] => [
  `revoke all on ${leaf} from public`,
  ...(table.bulk ? [`grant insert on ${leaf} to ${id(roles.of(table.under.name))}`] : []),
]
