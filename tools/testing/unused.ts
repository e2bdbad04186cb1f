// What our statements state and no test of the clauses or of the browser suite uses, each with a word why it is stated
// nevertheless.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { catalogueName } from '../../kernel/declare/table.ts'
import { declarationsOf } from '../../server/startup/foundation.ts'
import { manifestFrom } from '../../server/statement/manifest.ts'
import { everyModule } from '../../server/modules.ts'
import type { Recorded } from './recorded.ts'

/** `purpose` and the name of an activity, `table` as the catalogue names it, `recipient` and its id. */
const words: Readonly<Record<string, string>> = {
  'table obhut.migration': 'written when a store is made, which tests do once for many',
  'table obhut.event_cursor': 'how far each listener is; no module listens yet (kernel/events/events.test.ts)',
  'table obhut.event_aside': 'what a listener could not handle (kernel/events/events.test.ts)',
  'table obhut.series':
    'the last number of each series; a module that numbers what it keeps writes it (kernel/numbers/numbers.test.ts)',
  'table obhut.pseudonym_key':
    'keys of pseudonyms; a module that keeps rows behind pseudonyms has them made (kernel/pseudonyms/pseudonyms.test.ts)',
  'table obhut.import_run': 'runs of imports; a module that takes rows over writes it (kernel/imports/imports.test.ts)',
  'table obhut.imported': 'where rows that were taken over came from (kernel/imports/imports.test.ts)',
  'table obhut.ledger_unmet':
    'what the ledger says of people whom a restored store does not know; imports bring them back (kernel/imports/imports.test.ts)',
  'table obhut.erasure_key':
    'the key of the marks of erased people: written when a store is made, which tests do once for many',
  'table obhut.file': 'files of rows; a module that has some writes them (kernel/files/files.test.ts)',
  'table obhut.file_chunk': 'what files of rows consist of (kernel/files/files.test.ts)',
  'table obhut.set_aside':
    'parts of rows that are others’, too; a module that keeps rows of several persons fills it (kernel/enforce/persons.test.ts)',
  'table obhut.taken_up':
    'written where a module comes to a store that has customers, and somebody takes up its service (kernel/versions/renewal.test.ts)',
  'table obhut.upkeep':
    'says when a backup or a purge was; both are commands of whoever runs the platform (kernel/store/upkeep.ts)',
  'table obhut.witness':
    'says what a witness outside was told; none is named in these runs, shown in kernel/checkpoints',
  'table telemetry.outlier':
    'written when a counter shows for a moment what the next readings disprove, which those of the clauses never do (modules/telemetry/outliers.test.ts)',
  'recipient rechenhaus': 'runs the servers: what lies there is not sent there',
  'recipient konzern': 'runs the data centre: what lies there is not sent there',
  'recipient postwind': 'delivers mail as brieftaube does, under another manifest; tests write to the one of home',
}

interface StatedInAll {
  readonly purposes: readonly string[]
  readonly tables: readonly string[]
  readonly recipients: readonly string[]
}

export const unusedIn = (seen: Recorded): string[] => neverUsed(statedInAll(), seen, words)

/** What is stated and was not used without a word for it, and words that stand there in vain; each in words. */
export function neverUsed(
  { purposes, tables, recipients }: StatedInAll,
  { contacts, worked }: Recorded,
  because: Readonly<Record<string, string>>,
): string[] {
  const named = (all: StatedInAll): string[] => [
    ...all.purposes.map(one => `purpose ${one}`),
    ...all.tables.map(one => `table ${one}`),
    ...all.recipients.map(one => `recipient ${one}`),
  ]
  const used = new Set(
    named({
      purposes: worked.flatMap(one => one.purposes),
      tables: worked.flatMap(one => one.tables.map(([table]) => table)),
      recipients: contacts.flatMap(({ recipient }) => recipient ?? []),
    }),
  )
  const unused = [...new Set(named({ purposes, tables, recipients }))].filter(one => !used.has(one))
  return [
    ...unused
      .filter(one => !Object.hasOwn(because, one))
      .map(one => `${one}: stated and never used; say why in tools/testing/unused.ts, or use it`),
    ...Object.keys(because)
      .filter(one => !unused.includes(one))
      .map(one => `tools/testing/unused.ts has a word for ${one}, which was used or is not stated: take it out`),
  ]
}

function statedInAll(): StatedInAll {
  const folder = join(import.meta.dirname, '../../statements')
  const { activities, tables } = declarationsOf(everyModule)
  const manifests = readdirSync(folder)
    .filter(name => name.endsWith('.yaml'))
    .map(
      name =>
        manifestFrom(readFileSync(join(folder, name), 'utf8'), name, [...activities.values()], [...tables.values()])
          .manifest,
    )
  const purposes = new Set(manifests.flatMap(manifest => Object.keys(manifest.activities)))
  return {
    purposes: [...purposes],
    tables: [...tables.values()].filter(({ under }) => purposes.has(under.name)).map(catalogueName),
    recipients: [...new Set(manifests.flatMap(manifest => manifest.recipients.map(({ id }) => id)))],
  }
}
