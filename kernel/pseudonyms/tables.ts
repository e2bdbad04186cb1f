import { operation } from '../declare/activities.ts'
import { encrypted, moment, text } from '../declare/columns.ts'
import { nobody } from '../declare/subject.ts'
import { table, until } from '../declare/table.ts'

const own = { from: 'the platform' } as const

/**
 * The keys of pseudonyms, by activity and by how they rotate (`never` where they do not). Each lies encrypted under a key
 * of its own row, which is in no backup of the data and goes with it: what is swept here cannot be led back any more.
 */
export const pseudonymKey = table('obhut.pseudonym_key', {
  about: nobody,
  under: operation,
  until: until('endsAt', { de: 'bis zum nächsten Schlüssel', en: 'until the next key' }),
  columns: {
    activity: text(own),
    rotates: text(own),
    since: moment(),
    endsAt: moment().orNot(),
    secret: encrypted(text(own), { secret: true }),
  },
})
