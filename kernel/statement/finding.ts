import type { Words } from '../declare/terms.ts'
import { readYaml, type YamlProblem, type Source } from './yaml.ts'

/** Why a manifest cannot be run although it is written right: the place in it, what is missing there, what mends it. */
export interface Finding {
  readonly at: readonly string[]
  readonly says: Words
  readonly mend: Words
}

/** A manifest as it was written, to point into. */
export interface WrittenManifest {
  readonly source: string | Uint8Array
  readonly file: string
}

/** A finding with its line. */
export const problemAt = (yaml: Source, { at, says, mend }: Finding): YamlProblem => ({
  ...yaml.problem(at, says.en, mend.en, 'the key'),
  de: { says: says.de, mend: mend.de },
})

/** The same in a manifest that was read before. */
export function problemsAt({ source, file }: WrittenManifest, findings: readonly Finding[]): YamlProblem[] {
  const yaml = findings.length ? readYaml(source, file).source : undefined
  return findings.map(one =>
    yaml
      ? problemAt(yaml, one)
      : {
          file,
          line: 1,
          column: 1,
          says: one.says.en,
          mend: one.mend.en,
          de: { says: one.says.de, mend: one.mend.de },
        },
  )
}

/**
 * An activity that has to be stated, `because` of what stands at this place: "'identity.session' is not stated, which
 * accounts need".
 */
export const missing = (name: string, at: readonly string[], because: Words): Finding => ({
  at,
  says: { de: `„${name}“ ist nicht genannt, ${because.de}`, en: `'${name}' is not stated, ${because.en}` },
  mend: { de: `Nehmen Sie unter activities „${name}“ auf`, en: `add '${name}' under activities` },
})
