import { describe, expect, it } from 'vitest'
import { shownOf, type Flow } from './suppress.ts'

/** Numbers from 0 to below 1, the same for the same seed. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296
    return state / 4_294_967_296
  }
}
const upTo = (random: () => number, most: number): number => Math.floor(random() * (most + 1))

type Table = readonly (readonly number[])[]
const sum = (all: readonly number[]): number => all.reduce((a, b) => a + b, 0)

/** A table with its totals: one line of groups, or rows and columns. */
function flowsOf(table: Table): readonly Flow[] {
  if (table.length === 1)
    return [
      ...table[0]!.map(people => ({ from: 'all', to: 'sum', people })),
      { from: 'sum', to: 'all', people: sum(table[0]!) },
    ]
  return [
    ...table.flatMap((row, r) => row.map((people, c) => ({ from: `r${r}`, to: `c${c}`, people }))),
    ...table.map((row, r) => ({ from: 'all', to: `r${r}`, people: sum(row) })),
    ...table[0]!.map((_, c) => ({ from: `c${c}`, to: 'sum', people: sum(table.map(row => row[c]!)) })),
    { from: 'sum', to: 'all', people: sum(table.flat()) },
  ]
}
/** What is published: each cell and total in its place, or nothing. */
function published(table: Table, atLeast: number): readonly (number | undefined)[] {
  const flows = flowsOf(table)
  const shown = shownOf(flows, atLeast)
  return flows.map(flow => (shown.has(flow) ? flow.people : undefined))
}
function* tables(rows: number, columns: number, most: number): Generator<Table> {
  const cells = rows * columns
  for (let at = 0; at < (most + 1) ** cells; at++) {
    const digits = Array.from({ length: cells }, (_, place) => Math.floor(at / (most + 1) ** place) % (most + 1))
    yield Array.from({ length: rows }, (_, row) => digits.slice(row * columns, (row + 1) * columns))
  }
}
const fits = (table: Table, told: readonly (number | undefined)[]): boolean =>
  flowsOf(table).every(({ people }, at) => told[at] === undefined || told[at] === people)

describe('cells of a table that can be shown', () => {
  it('are all where each is large enough', () => {
    expect(published([[5, 9, 7]], 5)).toEqual([5, 9, 7, 21])
  })
  it('leave out a small one, and the next one that would tell of it by the total', () => {
    expect(published([[2, 9, 7]], 5)).toEqual([undefined, 9, undefined, 18])
    expect(published([[2, 7, 7]], 5)).toEqual([undefined, undefined, undefined, 16])
  })
  it('leave out a total that is small itself', () => {
    expect(published([[2, 1]], 5)).toEqual([undefined, undefined, undefined])
  })
  it('of two columns leave out a rectangle around a small one', () => {
    expect(
      published(
        [
          [2, 9, 20],
          [8, 30, 30],
          [20, 30, 30],
        ],
        5,
      ),
    ).toEqual([undefined, undefined, 20, undefined, undefined, 30, 20, 30, 30, 31, 68, 80, 30, 69, 80, 179])
  })

  const shapes = [
    [1, 3],
    [1, 4],
    [2, 2],
    [2, 3],
  ] as const
  it.each(shapes)('tell nobody who knows the sums a small count, in %i by %i', (rows, columns) => {
    const random = seeded(rows * 10 + columns)
    const [atLeast, most] = [3, columns * rows > 4 ? 4 : 6]
    for (let round = 0; round < (columns * rows > 4 ? 25 : 60); round++) {
      const table: Table = Array.from({ length: rows }, () => Array.from({ length: columns }, () => upTo(random, most)))
      const told = published(table, atLeast)
      const fitting = [...tables(rows, columns, most + 1)].filter(other => fits(other, told))
      table.forEach((row, r) => {
        row.forEach((people, c) => {
          if (people === 0 || people >= atLeast) return
          const possible = new Set(fitting.map(other => other[r]![c]!))
          expect([table, r, c, possible.size > 1]).toEqual([table, r, c, true])
        })
      })
    }
  })

  it('of one column tell a small count to nobody who knows the rule, either', () => {
    const [atLeast, most] = [3, 7]
    const classes = Map.groupBy(tables(1, 3, most), table => JSON.stringify(published(table, atLeast)))
    for (const all of classes.values())
      for (const at of [0, 1, 2]) {
        const possible = new Set(all.map(([row]) => row![at]!))
        const [only] = possible
        // At the edge of what was tried others are missing.
        if (possible.size > 1 || all.some(([row]) => row!.includes(most))) continue
        expect([all[0], at, only === 0 || only! >= atLeast]).toEqual([all[0], at, true])
      }
  })

  it('leave out of a line nobody, or at least as many as are asked for', () => {
    const random = seeded(7)
    for (let round = 0; round < 300; round++) {
      const atLeast = 2 + upTo(random, 8)
      const [rows, columns] = [1 + upTo(random, 4), 2 + upTo(random, 4)]
      const table: Table = Array.from({ length: rows }, () => Array.from({ length: columns }, () => upTo(random, 20)))
      const flows = flowsOf(table)
      const shown = shownOf(flows, atLeast)
      for (const flow of shown) expect(flow.people).toBeGreaterThanOrEqual(atLeast)
      for (const node of new Set(flows.map(({ from }) => from))) {
        const left = flows.filter(flow => !shown.has(flow))
        const [out, into] = [left.filter(({ from }) => from === node), left.filter(({ to }) => to === node)]
        if (out.length > 0 && into.length > 0) continue
        const people = sum([...out, ...into].map(flow => flow.people))
        expect(people === 0 || people >= atLeast).toBe(true)
      }
    }
  })
})
