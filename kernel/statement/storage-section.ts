import { citation, keepingLaws, type KeepingLaw } from './keeping-laws.ts'
import type { Pseudonym } from '../declare/columns.ts'
import type { AnyTable, Until } from '../declare/table.ts'
import { isToldTo, type AnyActivity, type SettingOf } from '../declare/activity.ts'
import { categoriesOf } from './data-section.ts'
import type { Sentence } from './document.ts'
import { settingOf } from './manifest.ts'
import { listed, periodInWords } from '../declare/periods.ts'
import { capital, quoted, say, settingsOf, tablesUnder, type Rendering } from './rendering.ts'
import type { Period } from '../declare/settings.ts'
import type { Language, Words } from '../declare/terms.ts'

/** The tables of one activity that end by the same rule. */
interface Ending {
  readonly key: string
  readonly id: string
  readonly text: Words
  readonly tables: readonly AnyTable[]
}

/** How long data is kept under an activity: one sentence for each rule by which it ends. */
export function storageSentences(rendering: Rendering, activity: AnyActivity): Sentence[] {
  const endings = endingsOf(rendering, activity)
  const { language } = rendering
  return [
    ...endings.map(({ id, text, tables }) => {
      const data = endings.length > 1 ? (titlesOf(tables, language) ?? categoriesOf(rendering, activity, tables)) : ''
      const sentence = data
        ? `${capital(data)}: ${language === 'de' ? capital(text.de) : text.en}.`
        : `${capital(text[language])}.`
      return say(
        id,
        sentence,
        tables.map(table => `${activity.name}/end/${table.name}`).filter(promise => promise !== id),
      )
    }),
    ...tablesUnder(rendering, activity).flatMap(table => pseudonymSentence(rendering, activity, table)),
    ...tablesUnder(rendering, activity).flatMap(table =>
      table.keptByLaw
        ? [
            say(
              `${activity.name}/end/${table.name}`,
              keptByLaw(
                table.title?.[language] ?? keepingLaws[table.keptByLaw.law].what[language],
                table.keptByLaw.law,
                language,
              ),
            ),
          ]
        : [],
    ),
  ]
}

/** That a pseudonym stands in place of the person, and until when it leads back (Art. 4(5) GDPR). */
function pseudonymSentence(rendering: Rendering, activity: AnyActivity, table: AnyTable): Sentence[] {
  const how = table.about.who === 'pseudonym' ? table.columns[table.about.column]?.pseudonym : undefined
  if (!how) return []
  const { language } = rendering
  const data = table.title?.[language] ?? categoriesOf(rendering, activity, [table])
  return [say(`${activity.name}/pseudonym/${table.name}`, inPlaceOfPerson(capital(data), how, language))]
}
function inPlaceOfPerson(data: string, { rotates, afterwards }: Pseudonym, language: Language): string {
  const keyed = rotates && periodInWords(rotates, language, 'dative')
  if (language === 'de')
    return `${data}: Statt Ihres Namens oder Ihrer Kennung steht dort ein Pseudonym. Nur mit einem Schlüssel, den wir getrennt aufbewahren, führt es zu Ihnen. Diesen Schlüssel vernichten wir ${keyed === undefined ? 'mit dem Ende dieser Verarbeitung' : `nach spätestens ${keyed}`}; ${afterwards === 'deleted' ? 'damit löschen wir auch die Daten' : 'danach kann niemand die Daten mehr Ihnen zuordnen'}.`
  return `${data}: in place of your name or identifier there is a pseudonym. It leads to you only with a key that we keep apart. We destroy that key ${keyed === undefined ? 'when this processing ends' : `after ${keyed} at the latest`}; ${afterwards === 'deleted' ? 'with it we delete the data' : 'nobody can attribute the data to you afterwards'}.`
}

/** What a law keeps in place of its erasure, for how long, and what becomes of it meanwhile. */
function keptByLaw(what: string, law: KeepingLaw, language: Language): string {
  const period = periodInWords(keepingLaws[law].keep, language)
  return language === 'de'
    ? `${capital(what)} verlangt das Gesetz ${period} ab dem Ende des Kalenderjahres aufzubewahren (${citation(law, 'de')}), bei offener Steuerfestsetzung länger. Nach dem Ende der Frist oder Ihrer Löschung sind sie so lange für alles andere gesperrt; danach löschen wir sie.`
    : `${capital(what)}: the law requires them to be kept for ${period} from the end of the calendar year (${citation(law, 'en')}), longer while a tax assessment is open. After the period above or your erasure they are blocked for all else until then; we then erase them.`
}

/** The tables by their own titles, where each has one. */
function titlesOf(tables: readonly AnyTable[], language: Language): string | undefined {
  const titles = [...new Set(tables.map(({ title }) => title?.[language]))]
  return titles.every(title => title !== undefined)
    ? listed(
        titles.map((title, place) => (place && language === 'en' ? uncapital(title) : title)),
        language,
      )
    : undefined
}

/** Within a row: "Your consents and history of your consents". */
const uncapital = (text: string): string =>
  /^\p{Lu}\p{Ll}/u.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text

function endingsOf(rendering: Rendering, activity: AnyActivity): Ending[] {
  const all = tablesUnder(rendering, activity)
    .filter(({ about }) => about.who !== 'nobody')
    .map(table => endingOf(rendering, activity, table))
  return [...Map.groupBy(all, ({ key }) => key)].map(([key, group]) => ({
    key,
    id: group[0]!.id,
    text: group[0]!.text,
    tables: group.flatMap(({ tables }) => tables),
  })) // a group has a first
}

function endingOf(rendering: Rendering, activity: AnyActivity, table: AnyTable): Ending {
  const { ends, until } = lastOf(table)
  const own = { id: `${activity.name}/end/${table.name}`, tables: [table] }
  if (ends.under.name !== activity.name) return { ...own, key: `with ${ends.under.name}`, text: asLongAs(ends.under) }
  if (until?.rule !== 'since')
    return {
      ...own,
      key: 'erasure',
      text: (rendering.audience ?? 'public') === 'public' && isToldTo(activity, 'public') ? untilErased : untilWorkEnds,
    }
  if (until.keep === 'immediately')
    return { ...own, key: `until ${until.says?.de}`, text: thenErased(until.says ?? untilEnded) }
  return {
    key: `${until.keep.setting} ${until.from}`,
    id: `${activity.name}/${until.keep.setting}`,
    text: forPeriod(rendering, activity, until.keep, until.from),
    tables: [table],
  }
}

/** Until when rows of one table are kept, as a phrase. */
export const untilInWords = (rendering: Rendering, table: AnyTable): string =>
  endingOf(rendering, table.under, table).text[rendering.language]

/** The table whose own rule ends this one: a row that goes with another ends as that one does. */
function lastOf(table: AnyTable): { ends: AnyTable; until: Until | undefined } {
  const seen = new Set<AnyTable>()
  let ends = table
  while (ends.until?.rule === 'with' && !seen.has(ends)) {
    seen.add(ends)
    ends = ends.columns[ends.until.column]?.ref?.table() ?? ends
  }
  return { ends, until: ends.until }
}

const untilErased: Words = {
  de: 'bis Sie die Löschung verlangen oder der Vertrag mit uns endet',
  en: 'until you ask for erasure or your contract with us ends',
}
const untilWorkEnds: Words = {
  de: 'bis Ihre Tätigkeit für uns endet und Ihr Konto gelöscht wird',
  en: 'until your work for us ends and your account is erased',
}
const untilEnded: Words = {
  de: 'bis zum Ablauf oder bis der Zweck entfällt',
  en: 'until it expires or its purpose ends',
}
const thenErased = ({ de, en }: Words): Words => ({
  de: `${de}; danach löschen wir die Daten sofort`,
  en: `${en}; we then erase the data at once`,
})
const asLongAs = ({ spec }: AnyActivity): Words => ({
  de: `so lange wie die zugehörigen Daten im Bereich ${quoted(spec.title.de, 'de')}`,
  en: `as long as the data they belong to, under ${quoted(spec.title.en, 'en')}`,
})

const someEvent: Words = { de: 'ab dem jeweiligen Vorgang', en: 'from the event concerned' }
const endOfYear: Words = {
  de: 'ab dem Ende des Kalenderjahres, in das der Vorgang fällt',
  en: 'from the end of the calendar year of the event',
}

/** "sechs Monate ab dem Aufruf; danach löschen wir die Daten" */
function forPeriod(
  { manifest }: Rendering,
  activity: AnyActivity,
  keep: SettingOf,
  from: 'the moment' | 'the end of its year',
): Words {
  const period = settingOf(manifest, keep) as Period
  const runs = settingsOf(activity).find(([name]) => name === keep.setting)?.[1].runs ?? someEvent
  const start = from === 'the moment' ? runs : endOfYear
  return {
    de: `${periodInWords(period, 'de')} ${start.de}; danach löschen wir die Daten`,
    en: `${periodInWords(period, 'en')} ${start.en}; we then erase the data`,
  }
}

/** Settings that a table's end is told by; they need no line of their own. */
export function settingsOfEnds(rendering: Rendering, activity: AnyActivity): ReadonlySet<string> {
  return new Set(
    tablesUnder(rendering, activity).flatMap(({ until, about }) =>
      about.who !== 'nobody' &&
      until?.rule === 'since' &&
      until.keep !== 'immediately' &&
      until.keep.activity === activity.name
        ? [until.keep.setting]
        : [],
    ),
  )
}
