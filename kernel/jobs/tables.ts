import { operation } from '../declare/activities.ts'
import { int, json, moment, text } from '../declare/columns.ts'
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
    attempts: int(own),
    leasedUntil: moment().orNot(),
    failedAt: moment().orNot(),
    failure: text(own).orNot(),
  },
})
