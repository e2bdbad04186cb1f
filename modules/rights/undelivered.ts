import { hours, later } from '../../kernel/clock/clock.ts'
import { platform } from '../../kernel/data/work.ts'
import type { Undelivered } from '../mail/contract.ts'
import { desk } from './activities.ts'
import type { Needs } from './needs.ts'
import { happens } from './opening.ts'
import { event, request } from './tables.ts'

/** Further back than the job can have been away without its absence being an alarm of its own. */
const looksBack = hours(24)

/**
 * A person is told of an answer or a longer period by mail (Art. 12(3) and (4) GDPR). Where that letter does not arrive, the history of the request
 * says so, once for each, and staff write by post.
 */
export async function noteUndelivered(needs: Pick<Needs, 'store' | 'stating' | 'mailer' | 'reporter'>): Promise<void> {
  const { store, stating, mailer, reporter } = needs
  if (!stating.states(desk.name)) return
  const lost = await mailer.undelivered(desk.name, later(store.clock.now(), -looksBack))
  // Each for itself: one that fails keeps none of the others from being noted.
  for (const one of lost) await note(needs, one).catch((error: unknown) => { reporter.fault('letters about requests', error) })
}

function note({ store }: Pick<Needs, 'store'>, { subject, at, answer }: Undelivered): Promise<void> {
  return store.under(desk, platform, async work => {
    const found = await work.over(request).selectFrom('rights.request').select(['id', 'subject']).where('subject', '=', subject).orderBy('receivedAt', 'desc').executeTakeFirst()
    if (!found) return
    const noted = await work.over(event).selectFrom('rights.event').select('id').where('requestId', '=', found.id).where('what', '=', 'mail not delivered').where('at', '>=', at).executeTakeFirst()
    if (!noted) await happens(work, found, 'mail not delivered', { by: 'platform' }, answer ?? undefined)
  })
}
