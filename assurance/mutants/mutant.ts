import type { Module } from '../../platform/module.ts'

/** What a mutant changes a single fact of: one of each, so that none is caught for a second reason. */
export interface Fake {
  /** The manifest, read from YAML. */
  readonly manifest: Record<string, any> // any: a file of which this program changes one place
  readonly modules: readonly Module[]
}

/** One system that differs from what its statement says in a single fact. */
export interface Mutant {
  readonly kind: Kind
  /** What was changed, in a line. */
  readonly says: string
  readonly changes:
    | { readonly in: 'manifest'; readonly to: (manifest: any) => void } // any: as above
    | { readonly in: 'declarations'; readonly to: (modules: readonly Module[]) => readonly Module[] }
    | { readonly in: 'schema'; readonly sql: string }
    | { readonly in: 'source'; readonly code: string }
}

export const kinds = [
  'a period',
  'a basis',
  'a purpose',
  'a recipient',
  'a dropped erasure rule',
  'a column',
  'a reader',
  'a looser policy',
  'a foreign key',
  'a privilege',
] as const
export type Kind = (typeof kinds)[number]

/** Who noticed, and how it was put; `undefined` where nobody did. */
export interface Caught {
  readonly by: 'types' | 'start' | 'proof'
  readonly says: string
}
export interface Judged {
  readonly mutant: Mutant
  readonly caught: Caught | undefined
}

/** As many of each kind, drawn by a seed: the same for the same seed. */
export function drawn(all: readonly Mutant[], ofEach: number, seed: number): Mutant[] {
  return [...Map.groupBy(all, ({ kind }) => kind).values()].flatMap(group => shuffled(group, seed).slice(0, ofEach))
}

function shuffled<T>(all: readonly T[], seed: number): T[] {
  const chance = chances(seed)
  const mixed = [...all]
  for (let last = mixed.length - 1; last > 0; last--) {
    const other = Math.floor(chance() * (last + 1))
    ;[mixed[last], mixed[other]] = [mixed[other]!, mixed[last]!] // both are below the length
  }
  return mixed
}

/** Numbers from 0 to 1 that look like chance and are the same for the same seed (mulberry32). */
export function chances(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
