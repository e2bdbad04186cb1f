import { doesNotFitManifest, WordedError } from '../../kernel/problems/worded.ts'
import { createHash } from 'node:crypto'
import type { AnyTable } from '../../kernel/declare/table.ts'
import type { ManifestFacts } from '../../kernel/versions/in-force.ts'
import type { AnyActivity, SettingOf } from '../../kernel/declare/activity.ts'
import { HeldWithoutPurpose } from '../../kernel/enforce/rows-without-purpose.ts'
import { problemsAt, type Finding, type WrittenManifest } from '../../kernel/statement/finding.ts'
import { outlineOf } from '../../kernel/statement/outline.ts'
import {
  problemsInWords,
  readManifest,
  settingOf,
  states,
  type Manifest,
  type YamlProblem,
} from '../../kernel/statement/manifest.ts'

/** A manifest that cannot be run, with everything that is wrong with it. */
export class UnfitManifest extends WordedError {
  readonly told = doesNotFitManifest
  readonly problems: readonly YamlProblem[]
  constructor(problems: readonly YamlProblem[]) {
    super(problemsInWords(problems))
    this.name = 'UnfitManifest'
    this.problems = problems
  }
}

type Places = (
  written: WrittenManifest & { readonly source: string },
  findings: readonly Finding[],
) => readonly YamlProblem[] | Promise<readonly YamlProblem[]>

/** Rows that would lie without purpose under a manifest, told like everything else that is wrong with it. */
export async function orUnfit<T>(file: string, work: () => Promise<T>, placed: Places = problemsAt): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof HeldWithoutPurpose)
      throw new UnfitManifest(await placed({ source: error.source, file }, error.findings))
    throw error
  }
}

export interface ReadManifest extends ManifestFacts {
  readonly manifest: Manifest
}

/** A manifest with what the store has to know of it; refuses with all that is wrong at once. */
export function manifestFrom(
  source: string | Uint8Array,
  file: string,
  activities: readonly AnyActivity[],
  tables: readonly AnyTable[],
  lacking?: (manifest: Manifest) => readonly Finding[],
): ReadManifest {
  const { manifest, problems } = readManifest(source, file, activities, tables, lacking)
  if (!manifest) throw new UnfitManifest(problems)
  return asRead({
    manifest,
    source: Buffer.from(source).toString('utf8'),
    hash: createHash('sha256').update(source).digest('hex'),
    outline: outlineOf(manifest, activities, tables),
  })
}

/** Plain values of a manifest, with what answers questions about them. */
export const asRead = ({
  manifest,
  source,
  hash,
  outline,
}: Pick<ReadManifest, 'manifest' | 'source' | 'hash' | 'outline'>): ReadManifest => ({
  manifest,
  source,
  hash,
  outline,
  effective: manifest.effective,
  states: activity => states(manifest, activity),
  value: setting => valueIn(manifest, setting),
})

const valueIn = (manifest: Manifest, setting: SettingOf): unknown =>
  states(manifest, setting.activity) ? settingOf(manifest, setting) : undefined
