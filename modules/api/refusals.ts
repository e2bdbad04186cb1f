import { Refusal } from '../../platform/refusal.ts'

export class KeyMalformed extends Refusal {
  readonly id = 'idempotency-key-malformed'
  readonly status = 400
  readonly says = { de: 'Der Idempotency-Key ist nicht lesbar.', en: 'The Idempotency-Key cannot be read.' }
  override readonly helps = {
    de: 'Erwartet werden 8 bis 200 sichtbare ASCII-Zeichen, am besten eine zufällige UUID.',
    en: 'Expected are 8 to 200 visible ASCII characters, best a random UUID.',
  }
}
export class KeyUsedOtherwise extends Refusal {
  readonly id = 'idempotency-key-used-otherwise'
  readonly status = 422
  readonly says = {
    de: 'Unter diesem Idempotency-Key kam schon eine Anfrage mit anderen Angaben.',
    en: 'A request with other details came under this Idempotency-Key before.',
  }
  override readonly helps = {
    de: 'Eine neue Anfrage braucht einen neuen Schlüssel; dieselbe Anfrage sendet dieselben Angaben.',
    en: 'A new request needs a new key; the same request sends the same details.',
  }
}
export class StillAtIt extends Refusal {
  readonly id = 'still-at-it'
  readonly status = 409
  readonly says = { de: 'Diese Anfrage wird gerade bearbeitet.', en: 'This request is being worked on.' }
  override readonly helps = {
    de: 'Bitte senden Sie sie gleich noch einmal, mit demselben Schlüssel.',
    en: 'Please send it again in a moment, with the same key.',
  }
  override readonly retryAfter = 1
}
