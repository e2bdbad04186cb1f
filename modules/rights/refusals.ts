import { Refusal } from '../../platform/refusal.ts'
import type { Words } from '../../kernel/declare/terms.ts'

/** An open session is not enough: whoever found one is not the person. */
export class ProofNeeded extends Refusal {
  readonly id = 'proof-needed'
  readonly status = 403
  readonly says = {
    de: 'Bitte zeigen Sie zuerst, dass wirklich Sie es sind.',
    en: 'Please show first that it is really you.',
  }
  override readonly helps = {
    de: 'Geben Sie Ihr Passwort noch einmal ein, oder lassen Sie sich einen Code an Ihre bekannte Adresse senden.',
    en: 'Enter your password again, or have a code sent to the address that we know.',
  }
}
export class WrongCode extends Refusal {
  readonly id = 'wrong-code'
  readonly status = 422
  readonly says = { de: 'Der Code stimmt nicht oder ist abgelaufen.', en: 'The code is wrong or has expired.' }
  override readonly helps = { de: 'Fordern Sie einen neuen an.', en: 'Request a new one.' }
}
/** Reading everything about a person is much work for the store, and enough of it is under way. */
export class CopiesBusy extends Refusal {
  readonly id = 'copies-busy'
  readonly status = 503
  readonly says = {
    de: 'Gerade werden schon mehrere Kopien erstellt.',
    en: 'Several copies are being made at the moment.',
  }
  override readonly helps = {
    de: 'Bitte versuchen Sie es in einer Minute noch einmal.',
    en: 'Please try again in a minute.',
  }
  override readonly retryAfter = 60
}
/** Of another session, or over: told alike, so that nobody learns which copies there are. */
export class CopyGone extends Refusal {
  readonly id = 'copy-gone'
  readonly status = 404
  readonly says = { de: 'Diese Kopie ist nicht mehr verfügbar.', en: 'This copy is no longer available.' }
  override readonly helps = {
    de: 'Eine Kopie lässt sich nur in der Sitzung herunterladen, in der sie angefordert wurde, und nur für kurze Zeit. Unter „Meine Daten“ fordern Sie eine neue an.',
    en: 'A copy can be downloaded only in the session in which it was requested, and only for a short time. Request a new one under “My data”.',
  }
}
/** Nobody is told whether there was such a request. */
export class FormLinkGone extends Refusal {
  readonly id = 'form-link-gone'
  readonly status = 410
  readonly says = { de: 'Dieser Link gilt nicht oder nicht mehr.', en: 'This link is not valid, or no longer valid.' }
  override readonly helps = {
    de: 'Schreiben Sie uns bitte noch einmal; die Adresse steht in der Datenschutzerklärung.',
    en: 'Please write to us again; the address is in the privacy statement.',
  }
}
/** A request that was confirmed is somebody's own, and is not taken away by a link. */
export class AlreadyConfirmed extends Refusal {
  readonly id = 'already-confirmed'
  readonly status = 409
  readonly says = { de: 'Diese Anfrage ist schon bestätigt.', en: 'This request has already been confirmed.' }
  override readonly helps = {
    de: 'Waren Sie das nicht, schreiben Sie uns bitte sofort; die Adresse steht in der Datenschutzerklärung.',
    en: 'If that was not you, please write to us at once; the address is in the privacy statement.',
  }
}
/** The right has a condition that this processing does not meet; the person may complain about that. */
export class RightDoesNotApply extends Refusal {
  readonly id = 'right-does-not-apply'
  readonly status = 409
  readonly says: Words
  override readonly helps: Words
  constructor(
    why: Words,
    authority: { readonly name: string; readonly street: string; readonly postcode: string; readonly city: string },
  ) {
    super()
    this.says = why
    const where = `${authority.name}, ${authority.street}, ${authority.postcode} ${authority.city}`
    this.helps = {
      de: `Wenn Sie das anders sehen, können Sie sich beschweren: ${where}.`,
      en: `If you see it differently, you may complain: ${where}.`,
    }
  }
}
export class AlreadyClosed extends Refusal {
  readonly id = 'already-closed'
  readonly status = 409
  readonly says = { de: 'Diese Anfrage ist schon erledigt.', en: 'This request is already closed.' }
}
export class AlreadyExtended extends Refusal {
  readonly id = 'already-extended'
  readonly status = 409
  readonly says = {
    de: 'Die Frist dieser Anfrage ist schon verlängert.',
    en: 'The deadline of this request has already been extended.',
  }
  override readonly helps = {
    de: 'Das geht nur einmal; die Person kennt den Grund und die neue Frist (Art. 12 Abs. 3 DSGVO). Antworten Sie bitte bis dahin.',
    en: 'A deadline can be extended only once; the person knows the reason and the new deadline (Art. 12(3) GDPR). Please answer by then.',
  }
}
export class TooLateToExtend extends Refusal {
  readonly id = 'too-late-to-extend'
  readonly status = 409
  readonly says = {
    de: 'Die Frist dieser Anfrage lässt sich nicht mehr verlängern.',
    en: 'The deadline of this request can no longer be extended.',
  }
  override readonly helps = {
    de: 'Das geht nur im ersten Monat nach dem Eingang (Art. 12 Abs. 3 DSGVO). Antworten Sie bitte so bald wie möglich, und schreiben Sie in der Antwort, warum sie spät kommt.',
    en: 'A deadline can be extended only within one month of receipt (Art. 12(3) GDPR). Please answer as soon as you can, and say in the answer why it is late.',
  }
}
/** The answer to an objection is what its examination ended in. */
export class SettleFirst extends Refusal {
  readonly id = 'settle-first'
  readonly status = 409
  readonly says = {
    de: 'Zu dieser Anfrage wird noch ein Widerspruch geprüft.',
    en: 'An objection that belongs to this request is still being examined.',
  }
  override readonly helps = {
    de: 'Entscheiden Sie ihn unter „Widersprüche“; die Antwort schließt auch diese Anfrage.',
    en: 'Decide on it under “Objections”; that answer closes this request, too.',
  }
}
export class NoSuchCustomer extends Refusal {
  readonly id = 'no-such-customer'
  readonly status = 422
  readonly says = {
    de: 'Zu dieser Kundennummer gibt es kein Konto.',
    en: 'There is no account with this customer number.',
  }
  override readonly fields = { customerNumber: this.says }
}
/** Nothing is done for somebody of whom it is not known who it is. */
export class PersonUnknown extends Refusal {
  readonly id = 'person-unknown'
  readonly status = 409
  readonly says = {
    de: 'Zu dieser Anfrage ist noch nicht festgestellt, wer sie stellt.',
    en: 'The person who makes this request has not been identified yet.',
  }
  override readonly helps = {
    de: 'Ordnen Sie die Anfrage einer Person zu und halten Sie fest, wie sie sich ausgewiesen hat.',
    en: 'Link the request to a person, and record how they proved their identity.',
  }
}
export class ProofFirst extends Refusal {
  readonly id = 'proof-first'
  readonly status = 409
  readonly says = {
    de: 'Es ist nicht festgehalten, wie sich die Person ausgewiesen hat.',
    en: 'It is not recorded how the person proved their identity.',
  }
}
