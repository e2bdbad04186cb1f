import { doesNotFitManifest, WordedError } from '../problems/worded.ts'
import type { ClientBase } from 'pg'
import type { Finding } from '../statement/finding.ts'
import type { Declarations } from '../declare/declarations.ts'
import { ownsRows, type Stated } from './derive.ts'
import { qualified } from '../declare/qualified.ts'

/**
 * Rows stand under an activity that the manifest does not state: it cannot hold, or they would lie there without
 * purpose.
 */
export class HeldWithoutPurpose extends WordedError {
  readonly told = doesNotFitManifest
  readonly findings: readonly Finding[]
  /** The manifest that was to hold, as it was written. */
  readonly source: string
  constructor(findings: readonly Finding[], source: string) {
    super(findings.map(({ says, mend }) => `${says.en}: ${mend.en}`).join('\n'))
    this.name = 'HeldWithoutPurpose'
    this.findings = findings
    this.source = source
  }
}

export async function refuseRowsWithoutPurpose(
  owner: ClientBase,
  declarations: Declarations,
  manifest: Stated & { readonly source: string },
): Promise<void> {
  const held: Finding[] = []
  for (const table of declarations.tables.values()) {
    if (!ownsRows(table) || manifest.states(table.under.name)) continue
    // A store that is looked at before it is migrated may not have it yet.
    const {
      rows: [there],
    } = await owner.query<{ is: boolean }>('select to_regclass($1) is not null as is', [qualified(table)])
    if (!there?.is) continue
    const {
      rows: [row],
    } = await owner.query<{ some: boolean }>(`select exists (select from ${qualified(table)}) as some`)
    if (row?.some) held.push(heldUnder(table.name, table.under.name))
  }
  if (held.length) throw new HeldWithoutPurpose(held, manifest.source)
}

const heldUnder = (table: string, activity: string): Finding => ({
  at: ['activities', activity],
  says: {
    de: `Die Tabelle „${table}“ enthält Zeilen, die unter „${activity}“ aufbewahrt werden; das Manifest nennt diese Verarbeitung nicht`,
    en: `table '${table}' holds rows that are kept under '${activity}', which the manifest does not state`,
  },
  mend: { de: 'Nennen Sie sie, oder löschen Sie die Zeilen zuerst', en: 'state it, or erase them first' },
})
