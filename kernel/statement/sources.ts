import type { Language, Words } from '../declare/terms.ts'

/**
 * Where a column's data came from, in the statement's words; both follow "from" ("aus" or "von" are part of the
 * German).
 */
const known: Readonly<Record<string, Words>> = {
  'the clock': { de: 'von der Uhr der Plattform', en: 'the platform’s clock' },
  'the platform': { de: 'von der Plattform erzeugt', en: 'the platform itself' },
  'the connection': { de: 'aus der Verbindung', en: 'the connection' },
  'the browser': { de: 'von Ihrem Browser', en: 'your browser' },
  'the route': { de: 'aus der aufgerufenen Adresse', en: 'the address called up' },
  'the request': { de: 'aus dem Aufruf', en: 'the request' },
  'the answer': { de: 'aus unserer Antwort', en: 'our answer' },
  'the sign-up form': { de: 'aus dem Anmeldeformular', en: 'the sign-up form' },
  'the registration': { de: 'aus der Registrierung', en: 'the registration' },
  'the registration form': { de: 'aus dem Registrierungsformular', en: 'the registration form' },
  'the person': { de: 'von Ihnen', en: 'you' },
  'the customer': { de: 'von Ihnen', en: 'you' },
  'the user': { de: 'von Ihnen', en: 'you' },
  'the reader': { de: 'von Ihnen', en: 'you' },
  'the account': { de: 'aus Ihrem Konto', en: 'your account' },
  'the order': { de: 'aus der Bestellung', en: 'the order' },
  'the gateway': { de: 'von Ihrem Gateway', en: 'your gateway' },
  'the device': { de: 'von Ihrem Gerät', en: 'your device' },
  'the manufacturer': { de: 'vom Hersteller', en: 'the manufacturer' },
  staff: { de: 'von unserem Personal', en: 'our staff' },
  'the staff': { de: 'von unserem Personal', en: 'our staff' },
  'the statement': { de: 'aus dieser Erklärung', en: 'this statement' },
  'what was done': { de: 'aus dem Vorgang selbst', en: 'what was done' },
  'your device': { de: 'von Ihrem Gerät', en: 'your device' },
  'your devices': { de: 'von Ihren Geräten', en: 'your devices' },
  'your gateway': { de: 'von Ihrem Gateway', en: 'your gateway' },
  'the readings of your device': { de: 'aus den Messwerten Ihres Geräts', en: 'the readings of your device' },
  'you, in the portal': { de: 'von Ihnen, im Portal', en: 'you, in the portal' },
  'you, your gateway or your device': {
    de: 'von Ihnen, Ihrem Gateway oder Ihrem Gerät',
    en: 'you, your gateway or your device',
  },
  'the proxy in front of the platform': {
    de: 'von einem vorgeschalteten Dienst',
    en: 'a service in front of the platform',
  },
  you: { de: 'von Ihnen', en: 'you' },
  chance: { de: 'vom Zufall erzeugt', en: 'chance' },
  'a keyed hash': { de: 'aus einem Prüfwert mit geheimem Schlüssel', en: 'a keyed check value' },
  'the administration': { de: 'von unserer Verwaltung', en: 'our administration' },
  'the contract': { de: 'aus dem Vertrag', en: 'the contract' },
  'the sign-in': { de: 'aus der Anmeldung', en: 'the sign-in' },
  'the last request': { de: 'aus dem letzten Aufruf', en: 'the last request' },
  'the link in the mail': { de: 'aus dem Link in der E-Mail', en: 'the link in the mail' },
  'the mail server': { de: 'vom Mailserver', en: 'the mail server' },
}

/** Sources that are the person whom a row is about, as that person is called by others. */
const theOther: Words = {
  de: 'von der Person, um die es in dem Eintrag geht',
  en: 'the person whom the entry is about',
}
const isYou = ({ en }: Words): boolean => en.startsWith('you')

/**
 * A source as a phrase; where it has no words of its own, as the declaration has it. What further persons in a row read
 * is not from them where it is from the one whom the row is about.
 */
export function sourceInWords(from: string, language: Language, toOthers = false): string {
  const words = known[from]
  if (!words) return language === 'de' ? `Quelle: ${from}` : from
  return (toOthers && isYou(words) ? theOther : words)[language]
}
/** The same as a further person in the row reads it: a source that is called as this kind of person is the person. */
export const sourceFor = (kind: string, from: string, language: Language): string =>
  from === `the ${kind}` ? known['you']![language] : sourceInWords(from, language, true) // stands above
export const hasWords = (from: string): boolean => Object.hasOwn(known, from)
