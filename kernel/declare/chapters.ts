import type { Words } from './terms.ts'

/**
 * The parts of a statement that tell of activities, in the order in which a reader meets them. An activity names its
 * own.
 */
export const chapters = {
  visit: { de: 'Besuch unserer Seiten', en: 'Visiting our pages' },
  account: { de: 'Konto und Anmeldung', en: 'Account and sign-in' },
  devices: { de: 'Geräte und Messwerte', en: 'Devices and readings' },
  purchase: { de: 'Bestellung, Vertrag und Zahlung', en: 'Orders, contracts and payment' },
  messages: { de: 'Nachrichten und Benachrichtigungen', en: 'Messages and notifications' },
  participation: { de: 'Umfragen und Aktionen', en: 'Surveys and campaigns' },
  advertising: { de: 'Newsletter und Werbung', en: 'Newsletter and advertising' },
  support: { de: 'Service und Betreuung', en: 'Service and support' },
  duties: { de: 'Sicherheit, Nachweise und Ihre Anträge', en: 'Security, records and your requests' },
  other: { de: 'Weitere Verarbeitungen', en: 'Further processing' },
} as const satisfies Record<string, Words>
export type Chapter = keyof typeof chapters
