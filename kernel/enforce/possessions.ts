import pg from 'pg'
import { snake, type AnyTable } from '../declare/table.ts'
import type { Declarations } from '../declare/declarations.ts'
import { qualified } from '../declare/qualified.ts'
import type { Through } from '../declare/subject.ts'

/*
 * Whose a row is that has no subject of its own: everybody's who held its thing at its moment, from the beginning of a
 * possession (inclusive) to its end (exclusive). Possessions are resolved to things and their times first; a row is
 * then compared with these alone, so that no statement joins a bulk table with another.
 */

const { escapeIdentifier: id } = pg

/** The possessions by which rows of one or more tables are somebody's. */
export interface Possessions {
  /** The table that says who held what, and when. */
  readonly held: AnyTable
  /** Its column that names the thing, and the type of that in the database. */
  readonly thing: string
  readonly type: string
  /** From when (inclusive) and until when (exclusive, null: still); none where rows are somebody's for good. */
  readonly period: readonly [since: string, until: string] | undefined
  /** The table that says of which tenant a thing is, and its column that names the thing; none where no tenant has any. */
  readonly things: { readonly table: AnyTable; readonly by: string } | undefined
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
    things: through.things && { table: through.things.in() as AnyTable, by: through.things.by }, // as: above
  }
}

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

/** Things, sorted, and the times of each: two arrays as SQL. */
export interface Spans {
  readonly things: string
  readonly times: string
}

/** Resolves something for the rest of the unit, or until it is resolved anew. */
export interface Resolving {
  readonly what: string
  /** The tables that it was resolved from, as the catalogue names them. */
  readonly from: readonly string[]
  readonly text: string
  readonly values: readonly string[]
}

export const snaked = (name: string): string => id(snake(name))
/** What ends before it begins was never held; PostgreSQL has no such range, and one slip would fail the whole query. */
const timesOf = ([since, until]: readonly [string, string]): string => {
  const [from, to] = [`h.${snaked(since)}`, `h.${snaked(until)}`]
  return `case when ${to} < ${from} then 'empty'::tstzrange else tstzrange(${from}, ${to}) end`
}
/** Things that are text are in one order wherever they stand, whatever collations their columns have. */
export const inOrder = (thing: string, { type }: Possessions): string =>
  type === 'text' ? `${thing} collate "C"` : thing

/** Possessions as (thing, times), each thing once; `which` is a condition on the possession `h`. */
export function byThing({ held, thing, period }: Possessions, which: string): string {
  const times = period ? `, pg_catalog.range_agg(${timesOf(period)}) as times` : ''
  return `select h.${snaked(thing)} as thing${times} from ${qualified(held)} h where ${which} group by 1`
}

/** What several queries for (thing, times) find, each thing once. */
export const merged = ({ period }: Possessions, queries: readonly string[]): string =>
  `select q.thing${period ? ', pg_catalog.range_agg(q.times) as times' : ''} from (${queries.join(' union all ')}) q group by 1`

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

/** The same of a query for (thing, times), as a row. */
export function spansAsRow(of: Possessions, query: string): string {
  const inArray = (column: string): string =>
    `coalesce(pg_catalog.array_agg(${column} order by ${inOrder('s.thing', of)}), '{}')`
  const times = of.period ? inArray('s.times') : `'{}'::tstzmultirange[]`
  return `select ${inArray('s.thing')} as things, ${times} as times from (${query}) s`
}

/** The spans of those possessions `h` that a condition names. */
export const spansOf = (of: Possessions, which: string): Spans => spansFrom(of, byThing(of, which))

/** Of a row that ends before it begins the time between counts. */
const between = (from: string, to: string): string =>
  `case when ${to} < ${from} then tstzrange(${to}, ${from}, '[]') else tstzrange(${from}, ${to}, '[]') end`

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
      : between(moment, `${row}${snaked(lasts.to)}`)
  return `${among} and ${during} ${lasts.held === 'throughout' && !touched ? '<@' : '&&'} ${its}`
}
