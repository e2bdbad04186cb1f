import { createHash } from 'node:crypto'
import type { AnyActivity } from './activity.ts'
import type { Manifest, Recipient } from '../statement/manifest.ts'
import type { Language, Words } from './terms.ts'

/**
 * One thing that a person can agree to or refuse: a purpose, and where there are any a recipient and a channel, in the
 * words that are shown.
 */
export interface Question {
  /** The name of the activity. */
  readonly purpose: string
  readonly recipient?: Recipient
  readonly channel?: { readonly name: string; readonly label: Words }
  readonly says: Words
}

/**
 * All that a manifest has people asked under one activity: a question for each recipient and channel that a consent is
 * given for by itself.
 */
export function questionsOf({ name, spec }: AnyActivity, manifest: Manifest): Question[] {
  const { asks } = spec
  if (!asks || !Object.hasOwn(manifest.activities, name)) return []
  const recipients = asks.each ? recipientsOf(name, spec.recipients ?? [], manifest) : [undefined]
  const channels = asks.channels
    ? Object.entries(asks.channels).map(([channel, label]) => ({ name: channel, label }))
    : [undefined]
  return recipients.flatMap(recipient =>
    channels.map(channel => ({
      purpose: name,
      ...(recipient && { recipient }),
      ...(channel && { channel }),
      says: {
        de: filledIn(asks.says.de, recipient?.name, channel?.label.de),
        en: filledIn(asks.says.en, recipient?.name, channel?.label.en),
      },
    })),
  )
}

const recipientsOf = (name: string, kinds: readonly string[], manifest: Manifest): Recipient[] =>
  manifest.recipients.filter(
    ({ id, serves }) => manifest.activities[name]?.recipients.includes(id) && serves.some(kind => kinds.includes(kind)),
  )

const filledIn = (says: string, recipient = '', channel = ''): string =>
  says.replaceAll('{recipient}', () => recipient).replaceAll('{channel}', () => channel)

/** What stands for a text in a record and a receipt: its SHA-256. */
export const wordingHash = (question: Question, language: Language): string =>
  createHash('sha256').update(question.says[language]).digest('hex')
