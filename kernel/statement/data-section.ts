import type { Column } from '../declare/columns.ts'
import type { AnyTable } from '../declare/table.ts'
import type { AnyActivity } from '../declare/activity.ts'
import type { Sentence } from './document.ts'
import { label } from './labels.ts'
import { settingOf, states, type Manifest } from './manifest.ts'
import { capital, quoted, readElsewhere, say, tablesUnder, type Rendering } from './rendering.ts'
import { whoseColumn } from './persons.ts'
import { sourceInWords } from './sources.ts'
import type { Language, PersonalData } from '../declare/terms.ts'

interface PersonalColumn {
  readonly table: string
  readonly column: string
  readonly is: PersonalData
  readonly from: string
  /** The further person in the row whose it is, as they are called together; empty for whomever the row is about. */
  readonly whose: string
}

const isPersonal = (table: AnyTable): boolean => table.about.who !== 'nobody'

/**
 * Columns that hold data on persons under an activity. A column that the manifest does not ask for stays empty, and so
 * is not among them.
 */
export function personalColumnsUnder(rendering: Rendering, activity: AnyActivity): PersonalColumn[] {
  return tablesUnder(rendering, activity)
    .filter(isPersonal)
    .flatMap(table => personalColumnsIn(table, rendering))
}
const personalColumnsIn = (table: AnyTable, { manifest, language }: Rendering): PersonalColumn[] =>
  Object.entries(table.columns).flatMap(([column, { is, from, asked }]) =>
    is === undefined || (asked && !isAsked(manifest, asked))
      ? []
      : [{ table: table.name, column, is, from: from ?? 'the platform', whose: whoseColumn(table, column, language) }],
  )

const isAsked = (manifest: Manifest, { settings, field }: NonNullable<Column<unknown>['asked']>): boolean =>
  settings.some(setting => states(manifest, setting.activity) && [settingOf(manifest, setting)].flat().includes(field))

/** What only keeps rows together or in order; told once, after everything else. */
export const incidental: ReadonlySet<PersonalData> = new Set(['pd:UID', 'dpv:GeneratedPersonalData'])

/** The categories of these tables, without the incidental ones unless there are no others. */
export function categoriesOf(rendering: Rendering, activity: AnyActivity, tables: readonly AnyTable[]): string {
  const names = new Set(tables.map(({ name }) => name))
  const all = [
    ...new Set(
      personalColumnsUnder(rendering, activity)
        .filter(({ table }) => names.has(table))
        .map(({ is }) => is),
    ),
  ]
  const telling = all.filter(is => !incidental.has(is))
  return labelsOf(telling.length ? telling : all, rendering.language)
}

/** "Aus der Verbindung: IP-Adresse." One sentence a source; it carries the promise of each column that it tells of. */
export function dataSentences(rendering: Rendering, activity: AnyActivity): Sentence[] {
  const { language } = rendering
  const held = personalColumnsUnder(rendering, activity)
  const telling = held.filter(({ is }) => !incidental.has(is))
  const tell = (columns: readonly PersonalColumn[], lead: string): Sentence =>
    say(
      `${activity.name}/data`,
      `${lead}: ${labelsOf(
        columns.map(({ is }) => is),
        language,
      )}.`,
      columns.map(({ table, column }) => `${activity.name}/data/${table}.${column}`),
    )
  const bySource = [
    ...Map.groupBy(telling, ({ from, whose }) =>
      aboutWhom(whose, sourceInWords(from, language, whose !== ''), language),
    ),
  ].map(([lead, columns]) => tell(columns, lead))
  const rest = held.filter(({ is }) => incidental.has(is))
  return rest.length
    ? [...bySource, tell(rest, { de: 'Bei der Verarbeitung entstehen', en: 'Generated in the process' }[language])]
    : bySource
}
/** What is a further person's stands apart from what the others read of themselves. */
const aboutWhom = (whose: string, source: string, language: Language): string =>
  whose === ''
    ? { de: capital(source), en: `From ${source}` }[language]
    : { de: `Über ${whose} (${source})`, en: `About ${whose} (from ${source})` }[language]
const labelsOf = (terms: readonly PersonalData[], language: Language): string =>
  [...new Set(terms)].map(is => label(is)[language]).join(', ')

/** What an activity reads of other activities' tables; what is kept of other people is told of in their notice. */
export function readSentences(rendering: Rendering, activity: AnyActivity): Sentence[] {
  const { language, activities } = rendering
  const reads = readElsewhere(rendering, activity)
    .filter(({ table }) => activities.some(({ name }) => name === table.under.name))
    .map(({ table, columns }) => ({
      name: table.name,
      owner: table.under.spec.title[language],
      terms: columns.flatMap(column => table.columns[column]?.is ?? []),
    }))
  const parts = [
    ...Map.groupBy(
      reads.filter(({ terms }) => terms.length),
      ({ owner }) => owner,
    ),
  ].map(([owner, its]) => {
    const all = its.flatMap(({ terms }) => terms)
    const telling = all.filter(is => !incidental.has(is))
    return `${quoted(owner, language)}: ${labelsOf(telling.length ? telling : all, language)}`
  })
  const [first, ...more] = reads.map(({ name }) => `${activity.name}/reads/${name}`)
  return first !== undefined && parts.length
    ? [
        say(
          first,
          {
            de: `Dazu lesen wir aus ${parts.join('; aus ')}.`,
            en: `For this we also read from ${parts.join('; from ')}.`,
          }[language],
          more,
        ),
      ]
    : []
}
