import { activity } from '../../kernel/declare/activity.ts'
import { duration } from '../../kernel/declare/settings.ts'
import { legalDuty, Purpose } from '../../kernel/declare/terms.ts'
import { formAt } from './contract.ts'

const basis = legalDuty({ de: 'Art. 12 bis 22 DSGVO', en: 'Art. 12 to 22 GDPR' })

/** People exercise their rights by themselves; what a request touches is written down under accountability. */
export const requests = activity('rights.requests', {
  chapter: 'account',
  audience: ['public', 'employees'],
  purposes: [Purpose.RightsFulfilment],
  basis,
  reads: {
    'rights.request': [
      'right',
      'by',
      'says',
      'receivedAt',
      'dueAt',
      'extendedBecause',
      'state',
      'closedAt',
      'answer',
      'refusal',
    ],
    'rights.event': ['requestId', 'at', 'what', 'by'],
  },
  despiteRestriction: 'the rights themselves go on',
  operations: ['retrieval', 'making available', 'erasure'],
  title: { de: 'Ihre Rechte ausüben', en: 'Exercising your rights' },
  words: {
    de: 'Unter „Meine Daten“ sehen Sie alles, was wir über Sie gespeichert haben, nehmen es mit und löschen es. Dafür lesen wir Ihre Daten aus allen Bereichen zusammen, nur für Sie und nur in diesem Augenblick.',
    en: 'Under “My data” you can see everything that we hold about you, take it with you and erase it. For that we bring your data together from all areas, for you alone and only at that moment.',
  },
})

/**
 * The privacy desk: requests that come by mail, form or letter, or that need a person's eye; each with a deadline and a
 * history.
 */
export const desk = activity('rights.desk', {
  chapter: 'account',
  audience: ['public', 'employees'],
  form: formAt,
  purposes: [Purpose.RightsFulfilment, Purpose.RecordManagement],
  basis,
  recipients: ['mail'],
  settings: {
    keep: duration({
      means: { de: 'Aufbewahrung der Anfragen', en: 'Requests are kept for' },
      runs: { de: 'ab der Antwort', en: 'from the answer' },
      otherwise: 'P3Y',
    }),
    copyLink: duration({
      means: {
        de: 'Bereitliegen einer angeforderten Kopie',
        en: 'Time in which a copy that was asked for can be fetched',
      },
      says: ({ accusative, english }) => ({
        de: `Eine Kopie, die Sie anfordern, liegt verschlüsselt ${accusative} zum Herunterladen bereit.`,
        en: `A copy that you ask for is kept, encrypted, for ${english} so that you can download it.`,
      }),
      runs: { de: 'ab der Anforderung', en: 'from the request' },
      otherwise: 'PT1H',
    }),
    erasureLetter: duration({
      means: {
        de: 'Bereitliegen der Antwort auf eine Löschung',
        en: 'Time in which the answer to an erasure can be printed',
      },
      says: ({ accusative, english }) => ({
        de: `Löschen wir auf Ihren Brief hin Ihre Daten, liegt unsere Antwort an Sie verschlüsselt bereit, bis sie gedruckt ist, höchstens ${accusative}.`,
        en: `When we erase your data at your request by letter, our answer to you is kept, encrypted, until it has been printed, for ${english} at most.`,
      }),
      runs: { de: 'ab der Löschung', en: 'from the erasure' },
      otherwise: 'PT1H',
    }),
    formLink: duration({
      means: {
        de: 'Gültigkeit eines Links, mit dem Sie zum Formular Ihre Adresse bestätigen und unsere Antwort lesen',
        en: 'Validity of a link by which you confirm your address after the form and read our answer',
      },
      says: ({ accusative, english }) => ({
        de: `Der Link, mit dem Sie nach dem Formular Ihre Adresse bestätigen und unsere Antwort lesen, gilt ${accusative}.`,
        en: `The link with which you confirm your address after sending the form, and read our answer, is valid for ${english}.`,
      }),
      runs: { de: 'ab dem Versand', en: 'from when it is sent' },
      otherwise: 'P4M',
    }),
    unconfirmed: duration({
      means: {
        de: 'Löschung einer Anfrage über das Formular, die niemand bestätigt',
        en: 'A request by the form that nobody confirms is erased',
      },
      says: ({ dative, english }) => ({
        de: `Eine Anfrage über das Formular, die niemand bestätigt, löschen wir nach ${dative}.`,
        en: `A request sent through the form that nobody confirms is erased after ${english}.`,
      }),
      runs: { de: 'nach dem Eingang', en: 'after receipt' },
      otherwise: 'P14D',
    }),
    code: duration({
      means: {
        de: 'Gültigkeit eines Codes, mit dem Sie sich ausweisen',
        en: 'Validity of a code by which you prove who you are',
      },
      says: ({ accusative, english }) => ({
        de: `Ein Code, mit dem Sie sich ausweisen, gilt ${accusative}.`,
        en: `A code with which you prove who you are is valid for ${english}.`,
      }),
      runs: { de: 'ab dem Versand', en: 'from when it is sent' },
      otherwise: 'PT15M',
    }),
    proof: duration({
      means: { de: 'Dauer, für die Sie als ausgewiesen gelten', en: 'How long you count as identified' },
      says: ({ accusative, english }) => ({
        de: `Danach gelten Sie ${accusative} lang als ausgewiesen.`,
        en: `You then count as identified for ${english}.`,
      }),
      runs: { de: 'danach', en: 'afterwards' },
      otherwise: 'PT15M',
    }),
  },
  reads: { 'identity.account': ['firstName', 'lastName', 'mail', 'language', 'customerNumber'] },
  reach: { all: 'staff of the privacy desk answer everybody’s requests' },
  despiteRestriction: 'the rights themselves go on',
  operations: ['collection', 'recording', 'storage', 'consultation', 'use', 'erasure'],
  title: { de: 'Anfragen zum Datenschutz', en: 'Privacy requests' },
  words: {
    de: 'Anfragen zu Ihren Rechten nehmen wir im Konto, über das Formular, per E-Mail und per Brief an. Jede hat eine Frist, eine zuständige Person und einen Verlauf. Bevor wir antworten, vergewissern wir uns, dass wirklich Sie fragen: durch eine frische Anmeldung, einen Code oder Link an die Adresse, die wir von Ihnen kennen, oder bei einem Brief durch Unterschrift und Kundennummer oder Ausweis. Löschen wir eine Anfrage zusammen mit den übrigen Daten einer Person, behalten wir als Nachweis nur, was verlangt wurde, wann es einging und wann es erledigt war, unter einem Zeichen ohne Namen (Art. 5 Abs. 2 DSGVO).',
    en: 'We accept requests about your rights in your account, through the form, by e-mail and by post. Each has a deadline, a person in charge and a history. Before we answer, we make sure that it is really you who is asking: by a fresh sign-in, by a code or link sent to the address that we have on record, or, for a letter, by signature and customer number or an identity card. When we erase a request together with all other data of a person, we keep as proof only what was asked for, when it came and when it was done, under a reference without a name (Art. 5(2) GDPR).',
  },
})
