import { activity } from '../../kernel/statement/activity.ts'
import { legalDuty, Purpose } from '../../kernel/statement/terms.ts'

/** People exercise their rights by themselves; what a request touches is written down under accountability. */
export const requests = activity('rights.requests', {
  chapter: 'account',
  purposes: [Purpose.RightsFulfilment],
  basis: legalDuty({ de: 'Art. 12 bis 22 DSGVO', en: 'Art. 12 to 22 GDPR' }),
  operations: ['retrieval', 'making available', 'erasure'],
  title: { de: 'Ihre Rechte ausüben', en: 'Exercising your rights' },
  words: {
    de: 'Unter „Meine Daten“ sehen Sie alles, was wir über Sie gespeichert haben, nehmen es mit und löschen es. Dafür lesen wir Ihre Daten aus allen Bereichen zusammen, nur für Sie und nur in diesem Augenblick.',
    en: 'Under “My data” you see everything that we hold about you, take it along and erase it. For that we read your data together from all areas, for you alone and only at that moment.',
  },
})
