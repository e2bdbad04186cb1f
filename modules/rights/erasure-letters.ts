import { randomUUID } from 'node:crypto'
import { NotFound } from '../../platform/refusal.ts'
import type { Staff } from '../../platform/route.ts'
import { exactlyAfter } from '../../kernel/declare/periods.ts'
import type { Adding } from '../../kernel/store/work.ts'
import { desk } from './activities.ts'
import type { CarriedOut } from './carrying-out.ts'
import type { Needs } from './needs.ts'
import { erasureLetter } from './tables.ts'

type By = Pick<Staff, 'account' | 'session'>
const unit = <R>(
  { store }: Needs,
  { account }: By,
  does: Parameters<typeof store.under<typeof desk, R>>[2],
): Promise<R> => store.under(desk, { is: 'staff', id: account }, does)

/**
 * Keeps the answer to an erasure in the transaction that erases: it can be lost on its way to the browser, and nothing
 * is left to make it from again.
 */
export const keepLetter = (
  { stating }: Needs,
  work: Adding,
  {
    requestId,
    session,
    outcome,
  }: { readonly requestId: string; readonly session: string; readonly outcome: CarriedOut },
): Promise<void> =>
  work.add(erasureLetter, {
    subject: randomUUID(),
    requestId,
    session,
    outcome,
    madeAt: work.now,
    expiresAt: exactlyAfter(work.now, stating.value(desk.erasureLetter), stating.manifest.timeZone),
  })

/** The answer to an erasure that this session did, while it is kept. */
export const letterOf = (needs: Needs, by: By, requestId: string): Promise<CarriedOut | undefined> =>
  unit(needs, by, async work => {
    const found = await work
      .over(erasureLetter)
      .selectFrom('rights.erasure_letter')
      .select(['id', 'outcome'])
      .where('requestId', '=', requestId)
      .where('session', '=', by.session)
      .where('expiresAt', '>', work.now)
      .executeTakeFirst()
    // as: written by `keepLetter`; by an earlier version without what was blanked
    return found && { blanked: [], ...(found.outcome as Omit<CarriedOut, 'blanked'>) }
  })

/** Answers to erasures of this session that nobody has said to be printed. */
export const lettersToPrint = (needs: Needs, by: By) =>
  unit(needs, by, async work => {
    const all = await work
      .over(erasureLetter)
      .selectFrom('rights.erasure_letter')
      .select(['id', 'requestId', 'outcome', 'madeAt', 'expiresAt'])
      .where('session', '=', by.session)
      .where('expiresAt', '>', work.now)
      .orderBy('madeAt')
      .limit(200)
      .execute()
    return all.map(({ requestId, outcome, madeAt, expiresAt }) => ({
      request: requestId,
      reference: (outcome as CarriedOut).reference ?? '', // as: written by `keepLetter`
      madeAt,
      expiresAt,
    }))
  })

/** It is printed: nothing of it is kept any longer. */
export const letterIsPrinted = (needs: Needs, by: By, requestId: string): Promise<void> =>
  unit(needs, by, async work => {
    const { numDeletedRows } = await work
      .over(erasureLetter)
      .deleteFrom('rights.erasure_letter')
      .where('requestId', '=', requestId)
      .where('session', '=', by.session)
      .executeTakeFirst()
    if (numDeletedRows === 0n) throw new NotFound()
  })
