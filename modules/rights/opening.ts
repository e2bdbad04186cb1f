import { createHash, randomInt, randomUUID } from 'node:crypto'
import type { Stating } from '../../platform/services.ts'
import type { Units } from '../../kernel/store/units.ts'
import { isDuplicate } from '../../kernel/problems/errors.ts'
import { person, platform, type Who, type Work } from '../../kernel/store/work.ts'
import { dayInWords, dayOf, dueAfter } from '../../kernel/declare/periods.ts'
import type { Period } from '../../kernel/declare/settings.ts'
import type { Language } from '../../kernel/declare/terms.ts'
import { desk } from './activities.ts'
import type { IncomingRequest } from './contract.ts'
import { event, request, type WayOfProof, type whatHappens } from './tables.ts'

const month = 'P1M' as Period
const threeMonths = 'P3M' as Period

/**
 * When an answer is due: within one month of receipt, or two more where that was said with the reason (Art. 12(3)
 * GDPR).
 */
export const dueOf = ({ manifest }: Stating, receivedAt: Date): Date => dueAfter(receivedAt, month, manifest.timeZone)
export const extendedDueOf = ({ manifest }: Stating, receivedAt: Date): Date =>
  dueAfter(receivedAt, threeMonths, manifest.timeZone)
/**
 * The last day on which an answer is in time: `2026-12-29`. A deadline is the moment after which it is late, and that
 * one lies in the day after.
 */
export const lastDayOf = ({ manifest }: Stating, dueAt: Date): string =>
  dayOf(new Date(dueAt.getTime() - 1), manifest.timeZone)
export const lastDay = (stating: Stating, dueAt: Date, language: Language): string =>
  dayInWords(lastDayOf(stating, dueAt), language)

/** Who did something with a request. */
export type Actor = { readonly by: 'person' | 'platform' } | { readonly by: 'staff'; readonly staffId: string }
const whoOf = (actor: Actor, subject: string | undefined): Who =>
  actor.by === 'staff' ? { is: 'staff', id: actor.staffId } : subject === undefined ? platform : person(subject)

export interface OpeningRequest extends IncomingRequest {
  readonly actor?: Actor
  readonly provenBy?: WayOfProof
  readonly name?: string
}
/** A request as it came in, and under whose id it stands. */
export interface OpenedRequest {
  readonly id: string
  readonly subject: string
  readonly dueAt: Date
}

/**
 * Puts a request on the desk. Whoever has not proven who it is gets an id of its own, so that nothing is tied to an
 * account that somebody merely names.
 */
export function openRequest(
  store: Units,
  stating: Stating,
  { actor = { by: 'platform' }, ...incoming }: OpeningRequest,
): Promise<OpenedRequest> {
  const open = (): Promise<OpenedRequest> =>
    store.under(
      desk,
      whoOf(actor, incoming.subject),
      async work => (await deliveredBefore(work, incoming)) ?? openIn(work, stating, { actor, ...incoming }),
    )
  // The same mail twice at the same moment: the second one finds what the first one has opened.
  return open().catch((error: unknown) => {
    if (isDuplicate(error, 'request_delivered')) return open()
    throw error
  })
}

/**
 * The request that this very mail has opened already: delivered again because the acknowledgement got lost (RFC 5321,
 * 6.1).
 */
async function deliveredBefore(work: Work<typeof desk>, incoming: OpeningRequest): Promise<OpenedRequest | undefined> {
  const delivered = digestOf(incoming)
  return (
    delivered &&
    work
      .over(request)
      .selectFrom('rights.request')
      .select(['id', 'subject', 'dueAt'])
      .where('delivered', '=', delivered)
      .executeTakeFirst()
  )
}

/**
 * The same only if it says the same: some programs give every mail one Message-ID, and nothing that somebody wrote may
 * get lost by that.
 */
const digestOf = ({ messageId, list, from, says }: OpeningRequest): Buffer | undefined =>
  messageId === undefined
    ? undefined
    : createHash('sha256')
        .update(JSON.stringify([messageId, list, from, says]))
        .digest()

/** Letters and digits that nobody takes for another when reading them out. */
const signs = '23456789ABCDEFGHJKMNPQRSTVWXYZ'
const five = (): string => Array.from({ length: 5 }, () => signs[randomInt(signs.length)]).join('')
/** `DS-7K4MP-2Q9PX`: what a letter names a request by. */
const newReference = (): string => `DS-${five()}-${five()}`

export async function openIn(
  work: Work<typeof desk>,
  stating: Stating,
  opening: OpeningRequest,
): Promise<OpenedRequest> {
  const { by, list, right, subject, name, from, says, receivedAt, provenBy, actor = { by: 'platform' } } = opening
  const id = randomUUID()
  const about = subject ?? randomUUID()
  const dueAt = dueOf(stating, receivedAt)
  await work
    .over(request)
    .insertInto('rights.request')
    .values({
      id,
      subject: about,
      reference: newReference(),
      by,
      list,
      right: right ?? null,
      name: name ?? null,
      from: from ?? null,
      says: says ?? null,
      receivedAt,
      dueAt,
      provenBy: provenBy ?? null,
      state: 'open',
      delivered: digestOf(opening) ?? null,
    })
    .execute()
  await happens(work, { id, subject: about }, 'received', actor)
  return { id, subject: about, dueAt }
}

/** A line in the history of a request. */
export async function happens(
  work: Work<typeof desk>,
  { id, subject }: { readonly id: string; readonly subject: string },
  what: (typeof whatHappens)[number],
  actor: Actor,
  note?: string,
  eventId?: string,
): Promise<void> {
  await work
    .over(event)
    .insertInto('rights.event')
    .values({ ...eventOf(work.now, { id, subject }, what, actor, note), ...(eventId !== undefined && { id: eventId }) })
    .execute()
}

export const eventOf = (
  at: Date,
  { id, subject }: { readonly id: string; readonly subject: string },
  what: (typeof whatHappens)[number],
  actor: Actor,
  note?: string,
) => ({
  requestId: id,
  subject,
  at,
  what,
  by: actor.by,
  staffId: actor.by === 'staff' ? actor.staffId : null,
  note: note ?? null,
})
