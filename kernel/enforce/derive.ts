import pg from 'pg'
import { consentOfEach, consentOfOne, readsConsents } from './consent-policies.ts'
import { isByConsent, type AnyActivity } from '../declare/activity.ts'
import type { Declarations } from '../declare/declarations.ts'
import {
  canBeObjectedTo,
  canBeTakenUp,
  filesFor,
  goesOnDespite,
  keysFor,
  objections,
  privilegesOn,
  privilegesOnLeaf,
  takenUp,
  type Privilege,
  type Stated,
} from './privileges.ts'
import { checkOnEnded } from './ended-rows.ts'
import { deskRoles, type Roles } from './roles.ts'
import { qualified } from '../declare/qualified.ts'
import { catalogueName, placeOf, type AnyTable } from '../declare/table.ts'
import { columnsReadBy, isAboutOnly, isUnder, knownBy, onlyFor, reachesAll } from '../declare/whose.ts'
import { withinTenants } from './tenants.ts'
import { boundToOne, meetsOthers, meetsOthersIn, onlyIfAllOf, standingAs, unlessOneOf } from './persons-seen.ts'
import { seenThrough } from './possessions-seen.ts'

export type { Stated } from './privileges.ts'

const { escapeIdentifier: id, escapeLiteral: literal } = pg

export const ownsRows = (table: AnyTable): boolean => table.about.who === 'owner'
/** Rows about persons are behind policies; those about nobody, or about nobody that could be found, are not. */
export const hasPolicies = (table: AnyTable): boolean =>
  ownsRows(table) ||
  table.about.who === 'pseudonym' ||
  table.about.who === 'through' ||
  table.tenanted ||
  table.holdsKeys

/**
 * What keeps a table's rows from whoever may not see them, and the check on those that ended. Policies come from the code
 * alone. Each compares a kernel column with a setting, by operators that are leakproof, or by an uncorrelated
 * subselect; anything else under a policy costs the planner its indexes.
 */
export const protectionOf = (table: AnyTable, all: Declarations, roles: Roles): string[] => [
  ...(hasPolicies(table)
    ? [`alter table ${qualified(table)} enable row level security`, ...policiesOn(table, all, roles)]
    : []),
  ...checkOnEnded(table),
]

/** The policies of one table, or of another that has the same columns. */
export function policiesOn(table: AnyTable, all: Declarations, roles: Roles, on = qualified(table)): string[] {
  return [
    ...[...all.activities.values()].flatMap(activity =>
      table.holdsKeys
        ? policyOnKeys(activity, all, roles, on)
        : table.holdsFiles
          ? policiesOnFiles(activity, all, roles, on)
          : policyFor(activity, table, all, roles, on),
    ),
    ...(table.name === objections
      ? [...all.activities.values()].filter(canBeObjectedTo).map(activity => whoObjects(activity, roles, on))
      : []),
    ...(table.name === takenUp
      ? [...all.activities.values()].filter(canBeTakenUp).map(activity => whoTookUp(activity, roles, on))
      : []),
    ...(table.addedByAll && !table.arrives
      ? [`create policy "every activity adds" on ${on} for insert to public with check (true)`]
      : []),
    ...deskRoles.map(
      task => `create policy ${id(`desk ${task}`)} on ${on} to ${id(roles.desk(task))} using (true) with check (true)`,
    ),
  ]
}

function policyFor(activity: AnyActivity, table: AnyTable, all: Declarations, roles: Roles, on: string): string[] {
  if (readsConsents(activity, table))
    return [
      `create policy ${id(activity.name)} on ${on} for select to ${id(roles.of(activity.name))} using (purpose = ${literal(activity.name)}${reachesAll(activity) || meetsOthersIn(activity, all.tables.values()) ? '' : ' and subject = obhut.subject()'})`,
    ]
  if (!isUnder(activity, table) && columnsReadBy(activity, table).length === 0) return []
  const using = seenBy(activity, table, all).join(' and ') || 'true'
  const check = comesIn(activity, table, all).join(' and ') || 'true'
  const action = isUnder(activity, table) ? '' : ' for select'
  return [
    `create policy ${id(activity.name)} on ${on}${action} to ${id(roles.of(activity.name))} using (${using})${action ? '' : ` with check (${check})`}`,
  ]
}

/** Under which conditions an activity sees a row, and under which one comes in. */
const seenBy = (activity: AnyActivity, table: AnyTable, all: Declarations): string[] => [
  ...ofItsKinds(activity, table, all),
  ...seen(activity, table),
  ...seenThrough(activity, table),
  ...consentedTo(activity, table),
]
const comesIn = (activity: AnyActivity, table: AnyTable, all: Declarations): string[] => [
  ...ofItsKinds(activity, table, all),
  ...bound(activity, table),
  ...seenThrough(activity, table),
  ...consentedTo(activity, table),
  ...unlessObjected(activity, table),
]

/** The keys of those rows that the activity may open, or take away. */
function policyOnKeys(activity: AnyActivity, all: Declarations, roles: Roles, on: string): string[] {
  const { opens } = keysFor(activity, all)
  if (opens.length === 0) return []
  return [
    `create policy ${id(activity.name)} on ${on} to ${id(roles.of(activity.name))} using (${opens.map(table => `kept_in = ${literal(catalogueName(table))}`).join(' or ')}) with check (false)`,
  ]
}

/**
 * An activity sees the files of those rows that it sees: they bear person, version and restriction of their row, and are
 * held to the same conditions.
 */
const policiesOnFiles = (activity: AnyActivity, all: Declarations, roles: Roles, on: string): string[] =>
  filesFor(activity, all).map(({ table, columns, keeps }) => {
    const files = `of in (${columns.map(({ of }) => literal(of)).join(', ')})`
    const using = [files, ...seenBy(activity, table, all)].join(' and ')
    const check = [files, ...comesIn(activity, table, all)].join(' and ')
    return `create policy ${id(`${activity.name} ${table.name}`)} on ${on}${keeps ? '' : ' for select'} to ${id(roles.of(activity.name))} using (${using})${keeps ? ` with check (${check})` : ''}`
  })

function* seen(activity: AnyActivity, table: AnyTable): Generator<string> {
  yield* bound(activity, table)
  if (!ownsRows(table) && table.about.who !== 'pseudonym') return
  yield goesOnDespite(activity) ? `(restricted is null or restricted = 'on request')` : 'restricted is null'
  // No change works backwards without consent or law: what rests on one of these sees rows of every version; and a
  // service sees those of whoever took it up.
  if (activity.spec.basis.letter !== 'a' && activity.spec.basis.letter !== 'c') {
    const known = `version in (select stated.version from obhut.stated where stated.activity = ${literal(activity.name)})`
    yield canBeTakenUp(activity) ? `(${known} or ${tookUp(activity, table)})` : known
  }
  yield* unlessObjected(activity, table)
}

/** Whether the person took up a service: asked once for the person of the unit, or for all. */
function tookUp(activity: AnyActivity, table: AnyTable): string {
  const users = `${takenUp} u where u.activity = ${literal(activity.name)}`
  return reachesAll(activity) || meetsOthers(activity, table)
    ? `subject in (select u.subject from ${users})`
    : `exists (select from ${users} and u.subject = obhut.subject())`
}

/** A service learns who took it up. */
const whoTookUp = (activity: AnyActivity, roles: Roles, on: string): string =>
  `create policy ${id(`${activity.name} asks`)} on ${on} for select to ${id(roles.of(activity.name))} using (activity = ${literal(activity.name)})`

/** An activity that can be objected to learns who did so, to it alone. */
const whoObjects = (activity: AnyActivity, roles: Roles, on: string): string =>
  `create policy ${id(`${activity.name} asks`)} on ${on} for select to ${id(roles.of(activity.name))} using (activity = ${literal(activity.name)} and stops)`

/**
 * Whoever objects is not there for the activity: asked once for the person of the unit, and where it works for all,
 * once for all.
 */
function* unlessObjected(activity: AnyActivity, table: AnyTable): Generator<string> {
  if (!canBeObjectedTo(activity) || !ownsRows(table)) return
  const objectors = `obhut.objection o where o.activity = ${literal(activity.name)} and o.stops`
  const each = `select o.subject from ${objectors}`
  if (!reachesAll(activity)) yield `not exists (select from ${objectors} and o.subject = obhut.subject())`
  if (reachesAll(activity) || meetsOthers(activity, table)) yield `subject not in (${each})`
  yield* unlessOneOf(activity, table, each)
}

/** Of a table that is about several kinds of persons, the rows of those that the activity is for. */
function* ofItsKinds(activity: AnyActivity, table: AnyTable, { tables }: Declarations): Generator<string> {
  const only = onlyFor(activity)
  if (!ownsRows(table) || !only || isAboutOnly(table, only)) return
  const known = knownBy(activity, only, tables.values())
  if (!known) return
  const among = [`subject in (select known.subject from ${qualified(known)} known)`, ...standingAs(activity, table)]
  yield among.length > 1 ? `(${among.join(' or ')})` : among.join()
}

/** What ties a row to the person and tenant of the unit of work. */
function* bound(activity: AnyActivity, table: AnyTable): Generator<string> {
  yield* withinTenants(table)
  if (ownsRows(table) && !reachesAll(activity)) yield boundToOne(activity, table)
}

/**
 * Rows of whoever has not consented do not exist for what rests on consent, whoever asks and whatever it forgot to ask.
 */
function* consentedTo(activity: AnyActivity, table: AnyTable): Generator<string> {
  if (!isByConsent(activity)) return
  if (!reachesAll(activity)) {
    if (ownsRows(table) || table.about.who === 'through') yield consentOfOne(activity.name)
  }
  if (!ownsRows(table)) return
  const each = consentOfEach(activity.name)
  if (reachesAll(activity) || meetsOthers(activity, table)) yield `subject in (${each})`
  yield* onlyIfAllOf(activity, table, each)
}

/** What our roles need of each schema before they reach anything in it. */
export const schemaGrants = (all: Declarations, roles: Roles): string[] =>
  [...new Set([...[...all.tables.values()].map(table => placeOf(table).schema), 'obhut'])].map(
    schema => `grant usage on schema ${id(schema)} to ${everybodyIn(all, roles)}`,
  )

/** Grants on a table: what the declarations and the manifest both say. An activity that is not stated holds nothing. */
export const grantsOn = (table: AnyTable, all: Declarations, roles: Roles, stated: Stated): string[] => [
  `revoke all on ${qualified(table)} from public, ${everybodyIn(all, roles)}`,
  ...privilegesOn(table, all, roles, stated).map(privilege => grant(privilege, qualified(table))),
]

const everybodyIn = (all: Declarations, roles: Roles): string =>
  [
    ...[...all.activities.values()].map(one => id(roles.of(one.name))),
    ...deskRoles.map(task => id(roles.desk(task))),
  ].join(', ')

const grant = ({ to, may, columns }: Privilege, on: string): string =>
  `grant ${may}${columns ? ` (${columns.map(id).join(', ')})` : ''} on ${on} to ${id(to)}`

/** What a leaf is given: rows may be put in. Reads go through the parent. */
export const leafGrants = (
  leaf: string,
  table: AnyTable,
  all: Declarations,
  roles: Roles,
  stated: Stated,
): string[] => [
  `revoke all on ${leaf} from public, ${everybodyIn(all, roles)}`,
  ...privilegesOnLeaf(table, all, roles, stated).map(privilege => grant(privilege, leaf)),
]
