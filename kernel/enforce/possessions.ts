import pg from 'pg'
import { isByConsent, type AnyActivity } from '../declare/activity.ts'
import type { Declarations } from '../declare/declarations.ts'
import { qualified } from '../declare/qualified.ts'
import type { Through } from '../declare/subject.ts'
import { catalogueName, placeOf, snake, type AnyTable } from '../declare/table.ts'
import { columnsReadBy, isAboutOnly, isUnder, knownBy, onlyFor, reachesAll } from '../declare/whose.ts'
import { consentOfEach } from './consent-policies.ts'
import { canBeObjectedTo, canBeTakenUp, objections, takenUp } from './privileges.ts'
import type { Roles } from './roles.ts'

/*
 * Whose a row is that has no subject of its own: everybody's who held its thing at its moment, from the beginning of a
 * possession (inclusive) to its end (exclusive). Possessions are resolved to things and their times first; a row is
 * then compared with these alone, so that no statement joins a bulk table with another.
 */

const { escapeIdentifier: id, escapeLiteral: literal } = pg

/** The possessions by which rows of one or more tables are somebody's. */
export interface Possessions {
  /** The table that says who held what, and when. */
  readonly held: AnyTable
  /** Its column that names the thing, and the type of that in the database. */
  readonly thing: string
  readonly type: string
  /** From when (inclusive) and until when (exclusive, null: still); none where rows are somebody's for good. */
  readonly period: readonly [since: string, until: string] | undefined
}

/** A table whose rows are somebody's through what they held. */
export interface ThroughTable {
  readonly about: { readonly who: 'through'; readonly through: Through }
}
export const isThrough = (table: AnyTable): table is AnyTable & ThroughTable => table.about.who === 'through'

/** What says whose a table's rows are. */
export function possessionsOf({ through }: { readonly through: Through }): Possessions {
  const held = through.possession() as AnyTable // as: a whole type here would turn in a circle
  const [, thing] = through.on
  return {
    held,
    thing,
    type: thing === 'id' ? 'uuid' : held.columns[thing]!.sql, // checked with the declarations
    period: through.at && [through.at[1], through.at[2]],
  }
}

/** Things, sorted, and the times of each: two arrays as SQL. */
export interface Spans {
  readonly things: string
  readonly times: string
}

const snaked = (name: string): string => id(snake(name))
/** What ends before it begins was never held; PostgreSQL has no such range, and one slip would fail the whole query. */
const timesOf = ([since, until]: readonly [string, string]): string => {
  const [from, to] = [`h.${snaked(since)}`, `h.${snaked(until)}`]
  return `case when ${to} < ${from} then 'empty'::tstzrange else tstzrange(${from}, ${to}) end`
}
/** Things that are text are in one order wherever they stand, whatever collations their columns have. */
const inOrder = (thing: string, { type }: Possessions): string => (type === 'text' ? `${thing} collate "C"` : thing)

/** Possessions as (thing, times), each thing once; `which` is a condition on the possession `h`. */
const gathered = ({ held, thing, period }: Possessions, which: string): string =>
  `select h.${snaked(thing)} as thing${period ? `, pg_catalog.range_agg(${timesOf(period)}) as times` : ''} from ${qualified(held)} h where ${which} group by 1`

/** The spans of a query for (thing, times); each is asked once a statement. */
function spansFrom(of: Possessions, query: string): Spans {
  const order = inOrder('s.thing', of)
  return {
    things: `(select coalesce(pg_catalog.array_agg(s.thing order by ${order}), '{}') from (${query}) s)::${of.type}[]`,
    times: of.period
      ? `(select pg_catalog.array_agg(s.times order by ${order}) from (${query}) s)::tstzmultirange[]`
      : '',
  }
}

/** The spans of those possessions `h` that a condition names. */
export const spansOf = (of: Possessions, which: string): Spans => spansFrom(of, gathered(of, which))

/**
 * A condition on a row: it is of whoever held its thing in these spans, as its table declares, or `touched` by them. `row`
 * goes before its columns.
 */
export function liesWithin(through: Through, { things, times }: Spans, row = '', touched?: 'touched'): string {
  const thing = inOrder(`${row}${snaked(through.on[0])}`, possessionsOf({ through }))
  const among = `${thing} = any (${things})`
  const { at, lasts } = through
  if (!at) return among
  const its = `(${times})[pg_catalog.width_bucket(${thing}, ${things})]`
  const moment = `${row}${snaked(at[0])}`
  if (!lasts) return `${among} and ${moment} <@ ${its}`
  const during =
    'hours' in lasts
      ? `tstzrange(${moment}, ${moment} + interval '${Number(lasts.hours)} hours')`
      : // Of a row that ends before it begins the time between counts.
        `case when ${row}${snaked(lasts.to)} < ${moment} then tstzrange(${row}${snaked(lasts.to)}, ${moment}, '[]') else tstzrange(${moment}, ${row}${snaked(lasts.to)}, '[]') end`
  return `${among} and ${during} ${lasts.held === 'throughout' && !touched ? '<@' : '&&'} ${its}`
}

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
const bound = (of: Possessions): Spans => {
  const setting = (what: 'things' | 'times', type: string): string =>
    `(select nullif(pg_catalog.current_setting(${literal(settingOf(what, of))}, true), '')::${type})::${type}`
  return { things: setting('things', `${of.type}[]`), times: setting('times', 'tstzmultirange[]') }
}

/** The condition under which an activity sees a row; where the spans were not resolved it sees none. */
export function* seenThrough(activity: AnyActivity, table: AnyTable): Generator<string> {
  if (!isThrough(table)) return
  const sight = sightOf(activity, table)
  if (sight === undefined || sight === 'all') return
  const spans = bound(possessionsOf(table.about))
  yield sight === 'all but'
    ? `not (${liesWithin(table.about.through, spans, '', 'touched')})`
    : `(${liesWithin(table.about.through, spans)})`
}

/** Resolves the spans for the rest of the unit, or until they are resolved anew. */
export interface Resolving {
  /** The table of possessions, as the catalogue names it. */
  readonly held: string
  readonly text: string
  readonly values: readonly string[]
}
const set = (of: Possessions, from: string, values: readonly string[]): Resolving => ({
  held: catalogueName(of.held),
  text: `select ${[
    `pg_catalog.set_config(${literal(settingOf('things', of))}, found.things::text, true)`,
    ...(of.period ? [`pg_catalog.set_config(${literal(settingOf('times', of))}, found.times::text, true)`] : []),
  ].join(', ')} from ${from} found`,
  values,
})

/** What a unit of an activity resolves before it asks for rows of a table; nothing where it sees all. */
export function resolvingFor(activity: AnyActivity, table: AnyTable, all: Declarations): Resolving | undefined {
  if (!isThrough(table)) return undefined
  const of = inFull(possessionsOf(table.about), all)
  const sight = sightOf(activity, table)
  if (sight === undefined || sight === 'all') return undefined
  if (sight === 'own') return set(of, `(${arrays(of, gathered(of, 'h.subject = obhut.subject()'))})`, [])
  return set(of, `obhut.${id(functionNameOf(of))}($1)`, [activity.name])
}

/** Forgets what was resolved: the unit goes on for somebody else. */
export const forgetting = (all: Declarations): string =>
  `select ${possessionsIn(all)
    .flatMap(of =>
      (['things', 'times'] as const).map(what => `pg_catalog.set_config(${literal(settingOf(what, of))}, '', true)`),
    )
    .join(', ')}`

/** All tables of possessions, each with its period where any table asks for it. */
export function possessionsIn(all: Pick<Declarations, 'tables'>): Possessions[] {
  const found = new Map<string, Possessions>()
  for (const table of all.tables.values()) {
    if (!isThrough(table)) continue
    const of = possessionsOf(table.about)
    if (of.period || !found.has(of.held.name)) found.set(of.held.name, of)
  }
  return [...found.values()]
}
const inFull = (of: Possessions, all: Declarations): Possessions =>
  possessionsIn(all).find(one => one.held === of.held) ?? of

const arrays = (of: Possessions, query: string): string =>
  `select coalesce(pg_catalog.array_agg(s.thing order by ${inOrder('s.thing', of)}), '{}') as things, ${of.period ? `coalesce(pg_catalog.array_agg(s.times order by ${inOrder('s.thing', of)}), '{}')` : `'{}'::tstzmultirange[]`} as times from (${query}) s`

const functionNameOf = ({ held }: Possessions): string => `possessions ${catalogueName(held)}`

/** Who works for others than one person and sees rows through these possessions. */
const watching = (of: Possessions, all: Declarations): readonly (readonly [AnyActivity, Sight])[] =>
  [...all.activities.values()].flatMap(activity => {
    const sights = new Set(
      [...all.tables.values()]
        .filter(isThrough)
        .filter(table => table.about.through.possession().name === of.held.name)
        .map(table => sightOf(activity, table)),
    )
    return (['agreed', 'all but'] as const).filter(sight => sights.has(sight)).map(sight => [activity, sight] as const)
  })

/** A function of the database that follows from the declarations. */
export interface DerivedFunction {
  /** Its name in the schema `obhut`, as the catalogue has it. */
  readonly name: string
  readonly type: string
  readonly body: string
  /** The roles that may call it. */
  readonly callers: readonly string[]
}

/**
 * What activities for more than one person resolve by: a function for each table of possessions, which sees also those
 * that its caller must leave alone, and gives no more than things and times, to each activity its own.
 */
export function possessionFunctions(all: Declarations, roles: Roles): DerivedFunction[] {
  return possessionsIn(all).flatMap(of => {
    const callers = watching(of, all)
    if (callers.length === 0) return []
    return [
      {
        name: functionNameOf(of),
        type: of.type,
        body: `\n${callers.map(([activity, sight]) => `select f.* from (${arrays(of, sight === 'agreed' ? agreed(activity, of, all) : withheld(activity, of))}) f where $1 = ${literal(activity.name)} and pg_catalog.current_setting('role') = ${literal(roles.of(activity.name))}`).join('\nunion all\n')}\n`,
        callers: [...new Set(callers.map(([activity]) => roles.of(activity.name)))].sort(),
      },
    ]
  })
}

/** SQL that makes such a function, in place of the one that may be there. */
export const makingFunction = ({ name, type, body, callers }: DerivedFunction): string[] => {
  const called = `obhut.${id(name)}`
  return [
    `drop function if exists ${called}(text)`,
    `create function ${called}(activity text) returns table (things ${type}[], times tstzmultirange[]) language sql stable security definer set search_path = pg_catalog, pg_temp as $function$${body}$function$`,
    `revoke all on function ${called}(text) from public`,
    `grant execute on function ${called}(text) to ${callers.map(role => id(role)).join(', ')}`,
  ]
}

/** Possessions of persons whose data an activity must leave alone. */
const withheld = (activity: AnyActivity, of: Possessions): string =>
  onceEach(
    of,
    hidden(activity).map(which => gathered(of, which)),
  )

/**
 * Possessions of persons for whom an activity works, without the times in which somebody else held the thing as well
 * who must be left alone: a row about two persons waits for both.
 */
function agreed(activity: AnyActivity, of: Possessions, all: Declarations): string {
  const only = onlyFor(activity)
  const known = only && !isAboutOnly(of.held, only) ? knownBy(activity, only, all.tables.values()) : undefined
  const consents = isByConsent(activity) ? consentOfEach(activity.name) : undefined
  const without = [...hidden(activity), ...(consents ? [`h.subject not in (${consents})`] : [])]
  const conditions = [
    ...(known ? [`h.subject in (select known.subject from ${qualified(known)} known)`] : []),
    ...(consents ? [`h.subject in (${consents})`] : []),
    ...hidden(activity).map(which => `not (${which})`),
  ]
  const these = gathered(of, conditions.join(' and ') || 'true')
  // Only what is held together with somebody who is in: the others are out anyway.
  const together = `h.${snaked(of.thing)} in (select these.thing from these)`
  const those = onceEach(
    of,
    without.map(which => gathered(of, `${together} and ${which}`)),
  )
  return of.period
    ? `with these as (${these}) select these.thing, these.times - coalesce(those.times, '{}') as times from these left join (${those}) those on those.thing = these.thing`
    : `with these as (${these}) select these.thing from these where these.thing not in (select those.thing from (${those}) those)`
}

const onceEach = ({ period }: Possessions, queries: readonly string[]): string =>
  `select q.thing${period ? ', pg_catalog.range_agg(q.times) as times' : ''} from (${queries.join(' union all ')}) q group by 1`

/** Versions of the statement that do not state an activity. */
const versionsWithout = (activity: AnyActivity): string =>
  `select s.version from obhut.statement s where s.version not in (select t.version from obhut.stated t where t.activity = ${literal(activity.name)})`

/** Why a possession is not there for an activity, each as a condition of its own so that each finds its index. */
function hidden(activity: AnyActivity): string[] {
  const { letter } = activity.spec.basis
  return [
    goesOnDespite(activity)
      ? `(h.restricted is not null and h.restricted <> 'on request')`
      : 'h.restricted is not null',
    ...(canBeObjectedTo(activity)
      ? [
          `h.subject in (select o.subject from ${objections} o where o.activity = ${literal(activity.name)} and o.stops)`,
        ]
      : []),
    ...(letter === 'a' || letter === 'c'
      ? []
      : [
          // Most activities were in every version; then no row is looked at.
          `exists (${versionsWithout(activity)}) and h.version in (${versionsWithout(activity)})${canBeTakenUp(activity) ? ` and h.subject not in (select u.subject from ${takenUp} u where u.activity = ${literal(activity.name)})` : ''}`,
        ]),
  ]
}

/**
 * Whether an activity goes on with what a person had restricted (Art. 18(2) GDPR): what rests on consent, and what says
 * so of itself.
 */
export const goesOnDespite = ({ spec }: AnyActivity): boolean =>
  spec.basis.letter === 'a' || spec.despiteRestriction !== undefined
