import { sql, type Kysely, type SelectQueryBuilder, type StringReference } from 'kysely'
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
  /** Of the averages of each person. */
  readonly sums: readonly number[]
}

/**
 * Counts people and averages numbers over the rows of a query, in groups of at least so many people. A group that is
 * smaller is left out, and with it whatever would tell of it: others beside it, a total. Whoever has several rows counts
 * once, by the average of these.
 *
 *     const db = work.over(compared)
 *     await counted(db, db.selectFrom('homes.compared').where('month', '=', month),
 *       { atLeast: 5, people: 'subject', averages: ['used'] })
 */
export async function counted<
  DB,
  TB extends keyof DB,
  const B extends StringReference<DB, TB> = never,
  const A extends StringReference<DB, TB> = never,
>(
  db: Database,
  query: SelectQueryBuilder<DB, TB, unknown>,
  asked: Asked<StringReference<DB, TB>, B, A>,
): Promise<readonly Counted<B, A>[]> {
  const { atLeast, by = [], averages = [] } = asked
  if (!Number.isInteger(atLeast) || atLeast < 2) throw new RangeError('a group has at least two people')
  const groups = await groupsIn(db, query as Untyped, asked.people, by, averages)
  const cells = cellsOf(groups, by.length)
  const shown = shownOf(cells, atLeast)
  return cells.filter(cell => shown.has(cell)).map(cell => said(cell, by, averages, atLeast))
}

// any: a query over whatever tables
type Untyped = SelectQueryBuilder<any, any, unknown>
// any: as above
type Database = Pick<Kysely<any>, 'selectFrom'>

/** Groups, counted in one statement, so that nobody comes or goes between one count and the next. */
async function groupsIn(
  db: Database,
  query: Untyped,
  person: string,
  by: readonly string[],
  averages: readonly string[],
): Promise<readonly Group[]> {
  const each = eachPerson(query, person, by, averages).as('each')
  const found = (await db
    .selectFrom(each)
    .select(eb => [
      ...by.map((_, at) => `at${at}`),
      eb.fn.countAll().as('people'),
      eb.fn.max('groups').as('groups'),
      ...averages.map((_, at) => eb.fn.sum(`mean${at}`).as(`sum${at}`)),
    ])
    .$if(by.length > 0, grouped => grouped.groupBy(by.map((_, at) => `at${at}`)))
    .execute()) as readonly Readonly<Record<string, unknown>>[]
  if (found.some(row => Number(row['groups']) > 1))
    throw new Error('somebody is in several groups: group people by what each of them has one of')
  return found.map(row => ({
    at: by.map((_, at) => row[`at${at}`]),
    people: Number(row['people']),
    sums: averages.map((_, at) => Number(row[`sum${at}`])),
  }))
}

/** Each person once a group, with the own averages, and in how many groups the person is. */
const eachPerson = (query: Untyped, person: string, by: readonly string[], averages: readonly string[]): Untyped =>
  averages
    .reduce((narrowed, name) => narrowed.where(name, 'is not', null), query)
    .where(person, 'is not', null)
    .groupBy([person, ...by])
    .select(eb => [
      ...by.map((name, at) => sql.ref(name).as(`at${at}`)),
      ...averages.map((name, at) => eb.fn.avg(name).as(`mean${at}`)),
      eb.fn
        .countAll()
        .over(over => over.partitionBy(person))
        .as('groups'),
    ])

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
    sums: (groups[0]?.sums ?? []).map((_, at) => sum(one => one.sums[at] ?? 0)),
  }
}

const said = <B extends string, A extends string>(
  { at, values, people: all, sums }: Cell,
  by: readonly B[],
  averages: readonly A[],
  step: number,
): Counted<B, A> => ({
  by: Object.fromEntries(by.flatMap((name, index) => (at[index] === undefined ? [] : [[name, values[index]]]))) as {
    readonly [K in B]?: unknown
  },
  people: all - (all % step),
  averages: Object.fromEntries(averages.map((name, index) => [name, (sums[index] ?? 0) / all])) as Record<A, number>,
})
