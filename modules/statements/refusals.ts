import type { NotPublished } from '../../kernel/versions/publishing.ts'
import type { YamlProblem } from '../../kernel/statement/manifest.ts'
import { Refusal } from '../../platform/refusal.ts'

/** What was shown is no longer, or not yet, the version in force. */
export class NotInForce extends Refusal {
  readonly id = 'version-not-in-force'
  readonly status = 409
  readonly says = { de: 'Diese Fassung gilt nicht.', en: 'This version is not in force.' }
  override readonly helps = {
    de: 'Laden Sie die Seite neu; dann sehen Sie, was jetzt gilt.',
    en: 'Reload the page to see which version is in force now.',
  }
}

/** The statement cannot be published, or taken back, like this. */
export class PublishRefused extends Refusal {
  readonly id = 'not-published'
  readonly status = 409
  readonly says: Refusal['says']
  override readonly helps: Refusal['says']
  constructor({ says, helps }: NotPublished) {
    super()
    this.says = says
    this.helps = helps
  }
}

/** The manifest is not one that this platform could run; each fault with its line and what mends it. */
export class ManifestDoesNotFit extends Refusal {
  readonly id = 'manifest-does-not-fit'
  readonly status = 422
  readonly says = { de: 'Dieses Manifest lässt sich nicht ausführen.', en: 'This manifest cannot be run.' }
  override readonly fields: Readonly<Record<string, Refusal['says']>>
  constructor(problems: readonly YamlProblem[]) {
    super()
    this.fields = Object.fromEntries(
      problems
        .slice(0, 50)
        .map(({ line, column, says, mend, de = { says, mend } }) => [
          `${line}:${column}`,
          { de: `${de.says}. ${de.mend}`, en: `${says}. ${mend}` },
        ]),
    )
  }
}
