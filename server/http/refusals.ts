import { Refusal } from '../../house/refusal.ts'

export class NotHere extends Refusal {
  readonly id = 'not-found'
  readonly status = 404
  readonly says = { de: 'Diese Seite gibt es nicht.', en: 'There is no such page.' }
}
export class NotJson extends Refusal {
  readonly id = 'not-json'
  readonly status = 400
  readonly says = { de: 'Die Anfrage ist nicht lesbar.', en: 'The request cannot be read.' }
  override readonly helps = {
    de: 'Erwartet wird ein JSON-Objekt in UTF-8 mit „Content-Type: application/json“, höchstens 20 Ebenen tief.',
    en: 'Expected is a JSON object in UTF-8 with "Content-Type: application/json", at most 20 levels deep.',
  }
}
export class TooLarge extends Refusal {
  readonly id = 'too-large'
  readonly status = 413
  readonly says = { de: 'Die Anfrage ist zu groß.', en: 'The request is too large.' }
  override readonly helps = { de: 'Erlaubt sind 256 KiB.', en: 'Up to 256 KiB are allowed.' }
}
/** The page that asks was drawn for somebody else than whoever is signed in to this browser by now. */
export class OtherAccount extends Refusal {
  readonly id = 'other-account'
  readonly status = 409
  readonly says = { de: 'In diesem Browser ist inzwischen ein anderes Konto angemeldet.', en: 'Another account is signed in to this browser by now.' }
  override readonly helps = { de: 'Es ist nichts geschehen. Laden Sie die Seite neu, um das Konto zu sehen, das jetzt angemeldet ist.', en: 'Nothing was done. Reload the page to see the account that is signed in now.' }
}
/** A browser asks for a change under a session without naming the account that it is meant for (RFC 6585, 3). */
export class AccountNotNamed extends Refusal {
  readonly id = 'account-not-named'
  readonly status = 428
  readonly says = { de: 'Die Anfrage sagt nicht, für welches Konto sie gedacht ist.', en: 'The request does not say which account it is meant for.' }
  override readonly helps = {
    de: 'Laden Sie die Seite neu. Eigene Programme senden den Kopf „Obhut-Account“ so mit, wie ihn die Antwort auf GET /api/account nennt.',
    en: 'Reload the page. Programs of your own send the header "Obhut-Account" as the answer to GET /api/account gives it.',
  }
}
/** What was asked for rests on a consent that is not there. */
export class ConsentNeeded extends Refusal {
  readonly id = 'no-consent'
  readonly status = 403
  readonly says = { de: 'Dafür brauchen wir Ihre Einwilligung, und sie liegt nicht vor.', en: 'For this we need your consent, and there is none.' }
  override readonly helps = { de: 'Unter „Einwilligungen“ lesen Sie, worum es geht, und können sie geben. Alles andere geht ohne.', en: 'Under “Consents” you read what it is about, and can give it. All else works without.' }
}
/** Something of ours failed. The person learns that it is not their doing; the log learns what it was. */
export class OurFault extends Refusal {
  readonly id = 'our-fault'
  readonly status = 500
  readonly says = { de: 'Das hat leider nicht geklappt, und der Fehler liegt bei uns.', en: 'This did not work, and the fault is ours.' }
  override readonly helps = { de: 'Bitte versuchen Sie es später noch einmal.', en: 'Please try again later.' }
}
