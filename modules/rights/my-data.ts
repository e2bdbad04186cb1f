import type { Stating } from '../../platform/services.ts'
import type { Caller } from '../../platform/route.ts'
import { countRows, copyOf, secretsOf, type RowCount } from '../../kernel/rows/copy.ts'
import type { DataSubject } from '../../kernel/declare/subject.ts'
import { isPart } from '../../kernel/declare/persons.ts'
import type { Units } from '../../kernel/store/units.ts'
import type { AnyTable } from '../../kernel/declare/table.ts'
import { person, type Who } from '../../kernel/store/work.ts'
import { toldTo, type AnyActivity } from '../../kernel/declare/activity.ts'
import { label } from '../../kernel/statement/labels.ts'
import { nameOfColumn, titleOf } from '../../kernel/statement/names.ts'
import type { Rendering } from '../../kernel/statement/rendering.ts'
import { termsOf } from '../../kernel/statement/value-words.ts'
import { sourceFor, sourceInWords } from '../../kernel/statement/sources.ts'
import { untilInWords } from '../../kernel/statement/storage-section.ts'
import { PersonalData, type Language } from '../../kernel/declare/terms.ts'
import { requests } from './activities.ts'

export interface HeldColumn {
  readonly name: string
  readonly label: string
  readonly category: string
  readonly source: string
  readonly secret: boolean
  /** What its values are called, where they are words of the program. */
  readonly terms: Readonly<Record<string, string>>
}
export interface HeldTable {
  readonly table: string
  readonly title: string
  readonly rows: number
  readonly columns: readonly HeldColumn[]
  readonly until: string
}
export interface HeldGroup {
  readonly activity: string
  readonly title: string
  readonly words: string
  readonly purposes: readonly string[]
  readonly basis: { readonly letter: string; readonly label: string }
  readonly recipients: readonly { readonly name: string; readonly country: string; readonly task: string }[]
  readonly items: readonly HeldTable[]
}

export const subjectOf = (caller: Exclude<Caller, { is: 'visitor' }>): DataSubject => ({
  kind: caller.is,
  id: caller.account,
})

/** What is held about a person, why, from where, for whom and until when (Art. 15 GDPR), read from the declarations. */
export const overview = async (
  store: Units,
  stating: Stating,
  subject: DataSubject,
  language: Language,
): Promise<HeldGroup[]> => groupsOf(store, stating, subject, await countRows(store, subject), language)

export function groupsOf(
  store: Units,
  stating: Stating,
  { kind }: Pick<DataSubject, 'kind'>,
  held: readonly RowCount[],
  language: Language,
): HeldGroup[] {
  const audience = kind === 'staff' ? 'employees' : 'public'
  const rendering: Rendering = {
    audience,
    manifest: stating.manifest,
    activities: [...store.declarations.activities.values()],
    tables: [...store.declarations.tables.values()],
    language,
  }
  const byActivity = Map.groupBy(
    held.filter(one => one.rows > 0),
    one => one.table.under,
  )
  // In the order of the manifest, which is that in which the operator explains them.
  const order = Object.keys(stating.manifest.activities)
  return [...byActivity]
    .toSorted(([a], [b]) => order.indexOf(a.name) - order.indexOf(b.name))
    .map(([activity, tables]) => ({
      activity: activity.name,
      title: activity.spec.title[language],
      words: toldTo(activity, audience).words[language],
      purposes: activity.spec.purposes.map(purpose => label(purpose)[language]),
      basis: { letter: activity.spec.basis.letter, label: basisInWords(activity, language) },
      recipients: recipientsOf(stating, activity, language),
      items: tables.map(({ table, rows }) => ({
        table: table.name,
        title: titleOf(table, language),
        rows,
        columns: columnsOf(store, table, language),
        until: untilInWords(rendering, table),
      })),
    }))
}

const basisInWords = ({ spec }: AnyActivity, language: Language): string =>
  spec.basis.because
    ? `${label(spec.basis.term)[language]}: ${spec.basis.because[language]}`
    : label(spec.basis.term)[language]

function recipientsOf({ manifest }: Stating, activity: AnyActivity, language: Language): HeldGroup['recipients'] {
  const ids = manifest.activities[activity.name]?.recipients ?? []
  return manifest.recipients
    .filter(one => ids.includes(one.id))
    .map(one => ({ name: one.name, country: one.country, task: one.task[language] }))
}

function columnsOf({ declarations }: Units, table: AnyTable, language: Language): HeldColumn[] {
  const secrets = new Set(secretsOf(table))
  const told = Object.entries(table.tells?.columns ?? {}).map(([name, words]) => ({
    name,
    label: words[language],
    category: label(PersonalData.GeneratedPersonalData)[language],
    source: sourceInWords('the platform', language),
    secret: false,
    terms: {},
  }))
  return [
    ...told,
    ...Object.entries(table.columns).map(([name, column]) => ({
      name,
      label: nameOfColumn(name, column, language),
      category: column.is ? label(column.is as PersonalData)[language] : '',
      source: isPart(table)
        ? sourceFor(table.part.person.kind.kind, column.from ?? 'the platform', language)
        : sourceInWords(column.from ?? 'the platform', language),
      secret: secrets.has(name),
      terms: termsOf(column, declarations, language),
    })),
  ]
}

/** What a row tells beside itself (`tells`) names activities and tables: in words, for whoever reads it on screen. */
export function toldInWords(
  { declarations: { activities, tables } }: Units,
  table: AnyTable,
  row: Readonly<Record<string, unknown>>,
  language: Language,
): Readonly<Record<string, unknown>> {
  const named = (column: string, value: unknown): unknown => {
    if (typeof value !== 'string') return value
    const known = tables.get(value)
    return column === 'activity' || !known
      ? (activities.get(value)?.spec.title[language] ?? value)
      : titleOf(known, language)
  }
  return {
    ...row,
    ...Object.fromEntries(Object.keys(table.tells?.columns ?? {}).map(name => [name, named(name, row[name])])),
  }
}

/**
 * Everything held, as one JSON document that is written while it is read: each item with source, purpose, basis,
 * recipients and period.
 */
export async function* copyAsJson(
  store: Units,
  stating: Stating,
  subject: DataSubject,
  language: Language,
  by: Who = person(subject.id),
): AsyncGenerator<string> {
  // Noted first, so that the note itself is counted and in the copy.
  const at = await store.under(requests, by, async work => {
    work.note({ what: 'copy', about: 'everything', subject: subject.id })
    return work.now
  })
  const groups = await overview(store, stating, subject, language)
  const { company, effective } = stating.manifest
  yield `{\n"copy of personal data": ${JSON.stringify({ article: 'Art. 15(3) GDPR', madeAt: at, controller: company.name, statement: effective })},\n"held": [`
  let first = true
  for (const group of groups) {
    for (const item of group.items) {
      const { items: _, ...why } = group
      yield `${first ? '' : ','}\n{"what": ${JSON.stringify({ ...item, why })}, "rows": [`
      first = false
      let firstRow = true
      for await (const { rows } of copyOf(store, subject, [item.table])) {
        yield rows.map((row, index) => `${firstRow && index === 0 ? '' : ','}\n${JSON.stringify(row)}`).join('')
        firstRow = false
      }
      yield ']}'
    }
  }
  yield ']\n}\n'
}
