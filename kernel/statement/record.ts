import { csvLine, csvStart, dialectFor } from '../text/csv.ts'
import { columnsReadBy } from '../declare/whose.ts'
import type { AnyTable } from '../declare/table.ts'
import type { AnyActivity } from '../declare/activity.ts'
import { countryName, isOutside } from './countries.ts'
import { representatives } from './general-sections.ts'
import { articleOf, label } from './labels.ts'
import type { Address, Manifest } from './manifest.ts'
import { operationInWords } from '../declare/operations.ts'
import { readElsewhere, tablesUnder, type Rendering } from './rendering.ts'
import { calledIn, furtherIn, whoseColumn } from './persons.ts'
import { sourceInWords } from './sources.ts'
import { untilInWords } from './storage-section.ts'
import type { Language, Words } from '../declare/terms.ts'

/** The record of processing activities (Art. 30(1) GDPR), in words of one language. */
export interface RecordOfProcessing {
  /** Who answers for the processing, who acts for it, and how it is reached. */
  readonly controller: {
    readonly name: string
    readonly address: string
    readonly representedBy: string
    readonly mail: string
    readonly phone: string
  }
  readonly officer: { readonly name: string; readonly address: string; readonly mail: string } | null
  readonly activities: readonly RecordedActivity[]
}
export interface RecordedActivity {
  readonly activity: string
  readonly title: string
  readonly purposes: readonly string[]
  readonly basis: string
  readonly operations: readonly string[]
  /** Never empty: where an activity keeps nothing about anybody, that is said. */
  readonly subjects: readonly [string, ...string[]]
  readonly recipients: readonly {
    readonly name: string
    readonly role: string
    readonly country: string
    readonly thirdCountry: boolean
    readonly safeguard: string | null
    readonly contractSince: string | null
  }[]
  readonly measures: readonly string[]
  readonly columns: readonly RecordedColumn[]
}
/** What a column holds, for what, from where, and until when. */
export interface RecordedColumn {
  readonly table: string
  readonly column: string
  /** The further person in the row whose it is, as they are called together; whomever the row is about where that is empty. */
  readonly subject: string
  readonly category: string
  readonly source: string
  readonly purposes: readonly string[]
  readonly until: string
}

/** Every activity that the manifest states, and every personal column under it. */
export function recordOf(
  manifest: Manifest,
  activities: readonly AnyActivity[],
  tables: readonly AnyTable[],
  language: Language,
): RecordOfProcessing {
  const byName = new Map(activities.map(activity => [activity.name, activity]))
  const stated = Object.keys(manifest.activities).flatMap(name => byName.get(name) ?? [])
  const rendering: Rendering = { manifest, activities: stated, tables, language }
  const { company, privacyOfficer } = manifest
  return {
    controller: {
      name: company.name,
      address: inOneLine(company, language),
      representedBy: representatives(company)[language],
      mail: company.mail,
      phone: company.phone,
    },
    officer: privacyOfficer
      ? {
          name: privacyOfficer.name ?? privacyOfficer.post.name,
          address: inOneLine(privacyOfficer.post, language),
          mail: privacyOfficer.mail,
        }
      : null,
    activities: stated.map(activity => recorded(rendering, activity)),
  }
}

const inOneLine = ({ street, postcode, city, country }: Address, language: Language): string =>
  `${street}, ${postcode} ${city}, ${countryName(country, language)}`

/** The groups of people whom an activity's tables are about, or those that it reads. */
function subjectsOf(rendering: Rendering, activity: AnyActivity): [string, ...string[]] {
  const { tables, language } = rendering
  const kept = tables.filter(({ under, about }) => under.name === activity.name && about.who !== 'nobody')
  const read = readElsewhere(rendering, activity).flatMap(({ table }) => (table.about.who === 'nobody' ? [] : table))
  const its = kept.length ? kept : read
  const [first, ...others] = new Set(
    its.flatMap(table => {
      const { about } = table
      if (about.who === 'unattributed') return [groups.unattributed[language]]
      const further = furtherIn(table, kept.length ? undefined : columnsReadBy(activity, table))
      return [
        ...('kinds' in about && about.kinds.length
          ? about.kinds.map(one => calledIn(one, language))
          : [groups.everybody[language]]),
        ...further.map(({ kind }) => calledIn(kind, language)),
      ]
    }),
  )
  return first === undefined ? [groups.nobody[language]] : [first, ...others]
}
const groups = {
  unattributed: {
    de: 'Personen, denen die Daten nicht zugeordnet werden (Art. 11 DSGVO)',
    en: 'people whom the data is not attributed to (Art. 11 GDPR)',
  },
  everybody: { de: 'alle Personen mit einem Konto', en: 'everybody with an account' },
  nobody: {
    de: 'niemand: Es werden keine Angaben über Personen gespeichert',
    en: 'nobody: no details about people are stored',
  },
} satisfies Record<string, Words>

function recorded(rendering: Rendering, activity: AnyActivity): RecordedActivity {
  const { manifest, language } = rendering
  const { name, spec } = activity
  const purposes = (manifest.activities[name]?.purposes ?? spec.purposes).map(purpose => label(purpose)[language])
  const its = tablesUnder(rendering, activity).filter(({ about }) => about.who !== 'nobody')
  const ids = manifest.activities[name]?.recipients ?? []
  return {
    activity: name,
    title: spec.title[language],
    purposes,
    basis: `${label(spec.basis.term)[language]} (${articleOf(spec.basis, language)})${spec.basis.because ? `: ${spec.basis.because[language]}` : ''}`,
    operations: (spec.operations ?? []).map(operation => operationInWords(operation, language)),
    subjects: subjectsOf(rendering, activity),
    recipients: manifest.recipients
      .filter(({ id }) => ids.includes(id))
      .map(({ name: who, role, country, organisation, safeguard, contract }) => ({
        name: who,
        role: label(role)[language],
        country: countryName(country, language),
        thirdCountry: isOutside({ country, organisation }),
        safeguard: safeguard ? label(safeguard.basis)[language] : null,
        contractSince: contract?.since ?? null,
      })),
    measures: manifest.measures.map(measure => label(measure)[language]),
    columns: its.flatMap(table =>
      Object.entries(table.columns).map(([column, { is, from }]) => ({
        table: table.name,
        column,
        subject: whoseColumn(table, column, language),
        category: is ? label(is)[language] : '',
        source: sourceInWords(from ?? 'the platform', language),
        purposes,
        until: untilInWords(rendering, table),
      })),
    ),
  }
}

/**
 * The same as a table for a spreadsheet: one line a column, and one for an activity that keeps none. Each line names
 * controller and officer.
 */
export function recordAsCsv({ controller, officer, activities }: RecordOfProcessing, language: Language): string {
  const answers = [
    [controller.name, controller.address, controller.representedBy, controller.mail, controller.phone].join(', '),
    officer ? [officer.name, officer.address, officer.mail].join(', ') : none[language],
  ]
  const lines = activities.flatMap(one => {
    const about = [
      one.activity,
      one.title,
      one.purposes.join('; '),
      one.basis,
      one.operations.join('; '),
      one.subjects.join('; '),
    ]
    const abroad = one.recipients
      .filter(({ thirdCountry }) => thirdCountry)
      .map(({ country, safeguard }) => `${country}: ${safeguard ?? ''}`)
    const beyond = [
      one.recipients.map(({ name, role, country }) => `${name} (${role}, ${country})`).join('; '),
      abroad.join('; '),
      one.measures.join('; '),
      ...answers,
    ]
    const columns = one.columns.length
      ? one.columns.map(({ table, column, subject, category, source, until }) => [
          table,
          column,
          subject,
          category,
          source,
          until,
        ])
      : [['', '', '', '', '', '']]
    return columns.map(column => [...about, ...column, ...beyond])
  })
  const dialect = dialectFor(language)
  return (
    csvStart(dialect) + [heads.map(head => head[language]), ...lines].map(cells => csvLine(cells, dialect)).join('')
  )
}
const none: Words = { de: 'nicht benannt', en: 'not designated' }
const heads: readonly Words[] = [
  { de: 'Kennung', en: 'activity' },
  { de: 'Verarbeitungstätigkeit', en: 'title' },
  { de: 'Zwecke', en: 'purposes' },
  { de: 'Rechtsgrundlage', en: 'legal basis' },
  { de: 'Vorgänge (Art. 4 Nr. 2)', en: 'operations (Art. 4(2))' },
  { de: 'Betroffene Personen', en: 'data subjects' },
  { de: 'Tabelle', en: 'table' },
  { de: 'Spalte', en: 'column' },
  { de: 'Weitere Person der Zeile', en: 'further person in the row' },
  { de: 'Kategorie', en: 'category' },
  { de: 'Herkunft', en: 'source' },
  { de: 'Gespeichert bis', en: 'kept until' },
  { de: 'Empfänger', en: 'recipients' },
  { de: 'Drittländer', en: 'third countries' },
  { de: 'Schutzmaßnahmen (Art. 32)', en: 'measures (Art. 32)' },
  { de: 'Verantwortlicher', en: 'controller' },
  { de: 'Datenschutzbeauftragte Person', en: 'data protection officer' },
]
