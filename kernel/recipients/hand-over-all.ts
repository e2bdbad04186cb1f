import { sql } from 'kysely'
import { consent, consentStanding } from '../consent/tables.ts'
import { consentScope, type Consented } from '../consent/consented.ts'
import { consents, rightsKept } from '../declare/activities.ts'
import { isByConsent, type AnyActivity, type UsableActivity } from '../declare/activity.ts'
import { Role } from '../declare/terms.ts'
import { lockConsents } from '../enforce/consent-gate.ts'
import { sharedWithAll } from '../enforce/lock-on-person.ts'
import { stoppedAmong } from '../enforce/stopped.ts'
import type { Manifest, Recipient } from '../statement/manifest.ts'
import { byHand } from '../store/by-hand.ts'
import type { Units } from '../store/units.ts'
import { platform, type Who, type Work } from '../store/work.ts'
import { onlyItsTask, recipientFor, type Disclosure } from './hand-over.ts'

/** What is about to leave the platform for many people at once. */
export interface Disclosures extends Omit<Disclosure, 'subject'> {
  /** The persons whose data it is, each once however often they are named. */
  readonly subjects: readonly string[]
}

/** Why somebody's data does not go. */
export type WhyNot =
  /** The person objected, had processing restricted, or waits for an erasure. */
  'stopped' | 'no consent' | 'erased'

export interface HandedOver {
  readonly recipient: Recipient
  /** Those whose data may go once this unit has committed, and stands in the log of disclosures. */
  readonly may: readonly string[]
  readonly mayNot: readonly { readonly subject: string; readonly why: WhyNot }[]
}

/** People of one batch: whoever withdraws, objects or is erased waits for one of these at most. */
export const handedOverAtOnce = 500

/** More people than one unit may hold still. */
export class TooManyAtOnce extends Error {
  constructor(many: number) {
    super(
      `${many} people are too many for one hand-over: at most ${handedOverAtOnce} in one unit; see handOverInBatches`,
    )
    this.name = 'TooManyAtOnce'
  }
}

/**
 * Hands over for many people what `handOver` does for one, with the same outcome for each: who may not is answered and
 * not thrown. Until the unit ends withdrawals, objections, restrictions and erasures of these people wait.
 */
export async function handOverAll(
  work: Work<AnyActivity>,
  manifest: Manifest,
  { to, fields, ground, subjects, channel }: Disclosures,
): Promise<HandedOver> {
  const { activity } = work
  const all = [...new Set(subjects)]
  if (all.length > handedOverAtOnce) throw new TooManyAtOnce(all.length)
  const recipient = recipientFor(activity, manifest, to, work.reached)
  onlyItsTask(recipient, fields)
  const out = new Map<string, WhyNot>()
  const left = (): string[] => all.filter(one => !out.has(one))
  const leaveOut = (some: Iterable<string>, why: WhyNot): void => {
    for (const one of some) out.set(one, why)
  }
  await sharedWithAll(work.over(), all)
  if (Object.hasOwn(manifest.activities, rightsKept.name)) leaveOut(await stoppedAmong(work, activity, all), 'stopped')
  const asked: Omit<Consented, 'subject'>[] = [
    ...(isByConsent(activity) ? [consentScope(activity, { recipient: recipient.id, channel })] : []),
    ...(recipient.role === Role.ThirdParty ? [{ purpose: activity.name, recipient: recipient.id, channel }] : []),
  ]
  for (const one of asked) {
    const consent = await consentingAmong(work, left(), one)
    leaveOut(
      left().filter(subject => !consent.has(subject)),
      'no consent',
    )
  }
  const may = await disclosed(work, left(), { recipient: recipient.id, fields, ground })
  const gone = new Set(may)
  leaveOut(
    left().filter(one => !gone.has(one)),
    'erased',
  )
  return { recipient, may, mayNot: [...out].map(([subject, why]) => ({ subject, why })) }
}

/**
 * Those of these people who consent, now and until this transaction ends. Locks come in one order, so that of two who
 * ask for the same people neither waits for the other.
 */
async function consentingAmong(
  work: Work<AnyActivity>,
  subjects: readonly string[],
  { purpose, recipient = '', channel = '' }: Omit<Consented, 'subject'>,
): Promise<ReadonlySet<string>> {
  if (subjects.length === 0) return new Set()
  return work.under(consents, platform, async own => {
    const database = own.over(consent, consentStanding)
    // In two statements, so that the look comes after the locks.
    await lockConsents(
      database,
      subjects.map(subject => ({ subject, purpose, alone: false })),
    )
    const found = await byHand(
      database,
      { reads: [consent, consentStanding] },
      sql<{
        subject: string
      }>`select obhut.consenting(${subjects}::uuid[], ${purpose}, ${recipient}, ${channel}) as subject`,
    )
    return new Set(found.map(one => one.subject))
  })
}

/** Writes it down for each, and answers for whom: nobody's row comes in who was erased. */
async function disclosed(
  work: Work<AnyActivity>,
  subjects: readonly string[],
  { recipient, fields, ground }: Pick<Disclosure, 'fields' | 'ground'> & { readonly recipient: string },
): Promise<string[]> {
  if (subjects.length === 0) return []
  const found = await byHand(
    work.over(),
    {},
    sql<{
      subject: string
    }>`select obhut.disclose(${subjects}::uuid[], ${work.now}::timestamptz, ${recipient}, ${work.activity.name}, ${[...fields]}::text[], ${ground}) as subject`,
  )
  return found.map(one => one.subject)
}

export interface InBatches<A extends UsableActivity> {
  readonly under: A
  readonly who?: Who
  readonly manifest: Manifest
  /** In the unit of each batch, once it is known who may get it: write what is sent after the commit. */
  readonly does?: (work: Work<A>, handed: HandedOver) => Promise<unknown>
}

/** Hands over for any number of people, batch by batch in units of their own; each is told once it has committed. */
export async function* handOverInBatches<A extends UsableActivity>(
  store: Pick<Units, 'under'>,
  { under, who = platform, manifest, does }: InBatches<A>,
  { subjects, ...what }: Disclosures,
): AsyncGenerator<HandedOver> {
  const all = [...new Set(subjects)]
  for (let from = 0; from < all.length; from += handedOverAtOnce)
    yield await store.under(under, who, async work => {
      const handed = await handOverAll(work as never, manifest, {
        ...what,
        subjects: all.slice(from, from + handedOverAtOnce),
      })
      await does?.(work, handed)
      return handed
    })
}
