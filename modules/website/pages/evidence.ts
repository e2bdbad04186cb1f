import type { Described } from '../../../kernel/declare/declarations.ts'
import { figuresInWords, keepingOf } from '../../../kernel/proof/in-words.ts'
import type { LatestProof } from '../../../kernel/proof/kept.ts'
import type { Proven } from '../../../kernel/proof/prove.ts'
import type { Sentence } from '../../../kernel/statement/document.ts'
import { placeOfEvidence } from '../../../kernel/statement/evidence.ts'
import { dayInWords } from '../../../kernel/declare/periods.ts'
import { everySentence } from '../../../kernel/statement/render.ts'
import type { Language, Words } from '../../../kernel/declare/terms.ts'
import { frame, places, type PageContext } from './frame.ts'
import { html, type Html } from './html.ts'

export interface EvidenceNeeds {
  readonly context: PageContext
  readonly language: Language
  readonly declarations: Described
  /** The version in force. */
  readonly version: number
  readonly latest: LatestProof | undefined
}

/** The sentences that say the same promise, and whatever they say beside it. */
interface Entry {
  readonly anchor: string
  readonly promise: string
  readonly sentences: readonly string[]
  readonly proven: readonly Proven[] | undefined
}

/**
 * What shows that one part of the statement is kept: each promise with what the platform does for it, and how the
 * latest check came out. Nothing where there is no such part.
 */
export function evidencePage(needs: EvidenceNeeds, about: string): string | undefined {
  const { context, language, declarations } = needs
  const entries = entriesOf(needs).get(about)
  if (!entries) return undefined
  const subject = titleOf(needs, about)
  return frame({
    context,
    language,
    title: `${say(evidence, language)}: ${subject}`,
    at: { de: `${places.evidence.de}/${about}`, en: `${places.evidence.en}/${about}` },
    body: html`<div class="wide"><div class="plain evidence">
<p class="over"><a href="${places.evidence[language]}">${say(evidence, language)}</a></p>
<h1>${subject}</h1>
${checked(needs, entries)}
${entries.map(entry => section(needs, declarations, entry))}
<p class="ways"><a href="${places.statement[language]}">${say({ de: 'Zur Erklärung', en: 'To the statement' }, language)}</a><a href="${places.evidence[language]}">${say({ de: 'Alle Nachweise', en: 'All evidence' }, language)}</a></p>
</div></div>`,
  })
}

/** All parts of the statement, each with the outcome of the latest check. */
export function evidenceOverview(needs: EvidenceNeeds): string {
  const { context, language } = needs
  const all = entriesOf(needs)
  return frame({
    context,
    language,
    title: say(evidence, language),
    at: places.evidence,
    body: html`<div class="wide"><div class="plain evidence">
<h1>${say(evidence, language)}</h1>
<p>${say(what, language)}</p>
${checked(needs, [...all.values()].flat())}
<ul class="rows">${[...all].map(
      ([
        about,
        entries,
      ]) => html`<li><a href="${places.evidence[language]}/${about}"><strong>${titleOf(needs, about)}</strong></a>
<p>${outcome(entries, language)}</p></li>`,
    )}</ul>
</div></div>`,
  })
}

const say = (words: Words, language: Language): string => words[language]
const evidence: Words = { de: 'Nachweise', en: 'Evidence' }
const what: Words = {
  de: 'Jeder Satz unserer Datenschutzerklärung führt hierher. Einmal am Tag, und immer wenn eine neue Fassung in Kraft tritt, prüft die Plattform automatisch, ob sie hält, was sie sagt. Hier steht, was sie dafür tut und was dabei herauskam. Kleine Zahlen und genaue Zeiten lassen wir weg, damit sich daraus nichts über einzelne Menschen ergibt.',
  en: 'Each sentence of our privacy statement leads here. Once a day, and whenever a new version comes into force, the platform checks automatically whether it keeps what it says. Here stands what it does for that, and how the check came out. Small numbers and exact times we leave out, so that nothing about single people follows from them.',
}

/** The promises by the part of the statement that they belong to, in the order of reading. */
function entriesOf({
  context: { manifest },
  language,
  declarations,
  version,
  latest,
}: EvidenceNeeds): ReadonlyMap<string, readonly Entry[]> {
  const { activities, tables } = declarations
  const sentences = everySentence({
    manifest,
    activities: [...activities.values()],
    tables: [...tables.values()],
    language,
    version,
  })
  const found = latest?.version === version ? new Map(latest.promises.map(one => [one.id, one])) : undefined
  const entries = [...Map.groupBy(sentences, ({ id }) => id)].map(([promise, its]): Entry & { about: string } => {
    const { about, anchor } = placeOfEvidence(promise)
    return {
      about,
      anchor,
      promise,
      sentences: its.map(({ text }) => text),
      proven: found && promisesIn(promise, its).flatMap(id => found.get(id) ?? []),
    }
  })
  return Map.groupBy(entries, ({ about }) => about)
}
const promisesIn = (promise: string, sentences: readonly Sentence[]): string[] => [
  ...new Set([promise, ...sentences.flatMap(({ also = [] }) => also)]),
]

const titleOf = ({ declarations, language }: EvidenceNeeds, about: string): string =>
  declarations.activities.get(about)?.spec.title[language] ??
  say({ de: 'Die Erklärung im Ganzen', en: 'The statement as a whole' }, language)

/** When the latest check was, of which version, and how it came out here. */
function checked({ context: { manifest }, latest, version, language }: EvidenceNeeds, entries: readonly Entry[]): Html {
  if (latest?.version !== version) {
    const toCome: Words = {
      de: `Die erste Prüfung der Fassung ${version} steht noch aus; sie läuft automatisch.`,
      en: `The first check of version ${version} is still to come; it runs automatically.`,
    }
    return html`<p class="note">${say(toCome, language)}</p>`
  }
  const at = Temporal.Instant.fromEpochMilliseconds(latest.at.getTime()).toZonedDateTimeISO(manifest.timeZone)
  const [day, time] = [
    dayInWords(at.toPlainDate().toString(), language),
    at.toPlainTime().toString({ smallestUnit: 'minute' }),
  ]
  const last: Words = {
    de: `Zuletzt geprüft am ${day} um ${time} Uhr, Fassung ${version}.`,
    en: `Last checked on ${day} at ${time}, version ${version}.`,
  }
  return html`<p class="checked">${say(last, language)} <strong>${outcome(entries, language)}</strong></p>`
}

function outcome(entries: readonly Entry[], language: Language): string {
  const proven = entries.flatMap(one => one.proven ?? [])
  if (proven.length === 0) return say({ de: 'Noch nicht geprüft.', en: 'Not checked yet.' }, language)
  const kept = proven.filter(({ holds }) => holds).length
  if (proven.length === 1 && kept === 1)
    return say({ de: 'Eine Angabe, eingehalten.', en: 'One detail, kept.' }, language)
  return kept === proven.length
    ? say({ de: `Alle ${kept} Angaben eingehalten.`, en: `All ${kept} details kept.` }, language)
    : say(
        { de: `${kept} von ${proven.length} Angaben eingehalten.`, en: `${kept} of ${proven.length} details kept.` },
        language,
      )
}

function section(
  { context: { manifest }, language }: EvidenceNeeds,
  declarations: Described,
  { anchor, promise, sentences, proven }: Entry,
): Html {
  const { title, does } = keepingOf(promise, declarations, manifest)
  const figures = figuresInWords(proven?.flatMap(one => one.evidence) ?? [], language, manifest.timeZone)
  return html`<section id="${anchor}"><h2>${title[language]}</h2>
<blockquote>${sentences.map(text => html`<p>${text}</p>`)}</blockquote>
<p>${does[language]}</p>
${result(proven, language)}
${figures.length > 0 && html`<ul class="figures">${figures.map(figure => html`<li>${figure}</li>`)}</ul>`}
</section>`
}

function result(proven: readonly Proven[] | undefined, language: Language): Html {
  if (!proven?.length)
    return html`<p class="result">${say({ de: 'Noch nicht geprüft.', en: 'Not checked yet.' }, language)}</p>`
  const kept = proven.every(({ holds }) => holds)
  return html`<p class="result ${kept ? 'kept' : 'broken'}">${say(kept ? areKept : areNotKept, language)}</p>`
}
const areKept: Words = { de: 'Eingehalten.', en: 'Kept.' }
const areNotKept: Words = {
  de: 'Bei der letzten Prüfung nicht eingehalten. Wer bei uns für den Datenschutz zuständig ist, hat dazu eine Meldung bekommen.',
  en: 'Not kept at the latest check. Whoever is in charge of privacy here has been alarmed.',
}
