import { accountability } from '../declare/activities.ts'
import { day, flag, int, json, moment, text } from '../declare/columns.ts'
import { nobody } from '../declare/subject.ts'
import { table } from '../declare/table.ts'

const own = { from: 'the platform' } as const

/**
 * Every version of the statement: the one in force, those before it, the one that waits for its day, and those that
 * were withdrawn before theirs.
 */
export const statement = table('obhut.statement', {
  about: nobody,
  under: accountability,
  key: ['version'],
  columns: {
    version: int(own),
    hash: text(own),
    effective: day(own),
    publishedAt: moment(),
    manifest: text(own),
    outline: json(own).orNot(),
    /** Whether people have to be told before it holds, and when all of them were. */
    material: flag(own),
    toldAt: moment().orNot(),
    inForceSince: moment().orNot(),
    withdrawnAt: moment().orNot(),
  },
})
export const inForce = table('obhut.in_force', {
  about: nobody,
  under: accountability,
  key: ['version'],
  columns: { version: int(own), since: moment() },
})
export const stated = table('obhut.stated', {
  about: nobody,
  under: accountability,
  key: ['activity', 'version'],
  columns: { version: int(own), activity: text(own) },
})
