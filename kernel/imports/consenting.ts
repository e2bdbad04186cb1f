import { sql } from 'kysely'
import { consents as consentsKept } from '../declare/activities.ts'
import { consentScope } from '../consent/consented.ts'
import { isByConsent, type AnyActivity } from '../declare/activity.ts'
import { lockConsents } from '../enforce/consent-gate.ts'
import { consentHolds } from '../enforce/consent-policies.ts'
import { platform, type Work } from '../store/work.ts'

/** A consent that a row brings along, as far as it matters here. */
interface Brought {
  readonly to: AnyActivity
  readonly recipient?: string
  readonly channel?: string
  readonly proof?: unknown
}
interface Comes {
  readonly subject: string
  /** Everybody who has to consent to what the row is kept for. */
  readonly consenting: readonly string[]
  readonly row: { readonly consents?: readonly Brought[] }
}

/**
 * Takes the locks of the consents that these rows bring along, and of those that they rest on: a withdrawal of any waits
 * for this transaction.
 */
export async function lockConsentsOf(work: Work, rows: readonly Comes[]): Promise<void> {
  const locks = rows.flatMap(({ subject, consenting, row: { consents = [] } }) => [
    ...consenting.map(one => ({ subject: one, purpose: work.activity.name, alone: false })),
    ...consents.filter(({ proof }) => proof).map(({ to }) => ({ subject, purpose: to.name, alone: true })),
  ])
  // A statement under which nobody is asked for anything keeps no consents.
  if (locks.length) await work.under(consentsKept, platform, own => lockConsents(own.over(), locks))
}

interface Said {
  readonly subject: string
  readonly recipient: string
  readonly channel: string
  readonly state: string
  readonly holds: boolean
}

/**
 * Tells of a row whether everybody of it consents to what it is kept for, or its person will by what it brings along: what
 * the person said here before stays as it is, as where that is recorded (`recordImported`).
 */
export async function allConsent(
  work: Work,
  version: number,
  rows: readonly Comes[],
): Promise<(row: Comes) => boolean> {
  const { activity } = work
  if (!isByConsent(activity) || rows.length === 0) return () => true
  const people = [...new Set(rows.flatMap(({ consenting }) => consenting))]
  const all = await work
    .over()
    .selectFrom(
      sql<Said>`(select c.subject, c.recipient, c.channel, c.state, (${sql.raw(consentHolds(activity.name))}) as holds
        from obhut.consent c where c.purpose = ${activity.name} and c.subject = any(${people}::uuid[]))`.as('said'),
    )
    .select(['said.subject', 'said.recipient', 'said.channel', 'said.state', 'said.holds'])
    .execute()
  const { counts } = await work
    .over()
    .selectNoFrom(
      sql<boolean>`exists (select from obhut.consent_standing s where s.activity = ${activity.name} and s.version = ${version})`.as(
        'counts',
      ),
    )
    .executeTakeFirstOrThrow()
  const said = Map.groupBy(all, ({ subject }) => subject)
  const consents = (one: string): boolean => said.get(one)?.some(({ holds }) => holds) ?? false
  const will = ({ subject, row: { consents: brought = [] } }: Comes): boolean =>
    counts &&
    brought
      .filter(({ to, proof }) => proof && to.name === activity.name)
      .map(one => consentScope(one.to, one))
      .some(
        ({ recipient = '', channel = '' }) =>
          !said
            .get(subject)
            ?.some(
              one =>
                one.state === 'refused' ||
                one.state === 'withdrawn' ||
                (one.recipient === recipient && one.channel === channel),
            ),
      )
  return row => row.consenting.every(one => consents(one) || (one === row.subject && will(row)))
}
