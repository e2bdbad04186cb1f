import type { AnyTable } from '../data/table.ts'
import type { AnyActivity } from './activity.ts'
import { countryName, isOutside } from './countries.ts'
import { articleOf, label } from './labels.ts'
import type { Manifest } from './manifest.ts'
import { operationInWords } from './operations.ts'
import { tablesOf, type Rendering } from './rendering.ts'
import { sourceInWords } from './sources.ts'
import { untilInWords } from './storage-section.ts'
import type { Language } from './terms.ts'

/** One activity in the record of processing (Art. 30(1) GDPR), in words. */
export interface RecordedActivity {
  readonly activity: string
  readonly title: string
  readonly purposes: readonly string[]
  readonly basis: string
  readonly operations: readonly string[]
  readonly subjects: readonly string[]
  readonly recipients: readonly { readonly name: string, readonly role: string, readonly country: string, readonly thirdCountry: boolean, readonly safeguard: string | null, readonly contractSince: string | null }[]
  readonly measures: readonly string[]
  readonly columns: readonly RecordedColumn[]
}
/** What a column holds, for what, from where, and until when. */
export interface RecordedColumn { readonly table: string, readonly column: string, readonly category: string, readonly source: string, readonly purposes: readonly string[], readonly until: string }

/** The record of processing activities: every activity that the manifest states, and every personal column under it. */
export function recordOf(manifest: Manifest, activities: readonly AnyActivity[], tables: readonly AnyTable[], language: Language): RecordedActivity[] {
  const byName = new Map(activities.map(activity => [activity.name, activity]))
  const stated = Object.keys(manifest.activities).flatMap(name => byName.get(name) ?? [])
  const rendering: Rendering = { manifest, activities: stated, tables, language }
  return stated.map(activity => recorded(rendering, activity))
}

function recorded(rendering: Rendering, activity: AnyActivity): RecordedActivity {
  const { manifest, language } = rendering
  const { name, spec } = activity
  const purposes = (manifest.activities[name]?.purposes ?? spec.purposes).map(purpose => label(purpose)[language])
  const its = tablesOf(rendering, activity).filter(({ about }) => about.who !== 'nobody')
  const ids = manifest.activities[name]?.recipients ?? []
  return {
    activity: name, title: spec.title[language], purposes,
    basis: `${label(spec.basis.term)[language]} (${articleOf(spec.basis, language)})${spec.basis.because ? `: ${spec.basis.because[language]}` : ''}`,
    operations: (spec.operations ?? []).map(operation => operationInWords(operation, language)),
    subjects: [...new Set(its.flatMap(({ about }) => 'kinds' in about && about.kinds.length ? about.kinds.map(({ kind }) => kind) : [about.who === 'unattributed' ? 'unattributed (Art. 11)' : 'anybody']))],
    recipients: manifest.recipients.filter(({ id }) => ids.includes(id)).map(({ name: who, role, country, organisation, safeguard, contract }) => ({
      name: who, role: label(role)[language], country: countryName(country, language), thirdCountry: isOutside({ country, organisation }), safeguard: safeguard ? label(safeguard.basis)[language] : null, contractSince: contract?.since ?? null,
    })),
    measures: manifest.measures.map(measure => label(measure)[language]),
    columns: its.flatMap(table => Object.entries(table.columns).map(([column, { is, from }]) => ({
      table: table.name, column, category: is ? label(is)[language] : '', source: sourceInWords(from ?? 'the platform', language), purposes, until: untilInWords(rendering, table),
    }))),
  }
}

/** The same as a table for a spreadsheet: one line a column, and one for an activity that keeps none. */
export function recordAsCsv(record: readonly RecordedActivity[]): string {
  const head = ['activity', 'title', 'purposes', 'legal basis', 'operations (Art. 4(2))', 'data subjects', 'table', 'column', 'category', 'source', 'kept until', 'recipients', 'third countries', 'measures']
  const lines = record.flatMap(one => {
    const about = [one.activity, one.title, one.purposes.join('; '), one.basis, one.operations.join('; '), one.subjects.join('; ')]
    const beyond = [one.recipients.map(({ name, role, country }) => `${name} (${role}, ${country})`).join('; '), one.recipients.filter(({ thirdCountry }) => thirdCountry).map(({ country, safeguard }) => `${country}: ${safeguard ?? ''}`).join('; '), one.measures.join('; ')]
    const columns = one.columns.length ? one.columns.map(({ table, column, category, source, until }) => [table, column, category, source, until]) : [['', '', '', '', '']]
    return columns.map(column => [...about, ...column, ...beyond])
  })
  return [head, ...lines].map(cells => `${cells.map(cell).join(',')}\r\n`).join('')
}
/** RFC 4180; a cell that a spreadsheet would take for a formula is text. */
const cell = (text: string): string => `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`
