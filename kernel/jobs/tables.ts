import { operation } from '../declare/activities.ts'
import { int, json, moment, text, uuid } from '../declare/columns.ts'
import { nobody } from '../declare/subject.ts'
import { table } from '../declare/table.ts'

const own = { from: 'the platform' } as const

export const job = table('obhut.job', {
  about: nobody,
  under: operation,
  addedByAll: true,
  columns: {
    name: text(own),
    payload: json(own),
    dueAt: moment(),
    /** By which moment it was reckoned when it is due. */
    putAt: moment().orNot(),
    /** How often it was leased; by this number a lease is told from an earlier one. */
    attempts: int(own),
    leasedUntil: moment().orNot(),
    failedAt: moment().orNot(),
    /** Class and code of the last failure, never a message. */
    failure: text(own).orNot(),
    /** The place of its lane in `lanes`. */
    lane: int(own),
    /** The tenant that it is done for; all zeros where it is done for the platform. */
    forTenant: uuid(own),
    /** Runs that failed or did not come back. */
    failures: int(own),
  },
})

/** When each repeating job is due next, for all processes together. */
export const repeatingJob = table('obhut.repeating_job', {
  about: nobody,
  under: operation,
  key: ['name'],
  columns: {
    name: text(own),
    dueAt: moment(),
    /** By this number a lease is told from an earlier one. */
    turn: int(own),
    leasedUntil: moment().orNot(),
    ranAt: moment().orNot(),
  },
})
