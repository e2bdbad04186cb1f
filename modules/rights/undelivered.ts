import { hours, later } from '../../kernel/clock/clock.ts'
import { platform } from '../../kernel/store/work.ts'
import { each, type SetAside } from '../../kernel/problems/batches.ts'
import type { Undelivered } from '../mail/contract.ts'
import { desk } from './activities.ts'
import type { Needs } from './needs.ts'
import { happens } from './opening.ts'
import { event, request } from './tables.ts'

/** Further back than the job can have been away without its absence being an alarm of its own. */
const looksBack = hours(24)

/**
 * A person is told of an answer or a longer period by mail (Art. 12(3) and (4) GDPR). Where a letter about a request
 * does not arrive, its history says so, once for each letter, and staff write by post.
 */
export async function noteUndelivered(
  needs: Pick<Needs, 'store' | 'stating' | 'mailer'>,
  aside: SetAside,
): Promise<void> {
  const { store, stating, mailer } = needs
  if (!stating.states(desk.name)) return
  const lost = await mailer.undelivered(desk.name, later(store.clock.now(), -looksBack))
  await each(lost, { aside, keyOf: one => one.id }, one => note(needs, one))
}

/** The entry bears the id of the letter, so that one is found again however often it is looked for. */
function note({ store }: Pick<Needs, 'store'>, { id, concerns, answer }: Undelivered): Promise<void> {
  return store.under(desk, platform, async work => {
    const found = await work
      .over(request)
      .selectFrom('rights.request')
      .select(['id', 'subject'])
      .where('id', '=', concerns)
      .executeTakeFirst()
    if (!found) return
    const noted = await work.over(event).selectFrom('rights.event').select('id').where('id', '=', id).executeTakeFirst()
    if (!noted) await happens(work, found, 'mail not delivered', { by: 'platform' }, answer ?? undefined, id)
  })
}
