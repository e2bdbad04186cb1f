import { platform } from '../../kernel/store/work.ts'
import { each, type SetAside } from '../../kernel/problems/batches.ts'
import { eraseSubject } from '../../kernel/rights/erase.ts'
import { latestDue } from '../../kernel/declare/periods.ts'
import { desk } from './activities.ts'
import { behindLink, isUnproven } from './form.ts'
import type { Needs } from './needs.ts'
import { AlreadyConfirmed } from './refusals.ts'
import { request } from './tables.ts'

/** Somebody confirmed the request, or staff found out who asks, before it could be taken away. */
class NoLongerUnproven extends Error {}

interface Unproven {
  readonly id: string
  readonly subject: string
}

/**
 * Takes a request away that nobody has confirmed, with its history and its links. It stands under an id of its own, so
 * that nothing of anybody else goes with it. Says whether it was still unproven.
 */
async function erase({ store }: Needs, { id, subject }: Unproven): Promise<boolean> {
  try {
    await eraseSubject(
      store,
      { kind: 'customer', id: subject },
      {
        unproven: true,
        first: {
          table: request,
          where: { id, subject, confirmedAt: null, provenBy: null },
          otherwise: () => new NoLongerUnproven(),
        },
      },
    )
    return true
  } catch (error) {
    if (error instanceof NoLongerUnproven) return false
    throw error
  }
}

/** Whoever got the letter says that the request was not theirs: it goes at once. */
export async function refuseUnproven(needs: Needs, token: string): Promise<void> {
  const found = await behindLink(needs, token)
  if (!isUnproven(found) || !(await erase(needs, found))) throw new AlreadyConfirmed()
}

/**
 * Requests by the form that nobody has confirmed by the end of their period go; each by itself, so that one that cannot
 * be erased does not keep the others.
 */
export async function endUnconfirmed(needs: Needs, aside: SetAside): Promise<void> {
  const { store, stating } = needs
  if (!stating.states(desk.name)) return
  // What was confirmed meanwhile is found no more.
  const due = () =>
    store.under(desk, platform, work =>
      work
        .over(request)
        .selectFrom('rights.request')
        .select(['id', 'subject'])
        .where('by', '=', 'form')
        .where('state', '=', 'open')
        .where('confirmedAt', 'is', null)
        .where('provenBy', 'is', null)
        .where('receivedAt', '<=', latestDue(work.now, stating.value(desk.unconfirmed), stating.manifest.timeZone))
        .where(aside.without('id'))
        .orderBy('receivedAt')
        .limit(100)
        .execute(),
    )
  await each(due, { aside, keyOf: one => one.id }, one => erase(needs, one))
}
