import { operation } from '../declare/activities.ts'
import { int, text, uuid } from '../declare/columns.ts'
import { nobody } from '../declare/subject.ts'
import { table } from '../declare/table.ts'

const own = { from: 'the platform' } as const

/** The last number that was given of a series, in a year and for a tenant where it counts by these. */
export const seriesTable = table('obhut.series', {
  about: nobody,
  under: operation,
  unaudited: 'that a number was given is seen in the row that bears it, whose own write is in the log',
  columns: { name: text(own), year: int(own).orNot(), tenant: uuid(own).orNot(), last: int(own) },
})
