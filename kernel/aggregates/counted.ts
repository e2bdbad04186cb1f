import { sql, type SelectQueryBuilder, type StringReference } from 'kysely'
import { shownOf, type Flow } from './suppress.ts'

/** What is asked of many people at once. */
export interface Asked<C extends string, B extends C, A extends C> {
  /** Fewer people than these are shown nowhere, and can be worked out nowhere. */
  readonly atLeast: number
  /** The column that says whose a row is. */
  readonly people: C
  /** One or two columns by which people are grouped; without one all of them are one group. */
  readonly by?: readonly [B] | readonly [B, B]
  /** Columns of numbers; a row in which one of them is missing does not count. */
  readonly averages?: readonly A[]
}

/** A group that can be shown, or a total, which names fewer columns. */
export interface Counted<B extends string, A extends string> {
  readonly by: { readonly [K in B]?: unknown }
  /** How many people, in steps of the threshold: at least so many, and fewer than a step more. */
  readonly people: number
  readonly averages: Readonly<Record<A, number>>
}

interface Group {
  readonly at: readonly unknown[]
  readonly people: number
  readonly rows: number
  readonly sums: readonly number[]
}

/**
 * Counts people and averages numbers over the rows of a query, in groups of at least so many people. A group that is
 * smaller is left out, and with it whatever would tell of it: others beside it, a total.
 *
 *     await counted(work.over(compared).selectFrom('homes.compared').where('month', '=', month),
 *       { atLeast: 5, people: 'subject', averages: ['used'] })
 */
export async function counted<
  DB,
  TB extends keyof DB,
  const B extends StringReference<DB, TB> = never,
  const A extends StringReference<DB, TB> = never,
>(
  query: SelectQueryBuilder<DB, TB, unknown>,
  asked: Asked<StringReference<DB, TB>, B, A>,
): Promise<readonly Counted<B, A>[]> {
  const { atLeast, by = [], averages = [] } = asked
  if (!Number.isInteger(atLeast) || atLeast < 2) throw new RangeError('a group has at least two people')
  const groups = await groupsIn(query as Untyped, asked.people, by, averages)
  const people = await peopleIn(query as Untyped, asked.people, averages)
  if (people !== groups.reduce((sum, one) => sum + one.people, 0))
    throw new Error('somebody is in several groups: group people by what each of them has one of')
  const cells = cellsOf(groups, by.length)
  const shown = shownOf(cells, atLeast)
  return cells.filter(cell => shown.has(cell)).map(cell => said(cell, by, averages, atLeast))
}

// any: a query over whatever tables
type Untyped = SelectQueryBuilder<any, any, unknown>

const whole = (query: Untyped, averages: readonly string[]): Untyped =>
  averages.reduce((narrowed, name) => narrowed.where(name, 'is not', null), query)

async function groupsIn(
  query: Untyped,
  person: string,
  by: readonly string[],
  averages: readonly string[],
): Promise<readonly Group[]> {
  const found = (await whole(query, averages)
    .select(eb => [
      ...by.map((name, at) => sql.ref(name).as(`at${at}`)),
      eb.fn.count(person).distinct().as('people'),
      eb.fn.countAll().as('rows'),
      ...averages.map((name, at) => eb.fn.sum(name).as(`sum${at}`)),
    ])
    .$if(by.length > 0, grouped => grouped.groupBy([...by]))
    .execute()) as readonly Readonly<Record<string, unknown>>[]
  return found.map(row => ({
    at: by.map((_, at) => row[`at${at}`]),
    people: Number(row['people']),
    rows: Number(row['rows']),
    sums: averages.map((_, at) => Number(row[`sum${at}`])),
  }))
}

async function peopleIn(query: Untyped, person: string, averages: readonly string[]): Promise<number> {
  const row = (await whole(query, averages)
    .select(eb => eb.fn.count(person).distinct().as('people'))
    .executeTakeFirstOrThrow()) as { readonly people: unknown }
  return Number(row.people)
}

/** A group or a total as a flow; `at` has no value where it sums up over a column. */
interface Cell extends Flow, Omit<Group, 'at'> {
  readonly at: readonly (string | undefined)[]
  readonly values: readonly unknown[]
}

const key = (value: unknown): string => JSON.stringify(value) ?? 'null'

/** Groups and their totals; of two columns also combinations that nobody has, which must not be told from small ones. */
function cellsOf(groups: readonly Group[], columns: number): readonly Cell[] {
  if (columns === 0) return groups.map(one => cell([], [one], 'all', 'sum'))
  const total = cell(Array(columns).fill(undefined), groups, 'sum', 'all')
  if (columns === 1) return [...groups.map(one => cell([one.at[0]], [one], 'all', 'sum')), total]
  const [rows, cols] = [0, 1].map(column => [
    ...new Map(groups.map(({ at }) => [key(at[column]), at[column]])).values(),
  ])
  const of = (row: unknown, col: unknown): Group[] =>
    groups.filter(({ at }) => key(at[0]) === key(row) && key(at[1]) === key(col))
  return [
    ...rows!.flatMap(row => cols!.map(col => cell([row, col], of(row, col), `row ${key(row)}`, `col ${key(col)}`))),
    ...rows!.map(row =>
      cell(
        [row, undefined],
        groups.filter(({ at }) => key(at[0]) === key(row)),
        'all',
        `row ${key(row)}`,
      ),
    ),
    ...cols!.map(col =>
      cell(
        [undefined, col],
        groups.filter(({ at }) => key(at[1]) === key(col)),
        `col ${key(col)}`,
        'sum',
      ),
    ),
    total,
  ]
}

function cell(values: readonly unknown[], groups: readonly Group[], from: string, to: string): Cell {
  const sum = (of: (group: Group) => number): number => groups.reduce((all, one) => all + of(one), 0)
  return {
    from,
    to,
    values,
    at: values.map(value => (value === undefined ? undefined : key(value))),
    people: sum(one => one.people),
    rows: sum(one => one.rows),
    sums: (groups[0]?.sums ?? []).map((_, at) => sum(one => one.sums[at] ?? 0)),
  }
}

const said = <B extends string, A extends string>(
  { at, values, people, rows, sums }: Cell,
  by: readonly B[],
  averages: readonly A[],
  step: number,
): Counted<B, A> => ({
  by: Object.fromEntries(by.flatMap((name, index) => (at[index] === undefined ? [] : [[name, values[index]]]))) as {
    readonly [K in B]?: unknown
  },
  people: people - (people % step),
  averages: Object.fromEntries(averages.map((name, index) => [name, (sums[index] ?? 0) / rows])) as Record<A, number>,
})
