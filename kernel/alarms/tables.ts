import { accountability } from '../declare/activities.ts'
import { flag, int, json, moment, text } from '../declare/columns.ts'
import { nobody } from '../declare/subject.ts'
import { since, table } from '../declare/table.ts'

const own = { from: 'the platform' } as const

/**
 * One kind of fault, from its first time until it is over. It names nobody: who acknowledged it stands in the audit
 * log.
 */
export const alarm = table('obhut.alarm', {
  about: nobody,
  under: accountability,
  until: since('endedAt', accountability.keep),
  columns: {
    kind: text(own),
    place: text(own),
    says: json(own),
    mend: json(own),
    urgent: flag(own),
    since: moment(),
    lastAt: moment(),
    times: int(own),
    /** When it was last mailed, and how often it had happened by then. */
    mailedAt: moment().orNot(),
    mailedTimes: int(own),
    acknowledgedAt: moment().orNot(),
    endedAt: moment().orNot(),
  },
})
