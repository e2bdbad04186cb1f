import { contract } from '../../platform/contract.ts'
import type { ConsentMeans } from '../../kernel/consent/change.ts'
import type { Consented } from '../../kernel/consent/consented.ts'
import type { Work } from '../../kernel/store/work.ts'
import type { AnyActivity } from '../../kernel/declare/activity.ts'
import type { Question } from '../../kernel/declare/questions.ts'
import type { Language } from '../../kernel/declare/terms.ts'

/** Whose consent it is: a person of a kind, by the id that rows about this person bear. */
export interface Speaker {
  readonly kind: string
  readonly subject: string
}

/**
 * Consents for whoever asks for one: at a form, at the first use of something, by a link in a mail. All of it happens
 * in the caller's unit of work.
 *
 *     const [question] = consents.questions(newsletter)
 *     await consents.record(work, { kind: 'reader', subject, question, language: 'de', says: 'given', how: 'double opt-in', place: '/newsletter' })
 */
export const Consents = contract<Consents>('consents')

export interface Consents {
  /** What the statement in force has people asked under an activity; none where it does not state it. */
  questions(activity: AnyActivity): readonly Question[]
  /** Keeps an answer, with the words as they were shown and for as long as the statement says. */
  record(
    work: Work<any>, // any: whatever activity the caller works under
    answer: Speaker &
      ConsentMeans & { readonly question: Question; readonly language: Language; readonly says: 'given' | 'refused' },
  ): Promise<void>
  /**
   * Takes back all consents to a purpose, or that towards one recipient or by one channel. Says how many there were.
   */
  withdraw(work: Work<any>, what: Speaker & ConsentMeans & Omit<Consented, 'subject'>): Promise<number> // any: as above
  /** Whether this person consents, now and until the transaction ends. */
  given(work: Work<any>, asked: Consented): Promise<boolean> // any: as above
}
