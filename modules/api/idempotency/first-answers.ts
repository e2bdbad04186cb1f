import type { Reporter, Stating } from '../../../platform/services.ts'
import type { Once } from '../../../platform/idempotency.ts'
import type { Answer, Caller } from '../../../platform/route.ts'
import { later, seconds } from '../../../kernel/clock/clock.ts'
import { isRefusedByPolicy } from '../../../kernel/problems/errors.ts'
import type { Units } from '../../../kernel/store/units.ts'
import { person } from '../../../kernel/store/work.ts'
import { idempotency } from '../activities.ts'
import { accountAnswers, visitorAnswers, type StoredAnswer, type AnswerStore } from './stored-answers.ts'
import { marksOf } from './keys.ts'
import { KeyMalformed, KeyUsedOtherwise, StillAtIt } from '../refusals.ts'

export interface FirstAnswersNeeds {
  readonly store: Units
  readonly manifest: Stating
  readonly reporter: Reporter
  readonly secret: Buffer
}

/** After this long whoever began a request has surely died over it, and it may be begun anew. */
const giveUp = seconds(60)

const readable = /^[\x21-\x7e]{8,200}$/

/**
 * Keeps the first answer of a request and gives it to every repetition. What is refused, or goes wrong, has changed
 * nothing and keeps its key free. A process that is killed between the work and the keeping of its answer leaves the
 * key taken for a minute; the repetition then does the work anew.
 */
export function firstAnswers({ store, manifest, reporter, secret }: FirstAnswersNeeds): Once {
  return {
    async answer(caller, route, key, input, make) {
      if (!manifest.states(idempotency.name)) return make()
      if (!readable.test(key)) throw new KeyMalformed()
      const marks = marksOf(secret, caller, route, key, input)
      const place = placeFor(caller)
      const earlier = await place
        .under(store, kept => claim(kept, marks.key, marks.input, store.clock.now()))
        .catch((error: unknown) => {
          if (isRefusedByPolicy(error)) return 'not for this person' as const
          throw error
        })
      // Who objected to our remembering answers gets each request done as it comes.
      if (earlier === 'not for this person') return make()
      if (earlier) return repeated(earlier, marks)
      const answer = await make().catch(async (error: unknown) => {
        await place.under(store, kept => kept.free(marks.key))
        throw error
      })
      const body = answer.body === undefined ? null : marks.encrypt(JSON.stringify(answer.body))
      await place
        .under(store, kept => kept.keep(marks.key, answer.status, body))
        .catch(error => {
          reporter.fault('first answer not kept', error)
        })
      return answer
    },
  }
}

const placeFor = (caller: Caller): AnswerStore =>
  caller.is === 'visitor' ? visitorAnswers : accountAnswers(person(caller.account))

interface Earlier {
  readonly status: number
  readonly body: Buffer | null
}

/** Takes the key, or tells what came of the request that took it before. */
async function claim(kept: StoredAnswer, key: Buffer, input: Buffer, now: Date): Promise<Earlier | undefined> {
  if (await kept.take(key, input, now)) return undefined
  const found = await kept.find(key)
  if (!found) throw new StillAtIt() // it was freed this very moment
  if (!found.input.equals(input)) throw new KeyUsedOtherwise()
  if (found.status !== null) return { status: found.status, body: found.body }
  if (await kept.takeOver(key, later(now, -giveUp), now)) return undefined
  throw new StillAtIt()
}

function repeated({ status, body }: Earlier, marks: { decrypt(encrypted: Buffer): string }): Answer<unknown> {
  const headers = { 'idempotency-replayed': 'true' }
  if (status === 204) return { status, headers }
  return { status, headers, body: body === null ? {} : (JSON.parse(marks.decrypt(body)) as unknown) }
}
