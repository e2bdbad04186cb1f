import type { Work } from '../../kernel/store/work.ts'
import { objectionsOf } from '../../kernel/rights/objections.ts'
import { desk } from './activities.ts'
import type { Needs } from './needs.ts'
import { examination, request } from './tables.ts'

/**
 * Whether an objection that came by this request is being examined still: it is settled there, and the request with it.
 */
export async function isExamined(
  { store }: Needs,
  work: Work<typeof desk>,
  { id, subject }: { readonly id: string; readonly subject: string },
): Promise<boolean> {
  const held = await work
    .over(examination)
    .selectFrom('rights.examination')
    .select('objection')
    .where('requestId', '=', id)
    .execute()
  return (
    held.length > 0 &&
    (await objectionsOf(store, subject)).some(
      one => one.state === 'examined' && held.some(({ objection }) => objection === one.id),
    )
  )
}

/** Until when each objection has to have been examined, and by which request. */
export const examinations = ({ store }: Needs, staffId: string, objections: readonly string[]) =>
  objections.length === 0
    ? Promise.resolve([])
    : store.under(desk, { is: 'staff', id: staffId }, work =>
        work
          .over(examination, request)
          .selectFrom('rights.examination as e')
          .innerJoin('rights.request as r', 'r.id', 'e.requestId')
          .select(['e.objection', 'e.requestId', 'r.dueAt'])
          .where('r.state', '=', 'open')
          .where('e.objection', 'in', objections)
          .execute(),
      )
