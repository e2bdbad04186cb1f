import pg from 'pg'
import { isByConsent, type AnyActivity } from '../declare/activity.ts'
import type { Declarations } from '../declare/declarations.ts'
import { qualified } from '../declare/qualified.ts'
import { catalogueName, placeOf, type AnyTable } from '../declare/table.ts'
import { columnsReadBy, isAboutOnly, isUnder, knownBy, onlyFor, reachesAll } from '../declare/whose.ts'
import { consentOfEach } from './consent-policies.ts'
import {
  byThing,
  isThrough,
  liesWithin,
  merged,
  possessionsIn,
  possessionsOf,
  snaked,
  spansAsRow,
  type Possessions,
  type Resolving,
  type Spans,
} from './possessions.ts'
import type { DerivedFunction } from './derived-function.ts'
import { resolvingThings, settingsOfThings, thereOf, withinTenantsOfThings } from './things-of-tenants.ts'
import { canBeObjectedTo, canBeTakenUp, goesOnDespite, objections, takenUp } from './privileges.ts'
import type { Roles } from './roles.ts'

/*
 * What an activity sees of rows that are somebody's through a possession. A unit of work resolves that once, into
 * settings that the policies read; one that works for more than one person resolves it by a function of the database,
 * since it may not look at those whom it must leave alone.
 */

const { escapeIdentifier: id, escapeLiteral: literal } = pg

/**
 * What an activity sees of rows that are somebody's through a possession:
 * `own` those of the person it works for,
 * `agreed` those of everybody it may work for, where it rests on consent or is for some kinds of persons only,
 * `all but` those of nobody whose data it must leave alone,
 * `all` whatever is there: it takes the rows in and keeps them, and storing goes on (Art. 18(2) GDPR); or the rows are
 * things, and no trace of anybody.
 */
export type Sight = 'own' | 'agreed' | 'all but' | 'all'
export function sightOf(activity: AnyActivity, table: AnyTable): Sight | undefined {
  if (!isUnder(activity, table) && columnsReadBy(activity, table).length === 0) return undefined
  if (!reachesAll(activity)) return 'own'
  if (isByConsent(activity) || onlyFor(activity)) return 'agreed'
  return isUnder(activity, table) || (isThrough(table) && table.about.through.stays) ? 'all' : 'all but'
}

/** The settings of a unit of work that say what it sees: its spans, and for `all but` those that it does not. */
const settingOf = (what: 'things' | 'times', { held }: Possessions): string => {
  const { schema, name } = placeOf(held)
  return `obhut.${what}.${schema}.${name}`
}
/** Read from text once a query: a cast outside of the subselect would be one for each row. */
const spansInSettings = (of: Possessions): Spans => {
  const setting = (what: 'things' | 'times', type: string): string =>
    `(select nullif(pg_catalog.current_setting(${literal(settingOf(what, of))}, true), '')::${type})::${type}`
  return { things: setting('things', `${of.type}[]`), times: setting('times', 'tstzmultirange[]') }
}

/** The condition under which an activity sees a row; where the spans were not resolved it sees none. */
export function* seenThrough(activity: AnyActivity, table: AnyTable): Generator<string> {
  if (!isThrough(table)) return
  const sight = sightOf(activity, table)
  if (sight === undefined) return
  // The spans of some persons are those of things that are there.
  if (sight === 'all' || sight === 'all but') yield* withinTenantsOfThings(table)
  if (sight === 'all') return
  const spans = spansInSettings(possessionsOf(table.about))
  yield sight === 'all but'
    ? `not (${liesWithin(table.about.through, spans, '', 'touched')})`
    : `(${liesWithin(table.about.through, spans)})`
}

const resolvingInto = (of: Possessions, from: string, values: readonly string[]): Resolving => ({
  what: `possessions ${catalogueName(of.held)}`,
  from: [of.held, ...(of.things ? [of.things.table] : [])].map(catalogueName),
  text: `select ${[
    `pg_catalog.set_config(${literal(settingOf('things', of))}, found.things::text, true)`,
    ...(of.period ? [`pg_catalog.set_config(${literal(settingOf('times', of))}, found.times::text, true)`] : []),
  ].join(', ')} from ${from} found`,
  values,
})

/** What a unit of an activity resolves before it asks for rows of a table; nothing where it sees all. */
export function resolvingFor(activity: AnyActivity, table: AnyTable, all: Declarations): readonly Resolving[] {
  if (!isThrough(table)) return []
  const of = withPeriod(possessionsOf(table.about), all)
  const sight = sightOf(activity, table)
  if (sight === undefined) return []
  if (sight === 'own')
    return [resolvingInto(of, `(${spansAsRow(of, there(of, byThing(of, 'h.subject = obhut.subject()')))})`, [])]
  const persons = resolvingInto(of, `obhut.${id(functionNameOf(of))}($1)`, [activity.name])
  if (sight === 'agreed') return [persons]
  return [...resolvingThings(of), ...(sight === 'all' ? [] : [persons])]
}

/** Of possessions as (thing, times) those whose thing is there for the unit. */
function there(of: Possessions, possessions: string): string {
  if (!of.things) return possessions
  const these = thereOf(of, 'array(select held.thing from held)')
  return `with held as materialized (${possessions}) select held.* from held where held.thing = any ((select ${these})::${of.type}[])`
}

/** Forgets what was resolved: the unit goes on for somebody else. */
export const forgetting = (all: Declarations): string =>
  `select ${[
    ...possessionsIn(all).flatMap(of => (['things', 'times'] as const).map(what => settingOf(what, of))),
    ...settingsOfThings(all),
  ]
    .map(name => `pg_catalog.set_config(${literal(name)}, '', true)`)
    .join(', ')}`

const withPeriod = (of: Possessions, all: Declarations): Possessions =>
  possessionsIn(all).find(one => one.held === of.held) ?? of

const functionNameOf = ({ held }: Possessions): string => `possessions ${catalogueName(held)}`

type Caller = readonly [AnyActivity, Sight]
/** Who works for others than one person and sees rows through these possessions. */
const callersFor = (of: Possessions, all: Declarations): readonly Caller[] =>
  [...all.activities.values()].flatMap(activity => {
    const sights = new Set(
      [...all.tables.values()]
        .filter(isThrough)
        .filter(table => table.about.through.possession().name === of.held.name)
        .map(table => sightOf(activity, table)),
    )
    return (['agreed', 'all but'] as const).filter(sight => sights.has(sight)).map(sight => [activity, sight] as const)
  })

/**
 * What activities for more than one person resolve by: a function for each table of possessions, which sees also those
 * that its caller must leave alone, and gives no more than things and times, to each activity its own.
 */
export function possessionFunctions(all: Declarations, roles: Roles): DerivedFunction[] {
  return possessionsIn(all).flatMap(of => {
    const callers = callersFor(of, all)
    if (callers.length === 0) return []
    return [
      {
        name: functionNameOf(of),
        takes: 'activity text',
        gives: `TABLE(things ${of.type}[], times tstzmultirange[])`,
        body: `\n${callers.map(caller => resolvedFor(caller, of, all, roles)).join('\nunion all\n')}\n`,
        callers: [...new Set(callers.map(([activity]) => roles.of(activity.name)))].sort(),
      },
    ]
  })
}

const resolvedFor = ([activity, sight]: Caller, of: Possessions, all: Declarations, roles: Roles): string => {
  const possessions =
    sight === 'agreed' ? there(of, possessionsSeen(activity, of, all)) : possessionsNotSeen(activity, of)
  const isCaller = `$1 = ${literal(activity.name)} and pg_catalog.current_setting('role') = ${literal(roles.of(activity.name))}`
  return `select f.* from (${spansAsRow(of, possessions)}) f where ${isCaller}`
}

/** Possessions of persons whose data an activity must leave alone. */
const possessionsNotSeen = (activity: AnyActivity, of: Possessions): string =>
  merged(
    of,
    hidingConditions(activity).map(which => byThing(of, which)),
  )

/**
 * Possessions of persons for whom an activity works, without the times in which somebody else held the thing as well
 * who must be left alone: a row about two persons waits for both.
 */
function possessionsSeen(activity: AnyActivity, of: Possessions, all: Declarations): string {
  const only = onlyFor(activity)
  const known = only && !isAboutOnly(of.held, only) ? knownBy(activity, only, all.tables.values()) : undefined
  const consents = isByConsent(activity) ? consentOfEach(activity.name) : undefined
  const without = [...hidingConditions(activity), ...(consents ? [`h.subject not in (${consents})`] : [])]
  const conditions = [
    ...(known ? [`h.subject in (select known.subject from ${qualified(known)} known)`] : []),
    ...(consents ? [`h.subject in (${consents})`] : []),
    ...hidingConditions(activity).map(which => `not (${which})`),
  ]
  const these = byThing(of, conditions.join(' and ') || 'true')
  // Only what is held together with somebody who is in: the others are out anyway.
  const together = `h.${snaked(of.thing)} in (select these.thing from these)`
  const those = merged(
    of,
    without.map(which => byThing(of, `${together} and ${which}`)),
  )
  return of.period
    ? `with these as (${these}) select these.thing, these.times - coalesce(those.times, '{}') as times from these left join (${those}) those on those.thing = these.thing`
    : `with these as (${these}) select these.thing from these where these.thing not in (select those.thing from (${those}) those)`
}

/** Versions of the statement that do not state an activity. */
const versionsWithout = (activity: AnyActivity): string =>
  `select s.version from obhut.statement s where s.version not in (select t.version from obhut.stated t where t.activity = ${literal(activity.name)})`

/** Why a possession is not there for an activity, each as a condition of its own so that each finds its index. */
function hidingConditions(activity: AnyActivity): string[] {
  const { letter } = activity.spec.basis
  const name = literal(activity.name)
  const untaken = canBeTakenUp(activity)
    ? ` and h.subject not in (select u.subject from ${takenUp} u where u.activity = ${name})`
    : ''
  return [
    goesOnDespite(activity)
      ? `(h.restricted is not null and h.restricted <> 'on request')`
      : 'h.restricted is not null',
    ...(canBeObjectedTo(activity)
      ? [`h.subject in (select o.subject from ${objections} o where o.activity = ${name} and o.stops)`]
      : []),
    ...(letter === 'a' || letter === 'c'
      ? []
      : [
          // Most activities were in every version; then no row is looked at.
          `exists (${versionsWithout(activity)}) and h.version in (${versionsWithout(activity)})${untaken}`,
        ]),
  ]
}
