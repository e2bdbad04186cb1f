import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse, stringify } from 'yaml'
import type { System } from './catalogue.ts'

export type ManifestData = Record<string, any> // any: whatever the file holds

/** The manifest of a system as it stands in `statements/`, with something changed in it, as text. */
export async function statementWith(system: System, change: (of: ManifestData) => void = () => {}): Promise<string> {
  const manifest = parse(
    await readFile(join(import.meta.dirname, `../statements/${system}.yaml`), 'utf8'),
  ) as ManifestData
  change(manifest)
  return stringify(manifest, { aliasDuplicateObjects: false })
}
