import { hearStatements, type Connected } from '../../tools/testing/wire.ts'
import type { World } from './world.ts'

/** A node of a plan as `explain (analyze, format json)` tells of it, as far as it is looked at. */
interface Node {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly Schema?: string
  readonly 'Actual Rows': number
  readonly 'Actual Loops': number
  readonly 'Rows Removed by Filter'?: number
  readonly 'Rows Removed by Index Recheck'?: number
  readonly 'Rows Removed by Join Filter'?: number
  readonly Plans?: readonly Node[]
}

interface Statement {
  readonly text: string
  readonly values: readonly unknown[]
}
/** What a query of the platform says, and what was set in its transaction before: role, person, time. */
export interface AskedQuery extends Statement {
  readonly settings: readonly Statement[]
}

/** Hears what reads on connections that are opened from now on; `taken` are the queries to a world since it was last asked. */
export function hearQueries(): { taken(world: World): AskedQuery[] } {
  const heard: (Statement & { readonly on: Connected })[] = []
  hearStatements((on, text, values) => {
    heard.push({ on, text, values })
  })
  // Outlives a call of `taken`: a unit of work may be under way between two.
  const settings = new Map<Connected, Statement[]>()
  return {
    taken(world) {
      return heard.splice(0).flatMap(({ on, ...said }) => {
        if (on.database !== world.database.place.database) return []
        if (/^\s*(begin|commit|rollback)/i.test(said.text)) settings.delete(on)
        const before = settings.get(on) ?? []
        if (said.text.includes('set_config(')) settings.set(on, [...before, said])
        else {
          const [, copied] = /^\s*copy \(([^]*)\) to stdout/i.exec(said.text) ?? []
          const text = copied ?? said.text
          if (/^\s*(select|with)\s/i.test(text)) return [{ text, values: said.values, settings: before }]
        }
        return []
      })
    },
  }
}

/** How many rows of a table a query walked through, whether it answers with them or not. */
interface Walked {
  readonly table: string
  readonly rows: number
  readonly by: string
}

/** The walks of these queries that went through more rows of a table than so many, each in a line. */
export async function tooFar(world: World, queries: readonly AskedQuery[], most: number): Promise<string[]> {
  const far = new Set<string>()
  for (const query of queries)
    for (const { table, rows, by } of await walkedBy(world, query))
      if (rows > most) far.add(`${by} through ${rows} rows of ${table}: ${query.text}`)
  return [...far]
}

/** Runs a query as the role that asked it, changes nothing, and tells how many rows of each table it walked through. */
async function walkedBy(world: World, { settings, text, values }: AskedQuery): Promise<Walked[]> {
  await world.rows('begin')
  try {
    for (const one of settings) await world.rows(one.text, [...one.values])
    const [row] = await world.rows<{ 'QUERY PLAN': readonly { readonly Plan: Node }[] }>(
      `explain (analyze, verbose, timing off, format json) ${text}`,
      [...values],
    )
    return [...nodesIn(row?.['QUERY PLAN'][0]?.Plan)].flatMap(node =>
      node['Relation Name'] === undefined
        ? []
        : [
            {
              table: `${node.Schema}.${node['Relation Name']}`,
              by: node['Node Type'],
              rows:
                node['Actual Loops'] *
                (node['Actual Rows'] +
                  (node['Rows Removed by Filter'] ?? 0) +
                  (node['Rows Removed by Index Recheck'] ?? 0)),
            },
          ],
    )
  } finally {
    await world.rows('rollback')
  }
}

function* nodesIn(node: Node | undefined): Generator<Node> {
  if (!node) return
  yield node
  for (const inner of node.Plans ?? []) yield* nodesIn(inner)
}
