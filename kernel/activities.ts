import { activity } from './statement/activity.ts'
import { duration, fields } from './statement/settings.ts'
import { legalDuty, legitimateInterest, Purpose } from './statement/terms.ts'

/** What the log may hold of a person who does something, beside who it was. Each manifest takes its own choice of it. */
const loggedOfWhoActs = {
  userName: { de: 'Benutzername', en: 'user name' },
  address: { de: 'IP-Adresse', en: 'IP address' },
  browser: { de: 'Browser', en: 'browser' },
  browserVersion: { de: 'Version des Browsers', en: 'version of the browser' },
  os: { de: 'Betriebssystem', en: 'operating system' },
} as const

/** What the platform has to keep so that it can answer for what it did: audit log, log of disclosures, versions of the statement. */
export const accountability = activity('kernel.accountability', {
  chapter: 'duties',
  purposes: [Purpose.LegalCompliance, Purpose.EnforceSecurity],
  basis: legalDuty({ de: 'Rechenschaftspflicht nach Art. 5 Abs. 2 und Art. 32 DSGVO', en: 'accountability under Art. 5(2) and Art. 32 GDPR' }),
  settings: {
    keep: duration({ means: { de: 'Aufbewahrung der Protokolle', en: 'Storage of the logs' }, runs: { de: 'ab dem Vorgang', en: 'from the event' }, otherwise: 'P1Y' }),
    fields: fields(loggedOfWhoActs, { means: { de: 'Über Handelnde wird außerdem festgehalten', en: 'Of whoever acts is recorded besides' }, otherwise: [] }),
    backups: duration({ means: { de: 'Aufbewahrung von Sicherungen der Datenbank', en: 'Storage of backups of the database' }, runs: { de: 'ab der Sicherung', en: 'from the backup' }, otherwise: 'P30D' }),
  },
  reach: { all: 'staff answer for what was done with everybody’s data' },
  operations: ['recording', 'storage', 'consultation', 'erasure'],
  title: { de: 'Nachweis und Protokolle', en: 'Records and logs' },
  words: {
    de: 'Wir halten fest, wer wann welche Art von Daten geändert oder an wen weitergegeben hat. So können wir nachweisen, dass wir uns an diese Erklärung halten, und Missbrauch erkennen.',
    en: 'We record who changed which kind of data when, and to whom any was passed on. That lets us show that we keep to this statement, and notice misuse.',
  },
})

/** What the platform needs to run: its queue of work. It holds identifiers only. */
export const operation = activity('kernel.operation', {
  chapter: 'duties',
  purposes: [Purpose.TechnicalServiceProvision],
  basis: legitimateInterest({ de: 'zuverlässiger Betrieb der Plattform', en: 'running the platform reliably' }),
  reach: { all: 'the queue serves everybody' },
  operations: ['storage', 'use', 'erasure'],
  title: { de: 'Betrieb der Plattform', en: 'Running the platform' },
  words: {
    de: 'Aufgaben, die nicht sofort erledigt werden (zum Beispiel der Versand einer E-Mail), warten in einer Liste. Darin stehen nur Kennungen, keine Inhalte.',
    en: 'Work that is not done at once (sending a mail, for example) waits in a list. The list holds identifiers, no contents.',
  },
})
