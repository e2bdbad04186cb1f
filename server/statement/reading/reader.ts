import type { Module, Surroundings } from '../../../platform/module.ts'
import { declarations, type Declarations } from '../../../kernel/declare/declarations.ts'
import { lackingFor } from '../lacking.ts'
import { manifestFrom, type ReadManifest } from '../manifest.ts'

type Reader = (source: string | Uint8Array, file: string) => ReadManifest

export const declarationsOf = (modules: readonly Module[]): Declarations =>
  declarations(modules.map(({ name, activities, keeps, reveals }) => ({ name, activities, keeps, offers: reveals })))

/** Reads a manifest as these modules would run it in these surroundings; refuses with all that is wrong. */
export function readerFor(modules: readonly Module[], surroundings: Surroundings, declared = declarationsOf(modules)): Reader {
  const lacking = lackingFor(modules, surroundings)
  return (source, file) => manifestFrom(source, file, [...declared.activities.values()], [...declared.tables.values()], lacking)
}

/** Reads a manifest as it is written, whether it could be run or not. */
export const asWritten = (declared: Declarations): Reader => (source, file) => manifestFrom(source, file, [...declared.activities.values()], [...declared.tables.values()])
