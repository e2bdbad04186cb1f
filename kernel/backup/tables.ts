import { operation } from '../activities.ts'
import { moment, oneOf } from '../data/columns.ts'
import { nobody } from '../data/subject.ts'
import { table } from '../data/table.ts'

/** When the store was last backed up, and its physical rest last removed; the last moment that it saw, and when somebody vouched for its clock. */
export const upkeep = table('obhut.upkeep', {
  about: nobody, under: operation, key: ['what'],
  columns: { what: oneOf(['backup', 'purge', 'seen', 'confirmed'], { from: 'the platform' }), at: moment() },
})
