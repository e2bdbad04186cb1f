import { createHash } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { questionsOf } from '../declare/questions.ts'
import type { AnyActivity } from '../declare/activity.ts'
import type { AnyTable } from '../declare/table.ts'
import type { Words } from '../declare/terms.ts'
import { change, type Change } from './change.ts'
import type { Manifest } from './manifest.ts'
import type { Outline } from './outline.ts'
import { everySentence } from './render.ts'

/**
 * The words that people read in a version: by language and promise the SHA-256 of its sentences (first 16 bytes, in
 * base64url), and each question of a consent as it is asked. Both follow from the code that renders as much as from the
 * manifest.
 */
export interface Told {
  readonly sentences: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** By purpose, recipient and channel: `newsletter`, `sharing/post/phone`. */
  readonly questions: Readonly<Record<string, Question>>
}
interface Question {
  readonly purpose: string
  readonly recipient?: string
  readonly says: Words
}

/** What is different in each version by itself. */
const ofTheVersion: ReadonlySet<string> = new Set(['statement/effective', 'statement/versions'])

export function toldBy(manifest: Manifest, activities: readonly AnyActivity[], tables: readonly AnyTable[]): Told {
  const sentences = manifest.languages.map(language => {
    const all = everySentence({ manifest, activities, tables, language, version: 0 })
      .flatMap(({ id, text, also = [] }) => [id, ...also].map(promise => ({ promise, text })))
      .filter(({ promise }) => !ofTheVersion.has(promise))
    const byPromise = [...Map.groupBy(all, ({ promise }) => promise)]
    return [language, Object.fromEntries(byPromise.map(([promise, its]) => [promise, hashOf(its)]))] as const
  })
  const questions = activities.flatMap(activity =>
    questionsOf(activity, manifest).map(({ purpose, recipient, channel, says }) => [
      [purpose, recipient?.id, channel?.name].filter(part => part !== undefined).join('/'),
      { purpose, ...(recipient && { recipient: recipient.id }), says },
    ]),
  )
  return { sentences: Object.fromEntries(sentences), questions: Object.fromEntries(questions) }
}

const hashOf = (sentences: readonly { readonly text: string }[]): string =>
  createHash('sha256')
    .update(sentences.map(({ text }) => text).join('\n'))
    .digest()
    .subarray(0, 16)
    .toString('base64url')

/** The promises whose sentences read otherwise in one of the languages that both are told in. */
export function readOtherwise(before: Told | undefined, after: Told | undefined): string[] {
  if (!before || !after) return []
  return [
    ...new Set(
      Object.entries(before.sentences).flatMap(([language, was]) => {
        const is = after.sentences[language]
        return is ? [...Object.keys(was), ...Object.keys(is)].filter(promise => was[promise] !== is[promise]) : []
      }),
    ),
  ]
}

/**
 * Questions that are asked otherwise of people who were asked before: what they agreed to is what they read, and so they
 * are told before others are asked in other words. A question about a new recipient or purpose is told with that.
 */
export function questionsChanged({ told: before, ...was }: Outline, { told: after, ...is }: Outline): Change[] {
  if (!before || !after) return []
  return Object.entries(after.questions).flatMap(([key, question]) => {
    const activity = was.activities[question.purpose]
    const known = before.questions[key]
    const isNew = question.recipient !== undefined && !activity?.recipients.includes(question.recipient)
    if (!activity || isNew || isDeepStrictEqual(known?.says, question.says)) return []
    const title = is.activities[question.purpose]?.title ?? activity.title
    return [
      change(
        `${question.purpose}/asks`,
        { de: `${title.de}: Wortlaut der Einwilligung`, en: `${title.en}: wording of the consent` },
        known?.says ?? null,
        question.says,
        'other question',
      ),
    ]
  })
}

/** What reads otherwise and promises the same: one change for each activity, one for each recipient, one for the rest. */
export function wordingChanged(before: Outline, after: Outline): Change[] {
  const groups = Map.groupBy(readOtherwise(before.told, after.told), promise =>
    promise.startsWith('statement/recipient/') ? promise : (promise.split('/')[0] ?? promise),
  )
  return [...groups.keys()].map(group => {
    const what = { de: 'Wortlaut', en: 'wording' }
    const title = after.activities[group]?.title ?? before.activities[group]?.title ?? titleOf(group, after)
    return change(
      group.includes('/') ? group : `${group}/words`,
      { de: `${title.de}: ${what.de}`, en: `${title.en}: ${what.en}` },
      null,
      null,
      'other words',
    )
  })
}
function titleOf(group: string, { recipients }: Outline): Words {
  const recipient = recipients[group.slice('statement/recipient/'.length)]
  return recipient
    ? { de: `Empfänger ${recipient.name}`, en: `Recipient ${recipient.name}` }
    : { de: 'Allgemeine Angaben', en: 'General information' }
}

/** Whether both promise the same in the same words. */
export const saysTheSame = (one: Outline, other: Outline): boolean =>
  isDeepStrictEqual(one.facts, other.facts) && isDeepStrictEqual(one.told, other.told)
