import { activity } from '../../kernel/declare/activity.ts'
import { duration } from '../../kernel/declare/settings.ts'
import { legalDuty, Purpose } from '../../kernel/declare/terms.ts'

/** Tells everybody of a material change before it holds. */
export const notices = activity('statements.notices', {
  chapter: 'duties',
  audience: ['public', 'employees'],
  purposes: [Purpose.LegalCompliance],
  basis: legalDuty({
    de: 'Transparenz und Information vor einem neuen Zweck, Art. 5 Abs. 1 Buchst. a und Art. 13 Abs. 3 DSGVO',
    en: 'transparency, and information before a new purpose, Art. 5(1)(a) and 13(3) GDPR',
  }),
  recipients: ['mail'],
  settings: {
    keep: duration({
      means: { de: 'Aufbewahrung der Nachweise', en: 'The record of notices is kept for' },
      runs: { de: 'ab der Benachrichtigung', en: 'from the notice' },
      otherwise: 'P3Y',
    }),
  },
  reads: {
    'identity.account': ['id', 'mail', 'language', 'firstName', 'lastName'],
    'identity.staff': ['id', 'mail', 'language', 'firstName', 'lastName'],
  },
  reach: { all: 'everybody concerned is told' },
  operations: ['consultation', 'use', 'recording', 'storage', 'erasure'],
  title: { de: 'Benachrichtigung über Änderungen dieser Erklärung', en: 'Notices of changes of this statement' },
  words: {
    de: 'Vor einer wesentlichen Änderung dieser Erklärung schreiben wir Ihnen, was sich ändert und ab wann. Wir halten fest, wen wir wann über welche Fassung benachrichtigt haben.',
    en: 'Before a material change to this statement we write to you to say what changes and from when. We record whom we told about which version, and when.',
  },
})

/** Which version somebody has seen, and when. */
export const seenVersions = activity('statements.seen', {
  chapter: 'duties',
  audience: ['public', 'employees'],
  purposes: [Purpose.LegalCompliance],
  basis: legalDuty({ de: 'Rechenschaftspflicht nach Art. 5 Abs. 2 DSGVO', en: 'accountability under Art. 5(2) GDPR' }),
  reads: { 'identity.account': ['id', 'requestedAt'], 'identity.staff': ['id', 'createdAt'] },
  operations: ['recording', 'storage', 'consultation', 'erasure'],
  title: { de: 'Gesehene Fassungen dieser Erklärung', en: 'Versions of this statement that you have seen' },
  words: {
    de: 'Nach einer Änderung sehen Sie im Kundenbereich zuerst, was seit der Fassung anders ist, die Sie zuletzt gesehen haben. Wir halten fest, welche Fassung Sie wann gesehen haben; dass Sie die Plattform vorher benutzt haben, zählt nicht als Zustimmung.',
    en: 'After a change the first thing that you see in your account is what is different since the version that you saw last. We record which version you saw and when; that you used the platform before does not count as agreement.',
  },
})
