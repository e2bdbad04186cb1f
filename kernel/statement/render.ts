import type { AnyTable } from '../data/table.ts'
import type { AnyActivity } from './activity.ts'
import { activitySection } from './activity-section.ts'
import { chapters, type Chapter } from './chapters.ts'
import { sentencesOf, type Section, type StatementDocument } from './document.ts'
import { authoritySection, changesSection, controllerSection, decisionsSection, measuresSection, officerSection, placesSection, recipientsSection, rightsSection, type Earlier } from './general-sections.ts'
import { asContent, asHtml, type Evident, type Links } from './html.ts'
import type { Manifest } from './manifest.ts'
import { asMarkdown } from './markdown.ts'
import { dayInWords } from './periods.ts'
import { sayer, type Rendering } from './rendering.ts'
import type { Language } from './terms.ts'

export interface ToRender {
  readonly manifest: Manifest
  readonly activities: readonly AnyActivity[]
  readonly tables: readonly AnyTable[]
  readonly language: Language
  readonly version: number
  /** Versions that were in force before, the newest first. */
  readonly earlier?: readonly Earlier[]
  readonly links?: Links
  readonly evident?: Evident | undefined
}

/** The statement as people read it. The same manifest, declarations and version always give the same bytes. */
export function renderStatement(input: ToRender): { html: string, content: string, markdown: string, sentences: { id: string, text: string }[] } {
  const document = statementDocument(input)
  return { content: asContent(document, input.evident), html: asHtml(document, input.links, input.manifest.languages), markdown: asMarkdown(document), sentences: sentencesOf(document) }
}

export function statementDocument({ manifest, activities, tables, language, version, earlier = [] }: ToRender): StatementDocument {
  const byName = new Map(activities.map(activity => [activity.name, activity]))
  const stated = Object.keys(manifest.activities).flatMap(name => byName.get(name) ?? [])
  const rendering: Rendering = { manifest, activities: stated, tables, language }
  const says = sayer(language)
  return {
    language, site: manifest.site.name,
    title: { de: 'Datenschutzerklärung', en: 'Privacy statement' }[language],
    stand: [
      says('statement/effective', { de: `Stand: ${dayInWords(manifest.effective, 'de')}`, en: `As of ${dayInWords(manifest.effective, 'en')}` }),
      says('statement/versions', { de: `(Fassung ${version})`, en: `(version ${version})` }),
    ],
    lead: [
      says('statement/activities', {
        de: `Hier steht, welche personenbezogenen Daten wir (${manifest.company.name}) verarbeiten, wozu, auf welcher Rechtsgrundlage und wie lange, und wer sie bekommt.`,
        en: `Here you read which personal data we (${manifest.company.name}) process, what for, on which legal basis and for how long, and who receives it.`,
      }),
      says('statement/activities', {
        de: 'Diese Erklärung ist zugleich die Konfiguration unserer Plattform: Eine Verarbeitung, die hier nicht steht, führt sie nicht aus.',
        en: 'This statement is also the configuration of our platform: it runs no processing that is not named here.',
      }),
    ],
    sections: [
      controllerSection(rendering), officerSection(rendering), ...chapterSections(rendering), recipientsSection(rendering), placesSection(rendering), measuresSection(rendering),
      decisionsSection(rendering), rightsSection(rendering), authoritySection(rendering), changesSection(rendering, version, earlier),
    ].filter(section => section !== undefined),
  }
}

const chapterOf = ({ spec }: AnyActivity): Chapter => spec.chapter ?? 'other'

function chapterSections(rendering: Rendering): Section[] {
  return (Object.keys(chapters) as Chapter[]).flatMap(chapter => {
    const its = rendering.activities.filter(activity => chapterOf(activity) === chapter)
    return its.length ? [{ anchor: chapter, title: chapters[chapter][rendering.language], blocks: [], parts: its.map(activity => activitySection(rendering, activity)) }] : []
  })
}
