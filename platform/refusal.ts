import type { Language, Words } from '../kernel/declare/terms.ts'

/**
 * An expected "no": it has a name, says what is wrong, and what helps. All else that is thrown is our fault and stays
 * loud.
 */
export abstract class Refusal extends Error {
  abstract readonly id: string
  abstract readonly status: number
  abstract readonly says: Words
  readonly helps?: Words
  /** Fields that are wrong, each with a sentence. */
  readonly fields?: Readonly<Record<string, Words>>
  /** Seconds after which another try makes sense. */
  readonly retryAfter?: number

  constructor() {
    super()
    this.name = new.target.name
  }
}

/** Problem details as RFC 9457 has them, with the refusal's name, a way out and the fields. */
export interface Problem {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly id: string
  readonly helps?: string
  readonly fields?: Readonly<Record<string, string>>
}

export function problemOf(refusal: Refusal, language: Language): Problem {
  return {
    type: `urn:obhut:refusal:${refusal.id}`,
    title: refusal.says[language],
    status: refusal.status,
    id: refusal.id,
    ...(refusal.helps && { helps: refusal.helps[language] }),
    ...(refusal.fields && {
      fields: Object.fromEntries(Object.entries(refusal.fields).map(([name, words]) => [name, words[language]])),
    }),
  }
}

/** What came in does not have the shape that the route asks for. */
export class WrongInput extends Refusal {
  readonly id = 'wrong-input'
  readonly status = 422
  readonly says = { de: 'Einige Angaben fehlen oder stimmen nicht.', en: 'Some of the details are missing or wrong.' }
  override readonly fields: Readonly<Record<string, Words>>
  constructor(fields: Readonly<Record<string, Words>>) {
    super()
    this.fields = fields
  }
}
export class NotSignedIn extends Refusal {
  readonly id = 'not-signed-in'
  readonly status = 401
  readonly says = { de: 'Bitte melden Sie sich an.', en: 'Please sign in.' }
}
/** What is asked for does not exist, or not for this person: the answer is the same. */
export class NotFound extends Refusal {
  readonly id = 'not-found'
  readonly status = 404
  readonly says = { de: 'Das gibt es hier nicht.', en: 'There is no such thing here.' }
}
export class NotAllowed extends Refusal {
  readonly id = 'not-allowed'
  readonly status = 403
  readonly says = { de: 'Dafür ist dieses Konto nicht berechtigt.', en: 'This account has no permission to do that.' }
}
/** The password was right, and the code that is given beside it is still missing. */
export class SecondFactorNeeded extends Refusal {
  readonly id = 'second-factor-needed'
  readonly status = 403
  readonly says = {
    de: 'Bitte geben Sie zuerst den Code Ihres zweiten Faktors ein.',
    en: 'Please enter the code of your second factor first.',
  }
  override readonly helps = {
    de: 'Die App, mit der Sie ihn eingerichtet haben, zeigt ihn. Beschäftigte richten ihn bei der ersten Anmeldung ein.',
    en: 'The app with which you set it up shows it. Staff set it up when they first sign in.',
  }
}
/** An open session is not enough for this: the code has to be typed once more. */
export class FreshCodeNeeded extends Refusal {
  readonly id = 'fresh-code-needed'
  readonly status = 403
  readonly says = {
    de: 'Dafür brauchen wir den Code Ihres zweiten Faktors noch einmal.',
    en: 'We need the code of your second factor once more for this.',
  }
  override readonly helps = {
    de: 'Geben Sie ihn ein und wiederholen Sie den Schritt.',
    en: 'Enter it and repeat the step.',
  }
}
export class TooManyAttempts extends Refusal {
  readonly id = 'too-many-attempts'
  readonly status = 429
  readonly says = { de: 'Zu viele Versuche.', en: 'Too many attempts.' }
  override readonly helps: Words
  override readonly retryAfter: number
  constructor(retryAfterSeconds: number) {
    super()
    this.retryAfter = retryAfterSeconds
    const wait = Math.ceil(retryAfterSeconds / 60)
    this.helps = {
      de: `Bitte versuchen Sie es in ${wait} Minute${wait === 1 ? '' : 'n'} wieder.`,
      en: `Please try again in ${wait} minute${wait === 1 ? '' : 's'}.`,
    }
  }
}
