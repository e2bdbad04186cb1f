import type { QueryConfig } from 'pg'
import type { AnyActivity } from '../declare/activity.ts'
import type { Declarations } from '../declare/declarations.ts'
import { catalogueName, type AnyTable } from '../declare/table.ts'
import { forgetting, isThrough, possessionsIn, resolvingFor, type Resolving } from '../enforce/possessions.ts'

/** What a query has to do with possessions: through which it reads rows, and which it may change. */
interface Concerned {
  readonly through: readonly AnyTable[]
  readonly held: readonly string[]
}

/** Resolves for a unit of work whose rows it may see, before its first query that reads rows through possessions. */
export interface Possessing {
  /** What has to be asked before this query; `resolved` are the possessions that are resolved so far. */
  before(sql: string, activity: AnyActivity, resolved: ReadonlySet<string>): readonly Resolving[]
  /** Possessions that the query may have changed, which are to be resolved anew. */
  changedBy(sql: string): readonly string[]
  /** Forgets all that was resolved. */
  readonly forget: QueryConfig | undefined
}

/**
 * Which query concerns which possessions, by the names that stand in it: a query of any shape names its tables with
 * their schemas. Queries come again and again, so each is looked at once.
 */
export function possessing(all: Declarations): Possessing {
  const held = possessionsIn(all)
  if (held.length === 0) return { before: () => [], changedBy: () => [], forget: undefined }
  const through = new Map([...all.tables.values()].filter(isThrough).map(table => [catalogueName(table), table]))
  const possessions = new Set(held.map(one => catalogueName(one.held)))
  const known = new Map<string, Concerned>()
  const concerns = (sql: string): Concerned => {
    const found = known.get(sql)
    if (found) return found
    const named = [
      ...new Set([...sql.matchAll(/"?(\w+)"?\."?(\w+)"?/g)].map(([, schema, name]) => `${schema}.${name}`)),
    ]
    const concerned = {
      through: named.flatMap(name => through.get(name) ?? []),
      held: named.filter(name => possessions.has(name)),
    }
    if (known.size < mostKnown) known.set(sql, concerned)
    return concerned
  }
  const resolving = new Map<string, Resolving | undefined>()
  const resolvingOf = (activity: AnyActivity, table: AnyTable): Resolving | undefined => {
    const key = `${activity.name} ${table.name}`
    if (!resolving.has(key)) resolving.set(key, resolvingFor(activity, table, all))
    return resolving.get(key)
  }
  return {
    before(sql, activity, resolved) {
      const wanted = new Map<string, Resolving>()
      for (const table of concerns(sql).through) {
        const one = resolvingOf(activity, table)
        if (one && !resolved.has(one.held)) wanted.set(one.held, one)
      }
      return [...wanted.values()]
    },
    changedBy: sql => concerns(sql).held,
    forget: { name: 'obhut-forget-possessions', text: forgetting(all) },
  }
}
const mostKnown = 2000
