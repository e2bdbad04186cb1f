import { Refusal } from '../../platform/refusal.ts'

/** Whoever records a request of an authority, or asks for a hold, does not decide on it. */
export class NeedsAnother extends Refusal {
  readonly id = 'needs-another'
  readonly status = 403
  readonly says = {
    de: 'Hierüber entscheidet nicht, wer es aufgenommen oder beantragt hat.',
    en: 'Whoever recorded this or asked for it does not decide on it.',
  }
  override readonly helps = {
    de: 'Bitten Sie eine zweite Person mit der Rolle Datenschutz um die Entscheidung.',
    en: 'Ask a second person with the privacy role to decide.',
  }
}
export class NotTwoPersons extends Refusal {
  readonly id = 'not-two-persons'
  readonly status = 403
  readonly says = {
    de: 'Hier entscheiden zwei Personen. Von den beiden Konten, Ihrem und dem der ersten Person, hat das eine das andere angelegt, selbst oder über weitere.',
    en: 'This takes two people. Of the two accounts, yours and that of the first person, one was opened by the other, directly or through others.',
  }
  override readonly helps = {
    de: 'Bitten Sie jemanden mit der Rolle Datenschutz, dessen Konto keiner von Ihnen beiden angelegt hat.',
    en: 'Ask somebody with the privacy role whose account neither of you two opened.',
  }
}
export class Decided extends Refusal {
  readonly id = 'decided-already'
  readonly status = 409
  readonly says = { de: 'Über diese Anfrage ist schon entschieden.', en: 'This request has already been decided.' }
  override readonly helps = {
    de: 'Was eine Behörde darüber hinaus verlangt, nehmen Sie als neue Anfrage auf.',
    en: 'If the authority asks for anything else, record it as a new request.',
  }
}
export class NotApproved extends Refusal {
  readonly id = 'not-approved'
  readonly status = 409
  readonly says = {
    de: 'Diese Anfrage ist nicht freigegeben; Daten werden nicht ausgehändigt.',
    en: 'This request is not approved; no data is handed out.',
  }
  override readonly helps = {
    de: 'Eine zweite Person muss sie zuvor prüfen und freigeben.',
    en: 'A second person has to examine and approve it first.',
  }
}
export class Fetched extends Refusal {
  readonly id = 'fetched-already'
  readonly status = 410
  readonly says = {
    de: 'Diese Daten wurden schon ausgehändigt; das geht nur einmal.',
    en: 'This data has already been handed out; that is possible only once.',
  }
  override readonly helps = {
    de: 'Ging die Datei verloren, nehmen Sie die Anfrage neu auf.',
    en: 'If the file was lost, record the request again.',
  }
}
export class NotYours extends Refusal {
  readonly id = 'recorded-by-another'
  readonly status = 403
  readonly says = {
    de: 'Aushändigen kann nur, wer die Anfrage aufgenommen hat.',
    en: 'Only whoever recorded the request can hand the data out.',
  }
}
/** The second person finds out for themselves about whom the authority asks, and comes to somebody else. */
export class AnotherPerson extends Refusal {
  readonly id = 'another-person'
  readonly status = 409
  readonly says = {
    de: 'Zu dieser Kundennummer gehört eine andere Person als die, die in der Anfrage steht.',
    en: 'This customer number belongs to somebody other than the person named in the request.',
  }
  override readonly helps = {
    de: 'Vergleichen Sie die Nummer mit dem Schreiben der Behörde. Stimmt sie, lehnen Sie ab; die Anfrage ist dann neu aufzunehmen.',
    en: 'Compare the number with the letter of the authority. If it is right, refuse; the request then has to be recorded again.',
  }
}
export class HoldDecided extends Refusal {
  readonly id = 'hold-decided-already'
  readonly status = 409
  readonly says = {
    de: 'Hierüber hat inzwischen schon jemand entschieden.',
    en: 'Somebody has decided on this meanwhile.',
  }
  override readonly helps = {
    de: 'Soll es anders sein, beenden Sie die Aufbewahrung oder beantragen Sie eine neue.',
    en: 'If it should be otherwise, end the hold or ask for a new one.',
  }
}
/** The second person finds out for themselves whom the file is about, and comes to somebody else. */
export class HoldOnAnother extends Refusal {
  readonly id = 'hold-on-another-person'
  readonly status = 409
  readonly says = {
    de: 'Zu dieser Kundennummer gehört eine andere Person als die, für die beantragt wurde.',
    en: 'This customer number belongs to somebody other than the person the hold was asked for.',
  }
  override readonly helps = {
    de: 'Vergleichen Sie die Nummer mit der Akte. Stimmt sie, lehnen Sie ab; die Aufbewahrung ist dann neu zu beantragen.',
    en: 'Compare the number with the file. If it is right, refuse; the hold then has to be asked for again.',
  }
}
/** A hold that was lifted, or whose end has come, holds nothing any more. */
export class HoldIsOver extends Refusal {
  readonly id = 'hold-is-over'
  readonly status = 409
  readonly says = { de: 'Diese Aufbewahrung ist beendet.', en: 'This hold has ended.' }
  override readonly helps = {
    de: 'Was noch geprüft werden muss, halten Sie mit neuer Begründung fest, solange es noch da ist.',
    en: 'Place a new hold, with a new reason, on whatever still has to be examined, as long as it is still there.',
  }
}
