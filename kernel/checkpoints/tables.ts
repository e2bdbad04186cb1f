import { accountability } from '../declare/activities.ts'
import { hash, long } from '../declare/columns.ts'
import { nobody } from '../declare/subject.ts'
import { table } from '../declare/table.ts'

/** How many seals each witness outside of the store was told of. A witness goes by the hash of its path. */
export const witness = table('obhut.witness', {
  about: nobody,
  under: accountability,
  key: ['mark'],
  columns: { mark: hash(), seals: long({ from: 'the platform' }) },
})
