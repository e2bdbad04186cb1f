import { bySkew } from '../../../kernel/clock/clock.ts'
import type { Units } from '../../../kernel/store/units.ts'
import { visitor, type Who, type Work } from '../../../kernel/store/work.ts'
import { idempotency } from '../activities.ts'
import { answer, outcome } from '../tables.ts'

interface Found {
  readonly input: Buffer
  readonly status: number | null
  readonly body: Buffer | null
}

/** First answers in one table, within one unit of work. */
export interface StoredAnswer {
  /** Takes a key; false where somebody has it. */
  take(key: Buffer, input: Buffer, now: Date): Promise<boolean>
  find(key: Buffer): Promise<Found | undefined>
  /** Takes the key of a request that began before this moment and never came to an end. */
  takeOver(key: Buffer, before: Date, now: Date): Promise<boolean>
  keep(key: Buffer, status: number, body: Buffer | null): Promise<void>
  free(key: Buffer): Promise<void>
}
/** Where the first answers of a caller lie. */
export interface AnswerStore {
  under<R>(store: Units, work: (kept: StoredAnswer) => Promise<R>): Promise<R>
}

export const accountAnswers = (who: Who): AnswerStore => ({
  under: (store, does) => store.under(idempotency, who, work => does(ofAccounts(work))),
})
export const visitorAnswers: AnswerStore = {
  under: (store, does) => store.under(idempotency, visitor, work => does(ofVisitors(work))),
}

type UnitOfWork = Work<typeof idempotency>

function ofAccounts(work: UnitOfWork): StoredAnswer {
  const table = work.over(answer)
  return {
    take: async (key, input, now) =>
      (
        await table
          .insertInto('api.answer')
          .values({ key, input, askedAt: now })
          .onConflict(on => on.doNothing())
          .executeTakeFirst()
      ).numInsertedOrUpdatedRows === 1n,
    find: key =>
      table.selectFrom('api.answer').select(['input', 'status', 'body']).where('key', '=', key).executeTakeFirst(),
    takeOver: async (key, before, now) =>
      (
        await table
          .updateTable('api.answer')
          .set({ askedAt: now })
          .where('key', '=', key)
          .where('status', 'is', null)
          // By a clock that was ahead nobody is still at it.
          .where(eb => eb.or([eb('askedAt', '<=', before), eb('askedAt', '>', bySkew(now))]))
          .executeTakeFirst()
      ).numUpdatedRows === 1n,
    keep: async (key, status, body) => {
      await table.updateTable('api.answer').set({ status, body }).where('key', '=', key).execute()
    },
    free: async key => {
      await table.deleteFrom('api.answer').where('key', '=', key).execute()
    },
  }
}

/** The same without what was said: nobody could ask for its erasure. */
function ofVisitors(work: UnitOfWork): StoredAnswer {
  const table = work.over(outcome)
  return {
    take: async (key, input, now) =>
      (
        await table
          .insertInto('api.outcome')
          .values({ key, input, askedAt: now })
          .onConflict(on => on.doNothing())
          .executeTakeFirst()
      ).numInsertedOrUpdatedRows === 1n,
    find: async key => {
      const found = await table
        .selectFrom('api.outcome')
        .select(['input', 'status'])
        .where('key', '=', key)
        .executeTakeFirst()
      return found && { ...found, body: null }
    },
    takeOver: async (key, before, now) =>
      (
        await table
          .updateTable('api.outcome')
          .set({ askedAt: now })
          .where('key', '=', key)
          .where('status', 'is', null)
          // By a clock that was ahead nobody is still at it.
          .where(eb => eb.or([eb('askedAt', '<=', before), eb('askedAt', '>', bySkew(now))]))
          .executeTakeFirst()
      ).numUpdatedRows === 1n,
    keep: async (key, status) => {
      await table.updateTable('api.outcome').set({ status }).where('key', '=', key).execute()
    },
    free: async key => {
      await table.deleteFrom('api.outcome').where('key', '=', key).execute()
    },
  }
}
