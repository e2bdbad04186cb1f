import type { AnyTable } from '../data/table.ts'
import type { AnyActivity } from './activity.ts'
import type { Sentence } from './document.ts'
import { label } from './labels.ts'
import { listed } from './periods.ts'
import { capital, quoted, say, settingsOf, tablesOf, valueOf, type Rendering } from './rendering.ts'
import { sourceInWords } from './sources.ts'
import type { PersonalData } from './terms.ts'

interface Held { readonly table: string, readonly column: string, readonly is: PersonalData, readonly from: string }

const isPersonal = (table: AnyTable): boolean => table.about.who !== 'nobody'

/**
 * Columns that hold data on persons under an activity. Where a setting lists fields by the names of columns, a column
 * that is not on the list stays empty, and so is not among them.
 */
export function heldUnder(rendering: Rendering, activity: AnyActivity): Held[] {
  const idle = idleFields(rendering, activity)
  return tablesOf(rendering, activity).filter(isPersonal).flatMap(table => heldIn(table).filter(({ column }) => !idle.has(column)))
}
const heldIn = (table: AnyTable): Held[] => Object.entries(table.columns)
  .flatMap(([column, { is, from }]) => is === undefined ? [] : [{ table: table.name, column, is, from: from ?? 'the platform' }])

function idleFields(rendering: Rendering, activity: AnyActivity): ReadonlySet<string> {
  const lists = settingsOf(activity).filter(([, setting]) => setting.kind === 'fields')
  const offered = lists.flatMap(([, setting]) => Object.keys(setting.names ?? {}))
  const chosen = new Set(lists.flatMap(([name]) => valueOf(rendering, activity, name) as readonly string[] | undefined ?? []))
  return new Set(offered.filter(field => !chosen.has(field)))
}

/** What only keeps rows together or in order; named last, and left out where it would be said of each part. */
const incidental: ReadonlySet<PersonalData> = new Set(['pd:UID', 'dpv:GeneratedPersonalData'])
const weight = (columns: readonly Held[]): number => columns.every(({ is }) => incidental.has(is)) ? 1 : 0

/** The categories of these tables, without the incidental ones unless there are no others. */
export function categoriesOf(rendering: Rendering, activity: AnyActivity, tables: readonly AnyTable[]): string {
  const names = new Set(tables.map(({ name }) => name))
  const all = [...new Set(heldUnder(rendering, activity).filter(({ table }) => names.has(table)).map(({ is }) => is))]
  const telling = all.filter(is => !incidental.has(is))
  return listed((telling.length ? telling : all).map(is => label(is)[rendering.language]), rendering.language)
}

/** "Aus der Verbindung: IP-Adresse." One sentence a source; it carries the promise of each column that it tells of. */
export function dataSentences(rendering: Rendering, activity: AnyActivity): Sentence[] {
  const { language } = rendering
  const held = heldUnder(rendering, activity)
  const sources = Map.groupBy(held, ({ from }) => sourceInWords(from, language))
  return [...sources].toSorted(([, a], [, b]) => weight(a) - weight(b)).map(([source, columns]) => {
    const categories = [...new Set(columns.map(({ is }) => is))].map(is => label(is)[language])
    const text = language === 'de' ? `${capital(source)}: ${listed(categories, language)}.` : `From ${source}: ${listed(categories, language)}.`
    return say(`${activity.name}/data`, text, columns.map(({ table, column }) => `${activity.name}/data/${table}.${column}`))
  })
}

/** What an activity reads of other activities' tables. */
export function readSentences(rendering: Rendering, activity: AnyActivity): Sentence[] {
  const { language, tables } = rendering
  return Object.entries((activity.spec.reads ?? {}) as Record<string, readonly string[]>).flatMap(([name, columns]) => {
    const table = tables.find(one => one.name === name)
    const categories = [...new Set(columns.flatMap(column => table?.columns[column]?.is ?? []))].map(is => label(is)[language])
    if (!table || !categories.length) return []
    const where = quoted(table.under.spec.title[language], language)
    const what = listed(categories, language)
    return [say(`${activity.name}/reads/${name}`, language === 'de' ? `Verwendet werden dafür auch aus dem Bereich ${where}: ${what}.` : `Also used for this, from ${where}: ${what}.`)]
  })
}
