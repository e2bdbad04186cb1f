import { hash, int, moment } from '../../kernel/declare/columns.ts'
import { nobody, owner } from '../../kernel/declare/subject.ts'
import { since, table } from '../../kernel/declare/table.ts'
import { PersonalData } from '../../kernel/declare/terms.ts'
import { idempotency } from './activities.ts'

const own = { is: PersonalData.GeneratedPersonalData, from: 'the platform' } as const

/**
 * A first answer to somebody with an account. Key and input stand here as keyed hashes, the answer encrypted under the key
 * that the client holds.
 */
export const answer = table('api.answer', {
  about: owner(),
  under: idempotency,
  until: since('askedAt', idempotency.keep),
  columns: { key: hash(own), input: hash(own), askedAt: moment(), status: int(own).orNot(), body: hash(own).orNot() },
})

/** That a visitor's request was answered, and how: nothing of what was asked or said. */
export const outcome = table('api.outcome', {
  about: nobody,
  under: idempotency,
  until: since('askedAt', idempotency.keep),
  key: ['key'],
  columns: { key: hash(own), input: hash(own), askedAt: moment(), status: int().orNot() },
})
