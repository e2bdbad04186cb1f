import { activity } from '../../kernel/declare/activity.ts'
import { duration } from '../../kernel/declare/settings.ts'
import { contract, Purpose } from '../../kernel/declare/terms.ts'

export const delivery = activity('mail.delivery', {
  chapter: 'messages',
  audience: ['public', 'employees'],
  purposes: [Purpose.RequestedServiceProvision, Purpose.TechnicalServiceProvision],
  basis: contract,
  recipients: ['mail'],
  settings: {
    keep: duration({
      means: { de: 'Aufbewahrung der Versanddaten', en: 'Dispatch records are kept for' },
      runs: { de: 'ab dem Versand', en: 'from dispatch' },
      otherwise: 'P30D',
    }),
  },
  despiteRestriction:
    'answers to a request have to arrive; letters of activities that are stopped are left where they lie',
  reach: { all: 'one job sends everybody’s letters' },
  operations: ['storage', 'use', 'disclosure by transmission', 'erasure'],
  title: { de: 'Versand von E-Mails', en: 'Sending e-mails' },
  words: {
    de: 'E-Mails, die zu Ihrem Konto oder Vertrag gehören, übergeben wir verschlüsselt an einen Mailserver. Den Inhalt löschen wir bei uns, sobald die E-Mail übergeben ist; dass, wann und wohin wir geschrieben haben, bewahren wir kurze Zeit auf.',
    en: 'E-mails that belong to your account or contract are handed over to a mail server in encrypted form. We delete their content as soon as they have been handed over; the fact that we wrote, when and to which address, is kept for a short time.',
  },
})
