import type { AnyTable } from '../declare/table.ts'
import { isToldTo, type AnyActivity } from '../declare/activity.ts'
import { activitySection } from './activity-section.ts'
import { chapters, type Chapter } from '../declare/chapters.ts'
import { sentencesIn, sentencesOf, type Section, type Sentence, type StatementDocument } from './document.ts'
import {
  authoritySection,
  changesSection,
  controllerSection,
  decisionsSection,
  measuresSection,
  officerSection,
  placesSection,
  recipientsSection,
  rightsSection,
  type Earlier,
} from './general-sections.ts'
import { asContent, asHtml, type Evident, type Links } from './html.ts'
import type { Manifest } from './manifest.ts'
import { asMarkdown } from './markdown.ts'
import { dayInWords } from '../declare/periods.ts'
import { sayer, type Rendering } from './rendering.ts'
import type { Audience, Language, Words } from '../declare/terms.ts'

export interface ToRender {
  readonly manifest: Manifest
  readonly activities: readonly AnyActivity[]
  readonly tables: readonly AnyTable[]
  readonly language: Language
  readonly version: number
  /** Whose notice it is: the public statement, or that for the operator's employees. */
  readonly audience?: Audience
  /** Versions that were in force before, the newest first. */
  readonly earlier?: readonly Earlier[]
  /** It was announced and never came into force. */
  readonly withdrawn?: true
  readonly links?: Links
  readonly evident?: Evident | undefined
}

/** The statement as people read it. The same manifest, declarations and version always give the same bytes. */
export function renderStatement(input: ToRender): {
  html: string
  content: string
  markdown: string
  sentences: { id: string; text: string }[]
} {
  const document = statementDocument(input)
  return {
    content: asContent(document, input.evident),
    html: asHtml(document, input.links, input.manifest.languages),
    markdown: asMarkdown(document),
    sentences: sentencesOf(document),
  }
}

/** Whether anything is stated that only employees are told of: then they have a notice of their own. */
export const informsEmployees = (activities: readonly AnyActivity[]): boolean =>
  activities.some(activity => !isToldTo(activity, 'public'))

/** Every sentence of the statement and of the notice for employees, each once. */
export function everySentence(input: ToRender): Sentence[] {
  const all = (['public', 'employees'] as const).flatMap(audience =>
    sentencesIn(statementDocument({ ...input, audience })),
  )
  return [...new Map(all.map(sentence => [`${sentence.id} ${sentence.text}`, sentence])).values()]
}

export function statementDocument({
  manifest,
  activities,
  tables,
  language,
  version,
  audience = 'public',
  earlier = [],
  withdrawn,
}: ToRender): StatementDocument {
  const byName = new Map(activities.map(activity => [activity.name, activity]))
  const stated = Object.keys(manifest.activities)
    .flatMap(name => byName.get(name) ?? [])
    .filter(activity => isToldTo(activity, audience))
  const rendering: Rendering = { manifest, activities: stated, tables, language, audience }
  const says = sayer(language)
  const { title, lead } = openings[audience]
  return {
    language,
    site: manifest.site.name,
    title: title[language],
    stand: [
      says('statement/effective', {
        de: `Stand: ${dayInWords(manifest.effective, 'de')}`,
        en: `As of ${dayInWords(manifest.effective, 'en')}`,
      }),
      says('statement/versions', { de: `(Fassung ${version})`, en: `(version ${version})` }),
    ],
    lead: [
      says('statement/activities', lead(manifest.company.name)),
      says('statement/activities', {
        de: 'Diese Erklärung ist zugleich die Konfiguration unserer Plattform: Eine Verarbeitung, die hier nicht steht, führt sie nicht aus.',
        en: 'This statement is also the configuration of our platform: it runs no processing that is not named here.',
      }),
    ],
    sections: [
      controllerSection(rendering),
      officerSection(rendering),
      ...chapterSections(rendering),
      recipientsSection(rendering),
      placesSection(rendering),
      measuresSection(rendering),
      decisionsSection(rendering),
      rightsSection(rendering),
      authoritySection(rendering),
      changesSection(rendering, version, earlier, withdrawn),
    ].filter(section => section !== undefined),
  }
}

const openings: Record<Audience, { readonly title: Words; readonly lead: (company: string) => Words }> = {
  public: {
    title: { de: 'Datenschutzerklärung', en: 'Privacy statement' },
    lead: company => ({
      de: `Hier steht, welche personenbezogenen Daten wir (${company}) verarbeiten, wozu, auf welcher Rechtsgrundlage und wie lange, und wer sie bekommt.`,
      en: `Here you can read which personal data we (${company}) process, what for, on which legal basis and for how long, and who receives it.`,
    }),
  },
  employees: {
    title: { de: 'Datenschutzhinweise für Beschäftigte', en: 'Privacy notice for employees' },
    lead: company => ({
      de: `Diese Hinweise richten sich an alle, die für uns (${company}) mit der Plattform arbeiten: welche Daten über Sie dabei verarbeitet werden, wozu, auf welcher Rechtsgrundlage und wie lange, und wer sie bekommt.`,
      en: `This notice is for everybody who works with the platform for us (${company}). It says which data about you is processed, what for, on which legal basis and for how long, and who receives it.`,
    }),
  },
}

const chapterOf = ({ spec }: AnyActivity): Chapter => spec.chapter ?? 'other'

function chapterSections(rendering: Rendering): Section[] {
  return (Object.keys(chapters) as Chapter[]).flatMap(chapter => {
    const its = rendering.activities.filter(activity => chapterOf(activity) === chapter)
    return its.length
      ? [
          {
            anchor: chapter,
            title: chapters[chapter][rendering.language],
            blocks: [],
            parts: its.map(activity => activitySection(rendering, activity)),
          },
        ]
      : []
  })
}
