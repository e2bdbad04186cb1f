import { Refusal } from '../../platform/refusal.ts'

export class KeyMalformed extends Refusal {
  readonly id = 'idempotency-key-malformed'
  readonly status = 400
  readonly says = { de: 'Der Idempotency-Key ist nicht lesbar.', en: 'The Idempotency-Key cannot be read.' }
  override readonly helps = {
    de: 'Erwartet werden 8 bis 200 sichtbare ASCII-Zeichen, am besten eine zufällige UUID.',
    en: 'It has to be 8 to 200 visible ASCII characters, ideally a random UUID.',
  }
}
export class KeyUsedOtherwise extends Refusal {
  readonly id = 'idempotency-key-used-otherwise'
  readonly status = 422
  readonly says = {
    de: 'Dieser Idempotency-Key wurde schon für eine Anfrage mit anderen Angaben benutzt.',
    en: 'This Idempotency-Key has already been used for a request with other details.',
  }
  override readonly helps = {
    de: 'Eine neue Anfrage braucht einen neuen Schlüssel; dieselbe Anfrage wiederholen Sie mit denselben Angaben.',
    en: 'Use a new key for a new request; repeat the same request with the same details.',
  }
}
export class StillAtIt extends Refusal {
  readonly id = 'still-at-it'
  readonly status = 409
  readonly says = { de: 'Diese Anfrage wird gerade noch bearbeitet.', en: 'This request is still being processed.' }
  override readonly helps = {
    de: 'Bitte senden Sie sie gleich noch einmal, mit demselben Schlüssel.',
    en: 'Please send it again in a moment, with the same key.',
  }
  override readonly retryAfter = 1
}
