import { int, json, moment, oneOf, encrypted, text, uuid } from '../../kernel/declare/columns.ts'
import { owner } from '../../kernel/declare/subject.ts'
import { since, table } from '../../kernel/declare/table.ts'
import { PersonalData } from '../../kernel/declare/terms.ts'
import { delivery } from './activities.ts'
import { languageTerms, yesOrNo } from '../../kernel/declare/value-terms.ts'

const meta = { is: PersonalData.CommunicationsMetadata, from: 'the platform' } as const

/** A letter from when it is posted until some time after it went out; its content is blank from then on. */
export const letter = table('mail.letter', {
  title: { de: 'E-Mails an Sie', en: 'E-mails to you' },
  about: owner(),
  under: delivery,
  until: since('closedAt', delivery.keep, { state: ['sent', 'refused', 'too late', 'unwanted'] }),
  addedByAll: true,
  columns: {
    to: text({
      is: PersonalData.EmailAddress,
      from: 'the account',
      label: { de: 'An', en: 'To' },
      unproven: true,
    }),
    language: oneOf(['de', 'en'], { is: PersonalData.Language, from: 'the account', terms: languageTerms }),
    content: encrypted(json({ is: PersonalData.EmailContent, from: 'the platform' })).orNot(),
    named: oneOf(['yes', 'no'], { ...meta, label: { de: 'Mit Namen', en: 'With name' }, terms: yesOrNo }),
    /** What of the poster's it is about: a request, an order. */
    concerns: uuid({ ...meta, label: { de: 'Worum es geht (Kennung)', en: 'What it is about (identifier)' } }).orNot(),
    /** The activity that it was posted under. */
    activity: text({ ...meta, label: { de: 'Anlass', en: 'Occasion' }, terms: 'activities' }),
    postedAt: moment({ from: 'the clock', label: { de: 'Geschrieben', en: 'Written' } }),
    worthUntil: moment({ from: 'the platform', label: { de: 'Sinnvoll bis', en: 'Worth sending until' } }),
    attempts: int({ ...meta, label: { de: 'Versuche', en: 'Tries' } }),
    dueAt: moment({ from: 'the clock', label: { de: 'Nächster Versuch', en: 'Next try' } }),
    claimedUntil: moment({ from: 'the clock', label: { de: 'In Arbeit bis', en: 'Being sent until' } }).orNot(),
    /** When the relay learned the first of it. */
    handedOverAt: moment({ from: 'the clock', label: { de: 'Übergeben', en: 'Handed over' } }).orNot(),
    /** Sent, or given up. */
    closedAt: moment({ from: 'the clock', label: { de: 'Erledigt', en: 'Done' } }).orNot(),
    state: oneOf(['waiting', 'sent', 'refused', 'too late', 'unwanted'], {
      ...meta,
      label: { de: 'Stand', en: 'State' },
      terms: {
        waiting: { de: 'wartet', en: 'waiting' },
        sent: { de: 'verschickt', en: 'sent' },
        refused: { de: 'vom Mailserver abgelehnt', en: 'refused by the mail server' },
        'too late': { de: 'zu spät, nicht verschickt', en: 'too late, not sent' },
        unwanted: { de: 'nicht mehr gewünscht, nicht verschickt', en: 'no longer wanted, not sent' },
      },
    }),
    answer: text({
      is: PersonalData.CommunicationsMetadata,
      from: 'the mail server',
      label: { de: 'Antwort des Mailservers', en: 'Answer of the mail server' },
    }).orNot(),
  },
})
