import type { QueryConfig } from 'pg'
import type { AnyActivity } from '../declare/activity.ts'
import type { Declarations } from '../declare/declarations.ts'
import { catalogueName, type AnyTable } from '../declare/table.ts'
import { forgetting, resolvingFor } from '../enforce/possessions-seen.ts'
import { isThrough, possessionsIn, type Resolving } from '../enforce/possessions.ts'

/**
 * What is resolved. What a unit resolved stands still while others go on: who withdraws
 * a consent, moves out or is erased meanwhile is heard of after a second at the latest, however long the unit runs.
 */
export class Resolved {
  readonly #since = new Map<string, { readonly at: number; readonly from: readonly string[] }>()
  get none(): boolean {
    return this.#since.size === 0
  }
  has(what: string): boolean {
    const since = this.#since.get(what)
    return since !== undefined && performance.now() - since.at < 1000
  }
  add({ what, from }: Pick<Resolving, 'what' | 'from'>): void {
    this.#since.set(what, { at: performance.now(), from })
  }
  /** Somebody wrote to that table: what was resolved from it may be another. */
  written(table: string): void {
    for (const [what, { from }] of this.#since) if (from.includes(table)) this.#since.delete(what)
  }
  clear(): void {
    this.#since.clear()
  }
}

/** Resolves for a unit of work whose rows it may see, before its first query that reads rows through possessions. */
export interface Possessing {
  /** What has to be asked before a query that concerns these tables, where so much is resolved already. */
  before(tables: readonly string[], activity: AnyActivity, resolved: Pick<Resolved, 'has'>): readonly Resolving[]
  /** Forgets all that was resolved. */
  readonly forget: QueryConfig | undefined
}

export function possessing(all: Declarations): Possessing {
  if (possessionsIn(all).length === 0) return { before: () => [], forget: undefined }
  const through = new Map([...all.tables.values()].filter(isThrough).map(table => [catalogueName(table), table]))
  const resolving = new Map<string, readonly Resolving[]>()
  const resolvingOf = (activity: AnyActivity, table: AnyTable): readonly Resolving[] => {
    const key = `${activity.name} ${table.name}`
    if (!resolving.has(key)) resolving.set(key, resolvingFor(activity, table, all))
    return resolving.get(key) ?? []
  }
  return {
    before(tables, activity, resolved) {
      const wanted = new Map<string, Resolving>()
      for (const name of tables) {
        const table = through.get(name)
        if (table)
          for (const one of resolvingOf(activity, table)) if (!resolved.has(one.what)) wanted.set(one.what, one)
      }
      return [...wanted.values()]
    },
    forget: { name: 'obhut-forget-possessions', text: forgetting(all) },
  }
}
