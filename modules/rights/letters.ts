import type { Language } from '../../kernel/statement/terms.ts'
import type { Letter } from '../mail/contract.ts'

/** What the privacy desk writes by mail: that something is there, never what it says. */
type Written = Pick<Letter, 'title' | 'says' | 'button' | 'after'>

export const codeLetter = (language: Language, code: string, valid: string): Written => language === 'de' ? {
  title: 'Ihr Code', says: [`Ihr Code lautet ${code}. Damit zeigen Sie unter „Meine Daten“, dass wirklich Sie es sind.`],
  after: [`Er gilt ${valid}.`, 'Sie haben keinen Code angefordert? Dann ist jemand in Ihrem Konto angemeldet. Vergeben Sie bitte ein neues Passwort; damit enden alle anderen Sitzungen.'],
} : {
  title: 'Your code', says: [`Your code is ${code}. By it you show under “My data” that it is really you.`],
  after: [`It works for ${valid}.`, 'You did not ask for a code? Then somebody is signed in to your account. Please set a new password, which ends all other sessions.'],
}

export const answerWaits = (language: Language, site: string, link: string): Written => language === 'de' ? {
  title: 'Unsere Antwort liegt für Sie bereit', says: [`auf Ihre Anfrage zum Datenschutz bei ${site} haben wir geantwortet. Die Antwort steht in Ihrem Konto unter „Meine Daten“; in eine E-Mail schreiben wir sie nicht.`],
  button: { label: 'Antwort lesen', link },
} : {
  title: 'Our answer is waiting for you', says: [`We have answered your privacy request to ${site}. The answer is in your account under “My data”; we do not write it into an e-mail.`],
  button: { label: 'Read the answer', link },
}

export const takesLonger = (language: Language, site: string, until: string, link: string): Written => language === 'de' ? {
  title: 'Ihre Anfrage dauert länger', says: [`Ihre Anfrage zum Datenschutz bei ${site} braucht mehr Zeit. Wir antworten spätestens am ${until}. Den Grund lesen Sie in Ihrem Konto.`], button: { label: 'Grund lesen', link },
} : {
  title: 'Your request takes longer', says: [`Your privacy request to ${site} needs more time. We answer by ${until} at the latest. You can read the reason in your account.`], button: { label: 'Read the reason', link },
}

export const liftingAnnounced = (language: Language, site: string, until: string, link: string): Written => language === 'de' ? {
  title: 'Die Einschränkung endet', says: [`Sie haben die Verarbeitung Ihrer Daten bei ${site} einschränken lassen. Diese Einschränkung heben wir am ${until} auf (Art. 18 Abs. 3 DSGVO). Wenn Sie damit nicht einverstanden sind, schreiben Sie uns bitte vorher.`],
  button: { label: 'Meine Daten', link },
} : {
  title: 'The restriction ends', says: [`You had the processing of your data at ${site} restricted. We lift this restriction on ${until} (Art. 18(3) GDPR). If you do not agree, please write to us before that.`],
  button: { label: 'My data', link },
}

/** For the desk itself: nothing of anybody stands in it. */
export const deadlineNear = (language: Language, count: number, link: string): Written => language === 'de' ? {
  title: count === 1 ? 'Eine Anfrage wird bald fällig' : `${count} Anfragen werden bald fällig`, says: ['Anfragen zum Datenschutz müssen binnen eines Monats beantwortet sein (Art. 12 Abs. 3 DSGVO). Bei diesen bleibt weniger als eine Woche.'], button: { label: 'Anfragen öffnen', link },
} : {
  title: count === 1 ? 'A request is due soon' : `${count} requests are due soon`, says: ['Privacy requests have to be answered within a month (Art. 12(3) GDPR). For these less than a week is left.'], button: { label: 'Open the requests', link },
}
