import { createHash } from 'node:crypto'
import type { Module, Surroundings } from '../../../platform/module.ts'
import { declarations, fingerprint, type Declarations } from '../../../kernel/declare/declarations.ts'
import { lackingFor } from '../lacking.ts'
import { manifestFrom, type ReadManifest } from '../manifest.ts'

/** What tells these modules from others of the same names: all that a manifest is read by. */
export function markOfModules(modules: readonly Module[]): string {
  const declared = declarationsOf(modules)
  return createHash('sha256')
    .update(
      JSON.stringify([
        fingerprint(declared),
        ...[...declared.activities.values()].map(({ name, spec }) => [name, spec]),
      ]),
    )
    .digest('hex')
}

type Reader = (source: string | Uint8Array, file: string) => ReadManifest

export const declarationsOf = (modules: readonly Module[]): Declarations =>
  declarations(modules.map(({ name, activities, keeps, reveals }) => ({ name, activities, keeps, offers: reveals })))

/** Reads a manifest as these modules would run it in these surroundings; refuses with all that is wrong. */
export function readerFor(
  modules: readonly Module[],
  surroundings: Surroundings,
  declared = declarationsOf(modules),
): Reader {
  const lacking = lackingFor(modules, surroundings)
  return (source, file) =>
    manifestFrom(source, file, [...declared.activities.values()], [...declared.tables.values()], lacking)
}

/** Reads a manifest as it is written, whether it could be run or not. */
export const asWritten =
  (declared: Declarations): Reader =>
  (source, file) =>
    manifestFrom(source, file, [...declared.activities.values()], [...declared.tables.values()])
