import { operation } from '../declare/activities.ts'
import { long, moment, oneOf, text } from '../declare/columns.ts'
import { nobody } from '../declare/subject.ts'
import { table } from '../declare/table.ts'

const own = { from: 'the platform' } as const

export const store = table('obhut.store', {
  about: nobody,
  under: operation,
  columns: {
    id: text(own),
    kind: oneOf(['demo', 'test', 'live'], own),
    createdAt: moment(),
    clockOffset: long(own),
    applied: text(own).orNot(),
  },
})

export const migration = table('obhut.migration', {
  about: nobody,
  under: operation,
  key: ['name'],
  columns: { name: text(own), hash: text(own), at: moment() },
})

/**
 * What follows from declarations and statement for a table or a function, and what the catalogue showed of it once it
 * was made; both by their hash.
 */
export const derived = table('obhut.derived', {
  about: nobody,
  under: operation,
  key: ['name'],
  columns: { name: text(own), wanted: text(own), found: text(own) },
})

/**
 * When the store was last backed up, and its physical rest last removed; the last moment that it saw, and when somebody
 * vouched for its clock; when it was restored, as long as it has served nobody since.
 */
export const upkeep = table('obhut.upkeep', {
  about: nobody,
  under: operation,
  key: ['what'],
  columns: { what: oneOf(['backup', 'purge', 'seen', 'confirmed', 'restored'], own), at: moment() },
})
