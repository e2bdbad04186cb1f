import { formAt } from '../rights/contract.ts'
import type { OutcomeOfMail } from './counting.ts'
import { longestText } from './reading-job.ts'

/** An answer of SMTP that says no: for good (5…) or for now (4…). */
export class NotTaken extends Error {
  override readonly name = 'NotTaken'
  readonly responseCode: number
  readonly outcome: OutcomeOfMail
  constructor(responseCode: number, words: string, outcome: OutcomeOfMail = responseCode >= 500 ? 'refused' : 'later') {
    super(words)
    this.responseCode = responseCode
    this.outcome = outcome
  }
}
/** Reading it took more processor time or memory than a mail may take, and had to be stopped by force. */
export class Exhausting extends NotTaken {}
const no = (responseCode: number, words: string, outcome?: OutcomeOfMail): NotTaken =>
  new NotTaken(responseCode, words, outcome)
const unreadable = (baseUrl: string) =>
  `5.6.0 This mail cannot be read: it is damaged or built in an unusual way. Please send it as plain text or use our form / Diese E-Mail laesst sich nicht lesen: Sie ist beschaedigt oder ungewoehnlich aufgebaut. Bitte senden Sie sie als einfachen Text oder nutzen Sie unser Formular: ${form(baseUrl)}`

/** Both forms stand on one site; the German address leads to the other language, too. */
const form = (baseUrl: string): string => `${baseUrl}${formAt.de}`

/**
 * What is not taken, the sender's own server tells the sender: in both languages, in ASCII as SMTP wants it (RFC 5321,
 * 4.3.1), in a line of at most 512 bytes, and with what to do instead.
 */
export const refusals = {
  nobody: () => no(550, '5.1.1 Nobody reads this address here / Diese Adresse gibt es hier nicht'),
  oneAtATime: () => no(452, '4.5.3 One address at a time / Bitte nur eine Adresse je Nachricht'),
  inClear: () => no(530, '5.7.0 Must issue a STARTTLS command first'),
  noSender: () =>
    no(550, '5.7.1 Mail without a sender is not read here / E-Mails ohne Absender werden hier nicht gelesen'),
  tooMany: () =>
    no(
      451,
      '4.7.1 Too many mails from your network, please try again in an hour / Zu viele E-Mails aus Ihrem Netz, bitte in einer Stunde noch einmal senden',
      'too many',
    ),
  noRoom: () =>
    no(
      421,
      '4.7.0 Too many connections, please try again in a moment / Zu viele Verbindungen, bitte gleich noch einmal versuchen',
    ),
  machine: () =>
    no(550, '5.7.1 Automatic replies are not read here / Automatische Antworten werden hier nicht gelesen'),
  encrypted: (baseUrl: string) =>
    no(
      550,
      `5.6.1 Mail encrypted with PGP or S/MIME cannot be read here. Please send it unencrypted or use our form / Mit PGP oder S/MIME verschluesselte E-Mails koennen wir hier nicht lesen. Bitte senden Sie sie unverschluesselt oder nutzen Sie unser Formular: ${form(baseUrl)}`,
    ),
  'attachments only': (baseUrl: string) =>
    no(
      550,
      `5.6.1 Attachments are not opened here, and this mail has no text. Please write your request into the mail itself or use our form / Anhaenge werden hier nicht geoeffnet, und diese E-Mail hat keinen Text. Bitte schreiben Sie Ihr Anliegen in die E-Mail selbst oder nutzen Sie unser Formular: ${form(baseUrl)}`,
    ),
  empty: (baseUrl: string) =>
    no(
      550,
      `5.6.0 This mail is empty. Please write what you would like us to do / Diese E-Mail ist leer. Bitte schreiben Sie uns Ihr Anliegen: ${form(baseUrl)}`,
    ),
  'too long': (baseUrl: string) =>
    no(
      552,
      `5.3.4 The text of this mail is longer than ${longestText} characters. Please shorten it, without earlier mails below it, or use our form / Der Text dieser E-Mail ist laenger als ${longestText} Zeichen. Bitte kuerzen Sie ihn, ohne fruehere E-Mails darunter, oder nutzen Sie unser Formular: ${form(baseUrl)}`,
    ),
  unreadable: (baseUrl: string) => no(554, unreadable(baseUrl)),
  exhausting: (baseUrl: string) => new Exhausting(554, unreadable(baseUrl)),
  tooLarge: () =>
    no(
      552,
      '5.3.4 This mail is too large. Please send it without attachments / Diese E-Mail ist zu gross. Bitte senden Sie sie ohne Anhaenge',
    ),
  tooSlow: () => no(421, '4.4.2 This took too long / Das hat zu lange gedauert'),
  later: () =>
    no(451, '4.3.0 Not now, please try again later / Zurzeit nicht moeglich, bitte spaeter noch einmal senden'),
} as const
