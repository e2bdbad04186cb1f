import { consents } from '../../kernel/declare/activities.ts'
import { consent, consentEvent, consentStanding, consentText, type ConsentState } from '../../kernel/consent/tables.ts'
import type { Units } from '../../kernel/store/units.ts'
import { person, type Work } from '../../kernel/store/work.ts'
import type { Stating } from '../../platform/services.ts'
import { isByConsent } from '../../kernel/declare/activity.ts'
import { countryName } from '../../kernel/statement/countries.ts'
import { wordingHash, questionsOf, type Question } from '../../kernel/declare/questions.ts'
import type { Language } from '../../kernel/declare/terms.ts'

/** What can be agreed to, and how it stands with it. */
export interface ShownConsent {
  readonly purpose: string
  readonly title: string
  readonly words: string
  readonly recipient: {
    readonly id: string
    readonly name: string
    readonly country: string
    readonly task: string
  } | null
  readonly channel: { readonly name: string; readonly label: string } | null
  /** The question, word for word, and its SHA-256: whoever agrees says to which. Null where it is asked no longer. */
  readonly asks: { readonly says: string; readonly hash: string } | null
  /** `open`: nobody has answered yet. */
  readonly state: ConsentState | 'open'
  /** Whether it counts now. */
  readonly holds: boolean
  readonly since: Date | null
  readonly validUntil: Date | null
  /** The statement under which it was given. */
  readonly statement: number | null
  /** Names its history and its receipt; null while nothing was answered. */
  readonly id: string | null
}

interface Needs {
  readonly store: Units
  readonly stating: Stating
}
type Own = Work<typeof consents>

/** Every consent that this person is asked for, and those that they once gave and are asked for no longer. */
export async function consentsOf(
  { store, stating }: Needs,
  account: string,
  language: Language,
): Promise<ShownConsent[]> {
  if (!stating.states(consents.name)) return []
  return store.under(consents, person(account), async work => {
    const present = await presentOf(work)
    const questions = questionsIn({ store, stating })
    const asked = questions.map(question =>
      shown(
        store,
        question,
        language,
        present.find(one => isAbout(one, question)),
      ),
    )
    const past = present
      .filter(one => !questions.some(question => isAbout(one, question)))
      .map(one => noLongerAsked(store, stating, one, language))
    return [...asked, ...past]
  })
}

/** All questions of the statement in force, in the order in which it tells of their activities. */
export const questionsIn = ({ store, stating }: Needs): Question[] =>
  Object.keys(stating.manifest.activities)
    .flatMap(name => store.declarations.activities.get(name) ?? [])
    .filter(isByConsent)
    .flatMap(activity => questionsOf(activity, stating.manifest))

type Present = Awaited<ReturnType<typeof presentOf>>[number]
async function presentOf(work: Own) {
  const standing = await work
    .over(consentStanding)
    .selectFrom('obhut.consent_standing')
    .select(['activity', 'version'])
    .execute()
  const rows = await work
    .read(consent, 'id', 'purpose', 'recipient', 'channel', 'state', 'statement', 'since', 'validUntil')
    .orderBy('since', 'desc')
    .execute()
  return rows.map(row => ({
    ...row,
    holds:
      row.state === 'given' &&
      (row.validUntil === null || row.validUntil > work.now) &&
      standing.some(one => one.activity === row.purpose && one.version === row.statement),
  }))
}

const isAbout = (
  one: { readonly purpose: string; readonly recipient: string; readonly channel: string },
  { purpose, recipient, channel }: Question,
): boolean =>
  one.purpose === purpose && one.recipient === (recipient?.id ?? '') && one.channel === (channel?.name ?? '')

const named = (
  { declarations }: Units,
  purpose: string,
  language: Language,
): Pick<ShownConsent, 'purpose' | 'title' | 'words'> => {
  const spec = declarations.activities.get(purpose)?.spec
  return { purpose, title: spec?.title[language] ?? purpose, words: spec?.words[language] ?? '' }
}

const answered = (
  one: Present | undefined,
): Pick<ShownConsent, 'state' | 'holds' | 'since' | 'validUntil' | 'statement' | 'id'> =>
  one
    ? {
        state: one.state,
        holds: one.holds,
        since: one.since,
        validUntil: one.validUntil,
        statement: one.statement,
        id: one.id,
      }
    : { state: 'open', holds: false, since: null, validUntil: null, statement: null, id: null }

function shown(store: Units, question: Question, language: Language, one: Present | undefined): ShownConsent {
  const { recipient, channel } = question
  return {
    ...named(store, question.purpose, language),
    ...answered(one),
    recipient: recipient
      ? {
          id: recipient.id,
          name: recipient.name,
          country: countryName(recipient.country, language),
          task: recipient.task[language],
        }
      : null,
    channel: channel ? { name: channel.name, label: channel.label[language] } : null,
    asks: { says: question.says[language], hash: wordingHash(question, language) },
  }
}

function noLongerAsked(store: Units, { manifest }: Stating, one: Present, language: Language): ShownConsent {
  const recipient = manifest.recipients.find(({ id }) => id === one.recipient)
  const label = store.declarations.activities.get(one.purpose)?.spec.asks?.channels?.[one.channel]
  return {
    ...named(store, one.purpose, language),
    ...answered(one),
    asks: null,
    recipient:
      one.recipient === ''
        ? null
        : {
            id: one.recipient,
            name: recipient?.name ?? one.recipient,
            country: recipient ? countryName(recipient.country, language) : '',
            task: recipient?.task[language] ?? '',
          },
    channel: one.channel === '' ? null : { name: one.channel, label: label?.[language] ?? one.channel },
  }
}

export interface ShownEvent {
  readonly what: ConsentState
  readonly at: Date
  readonly how: string
  readonly place: string | null
  readonly signal: string | null
  readonly statement: number
  readonly text: { readonly wording: string; readonly hash: string; readonly language: Language } | null
}

/** What happened to one consent, the latest first; of somebody else's nothing. */
export async function historyOf(work: Own, id: string): Promise<(ShownEvent & { readonly id: string })[]> {
  const rows = await work
    .over(consentEvent, consentText)
    .selectFrom('obhut.consent_event as e')
    .leftJoin('obhut.consent_text as t', 't.id', 'e.textId')
    .select([
      'e.id',
      'e.what',
      'e.at',
      'e.how',
      'e.place',
      'e.signal',
      'e.statement',
      't.wording',
      't.hash',
      't.language',
    ])
    .where('e.consentId', '=', id)
    .orderBy('e.at', 'desc')
    .orderBy('e.id')
    .execute()
  return rows.map(({ wording, hash, language, ...event }) => ({
    ...event,
    text: wording !== null && hash !== null && language !== null ? { wording, hash, language } : null,
  }))
}
