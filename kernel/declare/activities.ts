import { activity } from './activity.ts'
import { duration, fields } from './settings.ts'
import { legalDuty, legitimateInterest, Purpose } from './terms.ts'

/**
 * What the log may hold of a person who does something, beside who it was. Each manifest takes its own choice of it.
 */
const loggedOfWhoActs = {
  userName: { de: 'Benutzername', en: 'user name' },
  address: { de: 'IP-Adresse', en: 'IP address' },
  browser: { de: 'Browser', en: 'browser' },
  browserVersion: { de: 'Version des Browsers', en: 'version of the browser' },
  os: { de: 'Betriebssystem', en: 'operating system' },
} as const

/**
 * What the platform has to keep so that it can answer for what it did: audit log, log of disclosures, versions of the
 * statement.
 */
export const accountability = activity('kernel.accountability', {
  chapter: 'duties',
  audience: ['public', 'employees'],
  purposes: [Purpose.LegalCompliance, Purpose.EnforceSecurity],
  basis: legalDuty({
    de: 'Rechenschaftspflicht nach Art. 5 Abs. 2 und Art. 32 DSGVO',
    en: 'accountability under Art. 5(2) and Art. 32 GDPR',
  }),
  settings: {
    keep: duration({
      means: { de: 'Aufbewahrung der Protokolle', en: 'Storage of the logs' },
      runs: { de: 'ab dem Vorgang', en: 'from the event' },
      otherwise: 'P1Y',
    }),
    fields: fields(loggedOfWhoActs, {
      means: { de: 'Weitere Angaben über Handelnde', en: 'Further details on whoever acts' },
      otherwise: [],
      says: (chosen, { de, en }) =>
        chosen.length
          ? {
              de: `Über Handelnde halten wir außerdem fest: ${de}.`,
              en: `About the people who act we also record: ${en}.`,
            }
          : {
              de: 'Weitere Angaben über Handelnde halten wir nicht fest.',
              en: 'We record no further details about the people who act.',
            },
    }),
    backups: duration({
      means: { de: 'Aufbewahrung von Sicherungen der Datenbank', en: 'Storage of backups of the database' },
      says: ({ accusative, english }) => ({
        de: `Sicherungen der Datenbank bewahren wir ${accusative} auf.`,
        en: `We keep backups of the database for ${english}.`,
      }),
      runs: { de: 'ab der Sicherung', en: 'from the backup' },
      otherwise: 'P30D',
    }),
  },
  reach: { all: 'staff answer for what was done with everybody’s data' },
  despiteRestriction: 'what is done with restricted data has to be answered for, too',
  operations: ['recording', 'storage', 'consultation', 'erasure'],
  title: { de: 'Nachweis und Protokolle', en: 'Records and logs' },
  words: {
    de: 'Wir halten fest, wer wann welche Art von Daten geändert oder an wen weitergegeben hat. So können wir nachweisen, dass wir uns an diese Erklärung halten, und Missbrauch erkennen.',
    en: 'We record who changed which kind of data when, and to whom any was passed on. That lets us show that we keep to this statement, and detect misuse.',
  },
})

/** What the platform needs to run: its queue of work. It holds identifiers only. */
export const operation = activity('kernel.operation', {
  chapter: 'duties',
  audience: ['public', 'employees'],
  purposes: [Purpose.TechnicalServiceProvision],
  basis: legitimateInterest({ de: 'zuverlässiger Betrieb der Plattform', en: 'running the platform reliably' }),
  settings: {
    events: duration({
      means: { de: 'Aufbewahrung von Ereignissen', en: 'Storage of events' },
      says: ({ accusative, english }) => ({
        de: `Was geschehen ist, melden die Teile der Plattform einander, ebenfalls nur mit Kennungen; diese Meldungen bewahren wir ${accusative} auf.`,
        en: `The parts of the platform tell each other what has happened, likewise by identifiers only; we keep these messages for ${english}.`,
      }),
      runs: { de: 'ab der Verarbeitung durch alle Teile', en: 'from when all parts have handled them' },
      otherwise: 'P30D',
    }),
  },
  reach: { all: 'the queue serves everybody' },
  despiteRestriction: 'it passes on identifiers; whoever works on them finds nothing that is restricted',
  operations: ['storage', 'use', 'erasure'],
  title: { de: 'Betrieb der Plattform', en: 'Running the platform' },
  words: {
    de: 'Aufgaben, die nicht sofort erledigt werden (zum Beispiel der Versand einer E-Mail), warten in einer Liste und werden daraus gelöscht, sobald sie erledigt sind. Darin stehen nur Kennungen, keine Inhalte.',
    en: 'Work that is not done at once (sending an e-mail, for example) waits in a list and is deleted from it as soon as it is done. The list holds identifiers only, no content.',
  },
})

/** What the platform keeps so that it can show who agreed to what, and act on it (Art. 7(1) GDPR). */
export const consents = activity('kernel.consents', {
  chapter: 'duties',
  purposes: [Purpose.LegalCompliance, Purpose.RecordManagement],
  basis: legalDuty({
    de: 'Nachweis von Einwilligungen nach Art. 7 Abs. 1 DSGVO',
    en: 'proof of consent under Art. 7(1) GDPR',
  }),
  settings: {
    keep: duration({
      means: { de: 'Aufbewahrung beendeter Einwilligungen', en: 'Consents that have ended are kept for' },
      runs: { de: 'ab Widerruf, Ablehnung oder Ablauf', en: 'from withdrawal, refusal or expiry' },
      otherwise: 'P1Y',
    }),
  },
  despiteRestriction: 'a consent can be taken back at any time, and what rests on one goes on',
  operations: ['recording', 'storage', 'consultation', 'use', 'erasure'],
  title: { de: 'Ihre Einwilligungen', en: 'Your consents' },
  words: {
    de: 'Wozu Sie eingewilligt haben, halten wir mit dem gezeigten Wortlaut, Zeitpunkt, Weg und der Fassung dieser Erklärung fest, ebenso Ablehnung und Widerruf. Im Konto sehen Sie alles, erhalten eine Bescheinigung und widerrufen mit einem Klick.',
    en: 'We record what you have consented to, with the words that were shown, the time, the way and the version of this statement, and likewise refusals and withdrawals. In your account you can see all of it, get a receipt, and withdraw with one click.',
  },
})

/**
 * What people have asked of us that holds for every activity: restriction, objection; and the open tax assessments that
 * make the law keep rows for longer.
 */
export const rightsKept = activity('kernel.rights', {
  chapter: 'duties',
  audience: ['public', 'employees'],
  purposes: [Purpose.RightsFulfilment, Purpose.LegalCompliance],
  basis: legalDuty({ de: 'Art. 16 bis 19 und 21 DSGVO', en: 'Art. 16 to 19 and 21 GDPR' }),
  settings: {
    notices: duration({
      means: {
        de: 'Dauer, für die eine berichtigte Angabe für ihre Empfänger bereitliegt',
        en: 'How long a corrected detail waits for its recipients',
      },
      says: ({ accusative, english }) => ({
        de: `Eine berichtigte Angabe liegt ${accusative} lang für ihre Empfänger bereit.`,
        en: `A corrected detail is kept ready for its recipients for ${english}.`,
      }),
      otherwise: 'P14D',
    }),
    latecomers: duration({
      means: {
        de: 'Dauer, für die verspätete Daten nach einer Löschung mindestens abgewiesen werden',
        en: 'How long late data is turned away after an erasure, at least',
      },
      says: ({ accusative, english }) => ({
        de: `Nach einer Löschung weisen wir mindestens ${accusative} lang ab, was zur selben Person noch eintrifft, und so lange, wie eine Sicherung oder ein wartender Auftrag sie noch nennen kann.`,
        en: `For at least ${english} after an erasure we reject whatever still comes in about the same person, and for as long as a backup or waiting work can still name them.`,
      }),
      otherwise: 'PT24H',
    }),
  },
  reach: { all: 'what a person restricted or objected to counts for everybody’s work' },
  despiteRestriction: 'the restriction itself stands here',
  operations: ['recording', 'storage', 'restriction', 'erasure'],
  title: { de: 'Einschränkungen und Widersprüche', en: 'Restrictions and objections' },
  words: {
    de: 'Haben Sie eine Einschränkung verlangt oder widersprochen, halten wir das fest, damit sich jede Verarbeitung daran hält: Was Sie haben einschränken lassen, bewahren wir nur noch auf; was Sie nicht wollen, findet Ihre Daten nicht mehr. Berichtigen, löschen oder schränken wir etwas ein, teilen wir das allen mit, die es von uns bekommen haben.',
    en: 'When you have asked for a restriction or objected, we record it so that all processing respects it: what you had restricted is only stored, and an activity that you objected to no longer finds your data. When we correct, erase or restrict something, we tell everybody who received it from us.',
  },
})

/** The tree of tenants, and who of the staff may look into one. */
export const tenants = activity('kernel.tenants', {
  chapter: 'duties',
  audience: ['public', 'employees'],
  purposes: [Purpose.EnforceSecurity, Purpose.TechnicalServiceProvision],
  basis: legalDuty({
    de: 'Sicherheit der Verarbeitung nach Art. 32 DSGVO',
    en: 'security of processing under Art. 32 GDPR',
  }),
  settings: {
    ended: duration({
      means: { de: 'Aufbewahrung nach dem Ende eines Vertrags', en: 'Storage after the end of a contract' },
      says: ({ accusative, english }) => ({
        de: `Endet der Vertrag mit einer Instanz, kann niemand mehr auf ihre Daten zugreifen; wir bewahren sie noch ${accusative} auf und löschen sie dann.`,
        en: `When the contract with an instance ends, nobody can access its data any longer; we keep it for another ${english} and then delete it.`,
      }),
      runs: { de: 'ab dem Ende des Vertrags', en: 'from the end of the contract' },
      otherwise: 'P30D',
    }),
    grants: duration({
      means: { de: 'Aufbewahrung beendeter Freigaben', en: 'Storage of grants that have ended' },
      runs: { de: 'ab dem Ende der Freigabe', en: 'from the end of the grant' },
      otherwise: 'P1Y',
    }),
  },
  reach: { all: 'every unit of work is bound to a tenant of the tree' },
  despiteRestriction: 'the tree holds no data of anybody, and a grant has to be answered for',
  operations: ['recording', 'storage', 'consultation', 'use', 'erasure'],
  title: { de: 'Getrennte Instanzen', en: 'Separate instances' },
  words: {
    de: 'Die Daten jeder Instanz sind von denen anderer Instanzen getrennt; jede sieht nur sich selbst und die Instanzen darunter. Unsere Beschäftigten sehen die Daten einer Instanz nur mit einer befristeten Freigabe, deren Grund wir festhalten; jeder Zugriff wird protokolliert.',
    en: 'The data of each instance is kept apart from that of other instances; each sees only itself and the instances below it. Our staff see the data of an instance only under a grant that is limited in time and whose reason we record; each access is logged.',
  },
})
