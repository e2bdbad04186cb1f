import { Refusal } from '../../platform/refusal.ts'
import type { Words } from '../../kernel/declare/terms.ts'

export class NotHere extends Refusal {
  readonly id = 'no-such-page'
  readonly status = 404
  readonly says = { de: 'Diese Seite gibt es nicht.', en: 'There is no such page.' }
}
export class NotJson extends Refusal {
  readonly id = 'not-json'
  readonly status = 400
  readonly says = { de: 'Die Anfrage ist nicht lesbar.', en: 'The request cannot be read.' }
  override readonly helps = {
    de: 'Erwartet wird ein JSON-Objekt in UTF-8 mit „Content-Type: application/json“, höchstens 20 Ebenen tief.',
    en: 'Send a JSON object in UTF-8 with "Content-Type: application/json", at most 20 levels deep.',
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
  readonly says = {
    de: 'In diesem Browser ist inzwischen ein anderes Konto angemeldet.',
    en: 'Another account is now signed in to this browser.',
  }
  override readonly helps = {
    de: 'Es ist nichts geschehen. Laden Sie die Seite neu, um das Konto zu sehen, das jetzt angemeldet ist.',
    en: 'Nothing was done. Reload the page to see the account that is signed in now.',
  }
}
/** A browser asks for a change under a session without naming the account that it is meant for (RFC 6585, 3). */
export class AccountNotNamed extends Refusal {
  readonly id = 'account-not-named'
  readonly status = 428
  readonly says = {
    de: 'Die Anfrage sagt nicht, für welches Konto sie gedacht ist.',
    en: 'The request does not say which account it is meant for.',
  }
  override readonly helps = {
    de: 'Laden Sie die Seite neu. Eigene Programme senden den Kopf „Obhut-Account“ so mit, wie ihn die Antwort auf GET /api/account nennt.',
    en: 'Reload the page. Programs of your own send the header "Obhut-Account" as the answer to GET /api/account gives it.',
  }
}
/** What came over the connection is no request of HTTP/1.1. */
export class NotHttp extends Refusal {
  readonly id = 'not-http'
  readonly status = 400
  readonly says = { de: 'Das ist keine lesbare HTTP-Anfrage.', en: 'This is not a readable HTTP request.' }
}
export class HeadersTooLarge extends Refusal {
  readonly id = 'headers-too-large'
  readonly status = 431
  readonly says = { de: 'Die Kopfzeilen der Anfrage sind zu groß.', en: 'The headers of the request are too large.' }
  override readonly helps = {
    de: 'Erlaubt sind zusammen 16 KiB. Oft hilft es, die Cookies dieser Seite zu löschen.',
    en: 'Up to 16 KiB in all are allowed. Deleting the cookies of this site often helps.',
  }
}
export class TooSlow extends Refusal {
  readonly id = 'too-slow'
  readonly status = 408
  readonly says = { de: 'Die Anfrage kam nicht rechtzeitig an.', en: 'The request did not arrive in time.' }
}
/** The name by which somebody asked is none of ours (RFC 9110, 15.5.20). */
export class NotOurName extends Refusal {
  readonly id = 'not-our-name'
  readonly status = 421
  readonly says = {
    de: 'Unter diesem Namen antwortet dieser Server nicht.',
    en: 'This server does not answer to this name.',
  }
  override readonly helps: Words
  constructor(baseUrl: string) {
    super()
    this.helps = {
      de: `Sie erreichen ihn unter ${baseUrl}. Wer ihn betreibt: Ein Proxy gibt den Kopf „Host“ unverändert weiter; weitere Namen nennt OBHUT_HOSTS.`,
      en: `You reach it at ${baseUrl}. For whoever runs it: a proxy passes the header "Host" on as it came; OBHUT_HOSTS lists further names.`,
    }
  }
}
/** A page that is not ours asks for a change. */
export class ForeignPage extends Refusal {
  readonly id = 'foreign-page'
  readonly status = 403
  readonly says = {
    de: 'Diese Anfrage kommt nicht von einer unserer Seiten.',
    en: 'This request does not come from one of our pages.',
  }
  override readonly helps: Words
  constructor(baseUrl: string) {
    super()
    this.helps = {
      de: `Öffnen Sie ${baseUrl} und versuchen Sie es dort noch einmal.`,
      en: `Open ${baseUrl} and try it there once more.`,
    }
  }
}
export class CredentialsInQuery extends Refusal {
  readonly id = 'credentials-in-query'
  readonly status = 400
  readonly says = { de: 'Zugangsdaten gehören nicht in die Adresse.', en: 'Credentials do not belong in the address.' }
  override readonly helps = {
    de: 'Adressen bleiben in Verläufen und Protokollen stehen. Stand dort ein Passwort, ändern Sie es bitte.',
    en: 'Addresses are kept in histories and logs. If a password was in it, please change the password.',
  }
}
/** What was asked for rests on a consent that is not there. */
export class ConsentNeeded extends Refusal {
  readonly id = 'no-consent'
  readonly status = 403
  readonly says = {
    de: 'Dafür brauchen wir Ihre Einwilligung, und sie liegt nicht vor.',
    en: 'We need your consent for this, and you have not given it.',
  }
  override readonly helps = {
    de: 'Unter „Einwilligungen“ lesen Sie, worum es geht, und können sie geben. Alles andere geht ohne.',
    en: 'Under “Consents” you can read what it is about, and give it. Everything else works without it.',
  }
}
/** The person objected to this, or had processing restricted (Art. 18, 21 GDPR). */
export class ProcessingIsStopped extends Refusal {
  readonly id = 'processing-stopped'
  readonly status = 403
  readonly says = {
    de: 'Hier gilt ein Widerspruch oder eine Einschränkung der Verarbeitung; deshalb haben wir nichts weitergegeben.',
    en: 'An objection or a restriction of processing applies here, so nothing was passed on.',
  }
  override readonly helps = {
    de: 'Wer betroffen ist, kann Widerspruch und Einschränkung unter „Meine Daten“ zurücknehmen.',
    en: 'The person concerned can withdraw an objection or a restriction under “My data”.',
  }
}
/** The database is away for the moment (RFC 9110, 15.6.4). */
export class NotNow extends Refusal {
  readonly id = 'not-now'
  readonly status = 503
  override readonly retryAfter = 10
  readonly says = { de: 'Im Augenblick geht das leider nicht.', en: 'Sorry, this is not possible at the moment.' }
  override readonly helps = {
    de: 'Der Fehler liegt bei uns. Bitte versuchen Sie es in einer Minute noch einmal.',
    en: 'The fault is ours. Please try again in a minute.',
  }
}
/**
 * What was asked for is done and committed; the entry by which it would be done again after a restored backup is
 * outstanding (`DoneNotShipped`).
 */
export class DoneSafeguardBehind extends Refusal {
  readonly id = 'done-safeguard-behind'
  readonly status = 500
  readonly says = {
    de: 'Das ist erledigt. Nur ein Vermerk bei uns fehlt noch.',
    en: 'This has been done. Only one record of ours is still missing.',
  }
  override readonly helps = {
    de: 'Sie müssen nichts wiederholen. Der Vermerk sorgt dafür, dass es auch dann gilt, wenn wir eine ältere Sicherungskopie einspielen müssten; er wird automatisch nachgetragen, und wir wissen davon.',
    en: 'You do not need to repeat anything. The record makes sure that this holds even if we have to go back to an older backup; it is added automatically, and we know about it.',
  }
}
/** Something of ours failed. The person learns that it is not their doing; the log learns what it was. */
export class OurFault extends Refusal {
  readonly id = 'our-fault'
  readonly status = 500
  readonly says = {
    de: 'Das hat leider nicht geklappt, und der Fehler liegt bei uns.',
    en: 'This did not work, and the fault is ours.',
  }
  override readonly helps = { de: 'Bitte versuchen Sie es später noch einmal.', en: 'Please try again later.' }
}
