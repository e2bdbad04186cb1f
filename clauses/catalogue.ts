import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'

/** The systems whose public statements the catalogue takes apart, each with a manifest of its name in `statements/`. */
export const systems = ['home', 'meter', 'talk', 'trial', 'soft'] as const
export type System = (typeof systems)[number]

/** One thing that a system does, promises, or refuses to do. */
export interface Clause {
  readonly id: string
  readonly system: System
  /** What the statement promises, in our words. */
  readonly says: string
  /** What a test must be able to show on a running system. */
  readonly show?: string
}
export interface Catalogue {
  readonly system: System
  readonly title: string
  readonly clauses: readonly Clause[]
}

export const catalogues: readonly Catalogue[] = systems.map(system => {
  const { title, clauses } = parse(readFileSync(join(import.meta.dirname, `catalogue/${system}.yaml`), 'utf8')) as {
    title: string
    clauses: Omit<Clause, 'system'>[]
  }
  return { system, title, clauses: clauses.map(clause => ({ ...clause, system })) }
})
export const clauseById: ReadonlyMap<string, Clause> = new Map(
  catalogues.flatMap(({ clauses }) => clauses).map(clause => [clause.id, clause]),
)
