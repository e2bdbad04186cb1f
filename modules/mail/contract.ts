import type { Adding, Work } from '../../kernel/store/work.ts'
import type { Language } from '../../kernel/declare/terms.ts'
import { contract } from '../../platform/contract.ts'

/** A letter as whoever writes it says it; header, footer and form are the same for all. */
export interface Letter {
  readonly to: string
  /** The person whom it is about: the subject that the log of disclosures keeps. */
  readonly subjectId: string
  /** What it is about, by an id that means something to whoever posts it: of such letters `undelivered` tells. */
  readonly concerns?: string
  readonly language: Language
  readonly title: string
  /** For the salutation. The only personal data that belongs in a mail, and only to somebody who is known. */
  readonly name?: string
  /** It names the customer number or that of the contract, and the hand-over declares it (`pd:AccountIdentifier`). */
  readonly numbered?: true
  readonly says: readonly string[]
  /** The one thing to do. */
  readonly button?: { readonly label: string; readonly link: string }
  /** What opens the same page where the link was cut short on its way: see `platform/mailed-code.ts`. */
  readonly code?: string
  /** Below the button. */
  readonly after?: readonly string[]
  /** When it is no longer worth sending, because the link in it has expired. */
  readonly worthUntil?: Date
  /** Goes to very many people: it waits in a lane of its own, behind which nobody waits for a code. */
  readonly toMany?: true
}

/**
 * A letter about something (`concerns`) that was given up: its mailbox does not exist, it was refused, or nobody took
 * it in time. `id` is the letter's own.
 */
export interface Undelivered {
  readonly id: string
  readonly concerns: string
  readonly answer: string | null
}

/** Names a letter: the person whom it is about, and the moment of the unit of work that posted it. */
export interface Posted {
  readonly subject: string
  readonly postedAt: Date
}
export type StillToGo = (work: Work<any>, letter: Posted) => Promise<boolean> // any: of mail's own activity

export interface Progress {
  readonly waiting: number
  readonly lastDoneAt: Date | null
}

/**
 * Puts a letter into the outbox, in the transaction of this unit of work or erasure: it goes out exactly if that
 * commits, and after it. `await mailer.post(work, { to: 'ada@example.org', subjectId: account.id, language: 'de',
 * title: 'Willkommen', says: ['Schön, dass Sie da sind.'] })`
 */
export const Mailer = contract<{
  post(work: Adding, letter: Letter): Promise<void>
  /** How far the letters of an activity are: how many no relay has taken yet, and when the last one was done with. */
  progress(activity: string): Promise<Progress>
  /**
   * From now on, letters of this activity are asked about once more when they are about to go: what has become
   * pointless meanwhile is given up.
   */
  asksBefore(activity: string, stillToGo: StillToGo): void
  /**
   * Takes such letters out of the outbox as far as they wait, in this transaction. Answers to whom no relay has been
   * given one.
   */
  takeOut(work: Work<any>, activity: string, letters: readonly Posted[]): Promise<ReadonlySet<string>> // any: whatever activity the caller works under
  /**
   * Letters of an activity that were given up from this moment on, the oldest first, for whoever has to reach the
   * person in another way. What somebody did not want is none of them.
   */
  undelivered(activity: string, since: Date): Promise<readonly Undelivered[]>
}>('mail.mailer')
