import { randomUUID } from 'node:crypto'
import type { Stating } from '../../house/given.ts'
import type { Store } from '../../kernel/data/store.ts'
import { person, platform, type Who, type Work } from '../../kernel/data/work.ts'
import { dueAfter } from '../../kernel/statement/periods.ts'
import type { Period } from '../../kernel/statement/settings.ts'
import { desk } from './activities.ts'
import type { IncomingRequest } from './contract.ts'
import { event, request, type WayOfProof, type whatHappens } from './tables.ts'

const month = 'P1M' as Period
const threeMonths = 'P3M' as Period

/** When an answer is due: within one month of receipt, or two more where that was said with the reason (Art. 12(3) GDPR). */
export const dueOf = ({ manifest }: Stating, receivedAt: Date): Date => dueAfter(receivedAt, month, manifest.timeZone)
export const extendedDueOf = ({ manifest }: Stating, receivedAt: Date): Date => dueAfter(receivedAt, threeMonths, manifest.timeZone)

/** Who did something with a request. */
export type Actor = { readonly by: 'person' | 'platform' } | { readonly by: 'staff', readonly staffId: string }
const whoOf = (actor: Actor, subject: string | undefined): Who => actor.by === 'staff' ? { is: 'staff', id: actor.staffId } : subject === undefined ? platform : person(subject)

export interface Opening extends IncomingRequest { readonly actor?: Actor, readonly provenBy?: WayOfProof }

/** Puts a request on the desk. Whoever has not proven who it is gets an id of its own, so that nothing is tied to an account that somebody merely names. */
export function openRequest(store: Store, stating: Stating, { actor = { by: 'platform' }, ...incoming }: Opening): Promise<{ readonly id: string }> {
  return store.under(desk, whoOf(actor, incoming.subject), work => openIn(work, stating, { actor, ...incoming }))
}

export async function openIn(work: Work<typeof desk>, stating: Stating, { by, list, right, subject, from, says, receivedAt, provenBy, actor = { by: 'platform' } }: Opening): Promise<{ readonly id: string }> {
  const id = randomUUID()
  const about = subject ?? randomUUID()
  await work.over(request).insertInto('rights.request').values({
    id, subject: about, by, list, right: right ?? null, from: from ?? null, says: says ?? null, receivedAt, dueAt: dueOf(stating, receivedAt), provenBy: provenBy ?? null, state: 'open',
  }).execute()
  await happens(work, { id, subject: about }, 'received', actor)
  return { id }
}

/** A line in the history of a request. */
export async function happens(work: Work<typeof desk>, { id, subject }: { readonly id: string, readonly subject: string }, what: (typeof whatHappens)[number], actor: Actor, note?: string): Promise<void> {
  await work.over(event).insertInto('rights.event').values({
    requestId: id, subject, at: work.now, what, by: actor.by, staffId: actor.by === 'staff' ? actor.staffId : null, note: note ?? null,
  }).execute()
}
