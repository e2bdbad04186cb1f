import { accountability } from '../declare/activities.ts'
import { moment, text } from '../declare/columns.ts'
import { nobody } from '../declare/subject.ts'
import { since, table } from '../declare/table.ts'

const own = { from: 'the platform' } as const

/**
 * Rows of one table and one range of time that stay past their period, with the reason and until when. Who placed it
 * stands in the audit log.
 */
export const hold = table('obhut.hold', {
  about: nobody,
  under: accountability,
  until: since('until', accountability.keep),
  columns: {
    held: text(own),
    begins: moment(),
    ends: moment(),
    reason: text(own),
    until: moment(),
    recordedAt: moment(),
    liftedAt: moment().orNot(),
  },
})
