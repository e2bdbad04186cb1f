import { int, json, moment, oneOf, text } from '../../kernel/data/columns.ts'
import { owner } from '../../kernel/data/subject.ts'
import { since, table } from '../../kernel/data/table.ts'
import { PersonalData } from '../../kernel/statement/terms.ts'
import { delivery } from './activities.ts'

const meta = { is: PersonalData.CommunicationsMetadata, from: 'the platform' } as const

/** A letter from when it is posted until some time after it went out; its content is blank from then on. */
export const letter = table('mail.letter', {
  about: owner(), under: delivery, until: since('closedAt', delivery.keep), addedByAll: true,
  columns: {
    to: text({ is: PersonalData.EmailAddress, from: 'the account' }), language: oneOf(['de', 'en'], { is: PersonalData.Language, from: 'the account' }),
    content: json({ is: PersonalData.EmailContent, from: 'the platform' }).orNot(), holds: json(meta),
    /** The activity that it was posted under, and what it rests on. */
    activity: text(meta), ground: text(meta),
    postedAt: moment(), worthUntil: moment({ from: 'the platform' }), attempts: int(meta), dueAt: moment(), claimedUntil: moment().orNot(),
    /** Sent, or given up. */
    closedAt: moment().orNot(), state: oneOf(['waiting', 'sent', 'refused', 'too late'], meta), answer: text({ is: PersonalData.CommunicationsMetadata, from: 'the mail server' }).orNot(),
  },
})
