import { sql } from 'kysely'
import { consents } from '../declare/activities.ts'
import { another } from '../store/another.ts'
import type { Work } from '../store/work.ts'
import type { AnyActivity } from '../declare/activity.ts'
import { consentLock, NoConsent } from '../enforce/consent-gate.ts'
import { consent, consentStanding } from './tables.ts'

/** A consent by all that it is given for; without recipient or channel, one that names none. */
export interface Consented {
  readonly subject: string
  /** The name of an activity. */
  readonly purpose: string
  /** The recipient's id in the manifest. */
  readonly recipient?: string | undefined
  readonly channel?: string | undefined
}

/**
 * Whether this person consents, now and until this transaction ends: a withdrawal waits for it. Asked in whatever unit
 * of work is open.
 *
 *     if (!await consented(work, { subject, purpose: 'partners.offers', recipient: 'stromfuchs' })) …
 */
export function consented(
  work: Work<AnyActivity>,
  { subject, purpose, recipient = '', channel = '' }: Consented,
): Promise<boolean> {
  return work.under(consents, another(subject), async own => {
    const db = own.over(consent, consentStanding)
    await db.selectNoFrom(sql`pg_advisory_xact_lock_shared(${consentLock(subject, purpose)})`.as('shared')).execute()
    const found = await db
      .selectFrom('obhut.consent')
      .select('id')
      .where('purpose', '=', purpose)
      .where('recipient', '=', recipient)
      .where('channel', '=', channel)
      .where('state', '=', 'given')
      .where(eb => eb.or([eb('validUntil', 'is', null), eb('validUntil', '>', own.now)]))
      .where(
        'statement',
        'in',
        db.selectFrom('obhut.consent_standing').select('version').where('activity', '=', purpose),
      )
      .executeTakeFirst()
    return found !== undefined
  })
}

/** The same where there is no way on without. */
export async function insistOnConsent(work: Work<AnyActivity>, asked: Consented): Promise<void> {
  if (!(await consented(work, asked))) throw new NoConsent(asked.purpose)
}

/** What of a recipient and a channel a consent to this activity names: it may be given for all of them at once. */
export function consentScope(
  { name, spec }: AnyActivity,
  { recipient, channel }: { readonly recipient?: string | undefined; readonly channel?: string | undefined },
): Omit<Consented, 'subject'> {
  if (spec.asks?.channels && (channel === undefined || !Object.hasOwn(spec.asks.channels, channel)))
    throw new Error(`'${name}' is consented to by channel; say which: ${Object.keys(spec.asks.channels).join(', ')}`)
  return { purpose: name, ...(spec.asks?.each && { recipient }), ...(spec.asks?.channels && { channel }) }
}
