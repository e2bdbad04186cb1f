import type { EmbeddedPostgres } from '../../server/postgres/embedded.ts'

/** One thing that is measured. Files `bench/*.bench.ts` export one as their default; `npm run bench` runs them all. */
export interface Bench {
  readonly name: string
  /** What is compared with what, in a sentence. */
  readonly says: string
  readonly runs: (place: BenchPlace) => Promise<readonly Figure[]>
}

export interface BenchPlace {
  /** A PostgreSQL of this bench's own that writes to disk as a live one does. */
  readonly postgres: EmbeddedPostgres
  /** A folder that is thrown away afterwards. */
  readonly dir: string
  /** The whole length and size (`npm run soak`), not the short one. */
  readonly whole: boolean
  /** A line about what is being done. */
  say(line: string): void
}

export interface Figure {
  readonly what: string
  readonly value: number
  readonly unit: string
  readonly target?: { readonly atLeast: number } | { readonly atMost: number }
  readonly note?: string
}

export const meets = ({ value, target }: Figure): boolean =>
  target === undefined || ('atLeast' in target ? value >= target.atLeast : value <= target.atMost)

export function quantile(values: readonly number[], q: number): number {
  const inOrder = values.toSorted((a, b) => a - b)
  return inOrder[Math.min(inOrder.length - 1, Math.floor(q * inOrder.length))] ?? Number.NaN
}
export const median = (values: readonly number[]): number => quantile(values, 0.5)
