import { bindRow } from '../../kernel/rights/bind.ts'
import { theMoment } from '../../kernel/rows/change.ts'
import { platform } from '../../kernel/store/work.ts'
import { desk } from './activities.ts'
import type { Needs } from './needs.ts'
import { eventOf, type Actor } from './opening.ts'
import { event, formLink, request, type WayOfProof } from './tables.ts'

/** A request whose address is confirmed by the same step, as long as it still stands for itself under this id. */
export interface Confirming {
  readonly id: string
  readonly subject: string
}

/**
 * From now on the request is the person's own: it is on record by what this was proven. Says whether the person is still
 * there.
 */
export async function bind(
  { store }: Needs,
  id: string,
  account: string,
  provenBy: WayOfProof,
  actor: Actor,
  confirming?: Confirming,
): Promise<boolean> {
  // Of two who press at once, and of one who confirms while another refuses, one finds the request as it was.
  const outcome = await bindRow(store, {
    row: {
      table: request,
      id,
      where: confirming ? { subject: confirming.subject, confirmedAt: null, provenBy: null } : {},
      sets: { provenBy, ...(confirming && { confirmedAt: theMoment }) },
    },
    subject: account,
    belonging: [
      { table: event, by: 'requestId' },
      { table: formLink, by: 'requestId' },
    ],
    under: desk,
    who: actor.by === 'staff' ? { is: 'staff', id: actor.staffId } : platform,
    adds: async work => {
      const known = { id, subject: account }
      if (confirming) await work.add(event, eventOf(work.now, known, 'address confirmed', { by: 'person' }))
      await work.add(event, eventOf(work.now, known, 'person known', actor, provenBy))
    },
  })
  return outcome !== 'erased'
}
