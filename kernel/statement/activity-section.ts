import { toldTo, type AnyActivity } from '../declare/activity.ts'
import { countryName } from './countries.ts'
import { dataSentences, personalColumnsUnder, incidental, readSentences } from './data-section.ts'
import type { Row, Section, Sentence } from './document.ts'
import { articleOf, label } from './labels.ts'
import { doneInWords, evaluations } from '../declare/operations.ts'
import { questionsOf } from '../declare/questions.ts'
import { listed } from '../declare/periods.ts'
import {
  anchorOf,
  capital,
  say,
  sayer,
  settingSentence,
  settingsOf,
  stopped,
  tablesUnder,
  valueOf,
  type Rendering,
} from './rendering.ts'
import { rightsNamedWith } from './rights.ts'
import { settingsOfEnds, storageSentences } from './storage-section.ts'
import type { LegalBasis, PersonalData, Words } from '../declare/terms.ts'

/** What the statement says of one activity. */
export function activitySection(rendering: Rendering, activity: AnyActivity): Section {
  const { language, audience = 'public' } = rendering
  const { name, spec } = activity
  const rows = rowsOf(rendering, activity).filter(({ sentences }) => sentences.length > 0)
  return {
    anchor: anchorOf(name),
    title: spec.title[language],
    blocks: [
      { kind: 'paragraph', sentences: [say(`${name}/words`, stopped(toldTo(activity, audience).words[language]))] },
      { kind: 'facts', rows },
    ],
  }
}

const rowLabels = {
  purpose: { de: 'Wozu', en: 'What for' },
  basis: { de: 'Rechtsgrundlage', en: 'Legal basis' },
  data: { de: 'Daten und Herkunft', en: 'Data and where it comes from' },
  recipients: { de: 'Empfänger', en: 'Recipients' },
  end: { de: 'Speicherdauer', en: 'Kept' },
  without: { de: 'Wenn Angaben fehlen', en: 'If data is not given' },
  asks: { de: 'Ihre Einwilligung', en: 'Your consent' },
  rights: { de: 'Ihre Rechte', en: 'Your rights' },
  operations: { de: 'Was geschieht', en: 'What is done' },
  settings: { de: 'Im Einzelnen', en: 'In detail' },
} satisfies Record<string, Words>

function rowsOf(rendering: Rendering, activity: AnyActivity): Row[] {
  const row = (name: keyof typeof rowLabels, sentences: readonly Sentence[]): Row => ({
    label: rowLabels[name][rendering.language],
    sentences,
  })
  return [
    row('purpose', purposes(rendering, activity)),
    row('basis', basis(rendering, activity)),
    row('asks', asks(rendering, activity)),
    row('data', [...dataSentences(rendering, activity), ...readSentences(rendering, activity)]),
    row('settings', settings(rendering, activity)),
    row('operations', operations(rendering, activity)),
    row('recipients', recipients(rendering, activity)),
    row('end', storageSentences(rendering, activity)),
    row('without', without(rendering, activity)),
    row('rights', rights(rendering, activity)),
  ]
}

function purposes({ manifest, language }: Rendering, { name, spec }: AnyActivity): Sentence[] {
  const all = (manifest.activities[name]?.purposes ?? spec.purposes).map(purpose => label(purpose)[language])
  return [say(`${name}/purpose`, `${capital(all.join('; '))}.`)]
}

function basis({ language }: Rendering, { name, spec }: AnyActivity): Sentence[] {
  const it: LegalBasis = spec.basis
  const because = it.because?.[language]
  const named = `${capital(label(it.term)[language])} (${articleOf(it, language)})`
  return [
    say(`${name}/basis`, stopped(because !== undefined && it.letter === 'c' ? `${named}: ${because}` : named)),
    ...(because !== undefined && it.letter === 'f'
      ? [say(`${name}/basis`, stopped(`${{ de: 'Unser Interesse', en: 'Our interest' }[language]}: ${because}`))]
      : []),
    ...(it.letter === 'a'
      ? [
          sayer(language)(`${name}/basis`, {
            de: 'Sie können sie jederzeit widerrufen; was bis dahin geschehen ist, bleibt rechtmäßig.',
            en: 'You can withdraw it at any time; what was done until then remains lawful.',
          }),
        ]
      : []),
  ]
}

/** The question itself, word for word as it is put. */
function asks(rendering: Rendering, activity: AnyActivity): Sentence[] {
  const { language, manifest } = rendering
  const all = questionsOf(activity, manifest).map(question => question.says[language])
  if (!all.length)
    return activity.spec.asks
      ? [
          sayer(language)(`${activity.name}/asks`, {
            de: 'Zurzeit wird niemand danach gefragt.',
            en: 'Nobody is asked at present.',
          }),
        ]
      : []
  return all.map(says =>
    say(`${activity.name}/asks`, { de: `Wir fragen: „${says}“`, en: `We ask: “${says}”` }[language]),
  )
}

function settings(rendering: Rendering, activity: AnyActivity): Sentence[] {
  const told = settingsOfEnds(rendering, activity)
  const { language, audience = 'public' } = rendering
  const its = settingsOf(activity).filter(
    ([name, setting]) => !told.has(name) && (setting.audience ?? audience) === audience,
  )
  return its.map(([name, setting]) =>
    say(
      `${activity.name}/${name}`,
      settingSentence(
        setting,
        valueOf(rendering, activity, name),
        language,
        rendering.manifest.activities[activity.name]?.settings,
      ),
    ),
  )
}

function recipients({ manifest, language }: Rendering, { name }: AnyActivity): Sentence[] {
  const ids = manifest.activities[name]?.recipients ?? []
  const who = manifest.recipients
    .filter(({ id }) => ids.includes(id))
    .map(
      recipient =>
        `${recipient.name} (${label(recipient.role)[language]}, ${countryName(recipient.country, language)})`,
    )
  if (!who.length)
    return [
      sayer(language)(`${name}/recipients`, {
        de: 'Niemand außerhalb unseres Unternehmens.',
        en: 'Nobody outside our company.',
      }),
    ]
  return [say(`${name}/recipients`, stopped(listed(who, language)))]
}

const unattributed = (rendering: Rendering, activity: AnyActivity): boolean => {
  const tables = tablesUnder(rendering, activity).filter(({ about }) => about.who !== 'nobody')
  return tables.length > 0 && tables.every(({ about }) => about.who === 'unattributed')
}

const otherwise: Record<'a' | 'b' | 'f', Words> = {
  a: {
    de: 'Die Angaben sind freiwillig; ohne sie unterbleibt nur diese Verarbeitung.',
    en: 'Giving the data is voluntary; without it, only this processing does not take place.',
  },
  b: {
    de: 'Die Angaben sind für den Vertrag nötig; ohne sie können wir ihn insoweit nicht erfüllen.',
    en: 'The data is needed for the contract; without it we cannot perform it to that extent.',
  },
  f: {
    de: 'Weder ein Gesetz noch ein Vertrag verpflichtet Sie, diese Daten bereitzustellen.',
    en: 'Neither law nor contract obliges you to provide this data.',
  },
}
const ofItself: Words = {
  de: 'Sie müssen dafür nichts angeben; diese Daten entstehen bei der Verarbeitung selbst.',
  en: 'You do not have to provide anything for this; the data is generated by the processing itself.',
}
/** Art. 13(2)(e) GDPR */
function without(rendering: Rendering, activity: AnyActivity): Sentence[] {
  const { name, spec } = activity
  const held = personalColumnsUnder(rendering, activity)
  const usual =
    spec.basis.letter === 'c' || !held.length
      ? undefined
      : held.every(({ is }) => incidental.has(is))
        ? ofItself
        : otherwise[spec.basis.letter]
  const words = toldTo(activity, rendering.audience ?? 'public').without ?? usual
  return words ? [say(`${name}/without`, stopped(words[rendering.language]))] : []
}

/** The rights that a person is told of here; complaint and automated decisions have parts of their own. */
function rights(rendering: Rendering, activity: AnyActivity): Sentence[] {
  const { language } = rendering
  const { name } = activity
  const list = rightsNamedWith(activity).map(right => label(right)[language])
  const sentence = say(`${name}/rights`, stopped(capital(listed(list, language))))
  if (!unattributed(rendering, activity)) return [sentence]
  const identifiable = personalColumnsUnder(rendering, activity).some(({ is }) => identifying.has(is))
  return [sentence, sayer(language)(`${name}/rights`, identifiable ? notAttributed : noPerson)]
}
/**
 * By these somebody with further knowledge (an internet provider) can tell a person: personal data all the same
 * (recital 26 GDPR; CJEU C-582/14).
 */
const identifying: ReadonlySet<PersonalData> = new Set<PersonalData>([
  'pd:IPAddress',
  'pd:MACAddress',
  'pd:BrowserFingerprint',
  'pd:UserAgent',
])
const notAttributed: Words = {
  de: 'Ohne zusätzliche Angaben ordnen wir diese Daten niemandem zu; Rechte an einzelnen Einträgen setzen daher voraus, dass Sie uns Angaben machen, mit denen sie sich Ihnen zuordnen lassen (Art. 11 Abs. 2 DSGVO).',
  en: 'Without further details we do not attribute this data to anybody; rights concerning individual entries therefore depend on your giving us details by which they can be attributed to you (Art. 11(2) GDPR).',
}
const noPerson: Words = {
  de: 'Wir können diese Daten niemandem zuordnen; Rechte an einzelnen Einträgen setzen daher voraus, dass Sie uns Angaben machen, mit denen sie sich Ihnen zuordnen lassen (Art. 11 Abs. 2 DSGVO).',
  en: 'We cannot tell whom this data is about; rights concerning individual entries therefore depend on your giving us details by which they can be attributed to you (Art. 11(2) GDPR).',
}

/** In the words of Art. 4(2) GDPR. */
function operations({ language }: Rendering, { name, spec }: AnyActivity): Sentence[] {
  const evaluated = spec.evaluates
    ? [
        sayer(language)(`${name}/evaluates`, {
          de: `Ein Programm bildet daraus: ${evaluations[spec.evaluates].de} (Art. 4 Nr. 4 DSGVO).`,
          en: `A program makes of it: ${evaluations[spec.evaluates].en} (Art. 4(4) GDPR).`,
        }),
      ]
    : []
  if (!spec.operations?.length) return evaluated
  return [say(`${name}/operations`, doneInWords(spec.operations, language)), ...evaluated]
}
