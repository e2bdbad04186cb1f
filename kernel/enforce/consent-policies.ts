import pg from 'pg'
import { isByConsent, type AnyActivity } from '../declare/activity.ts'
import type { AnyTable } from '../declare/table.ts'

const { escapeLiteral: literal } = pg

/**
 * A consent that holds now: given and not run out, under a version whose consents still stand, and not locked away by a
 * law.
 */
export const consentHolds = (purpose: string): string =>
  `c.purpose = ${literal(purpose)} and c.state = 'given' and (c.valid_until is null or c.valid_until > obhut.now()) and (c.restricted is null or c.restricted = 'on request')
    and c.statement in (select s.version from obhut.consent_standing s where s.activity = ${literal(purpose)})`

/** For one who is bound: a single look by index, done once a query. */
export const consentOfOne = (purpose: string): string =>
  `exists (select from obhut.consent c where c.subject = obhut.subject() and ${consentHolds(purpose)})`
/** For everybody: all who consent, gathered once a query. */
export const consentOfEach = (purpose: string): string =>
  `select c.subject from obhut.consent c where ${consentHolds(purpose)}`

/** What rests on consent looks up the consents to itself, and no others. */
export const readsConsents = (activity: AnyActivity, table: AnyTable): boolean =>
  isByConsent(activity) && table.name === 'obhut.consent'

/** Columns that its role reads there, and of the versions that count. */
export function consentReads(activity: AnyActivity, { name }: AnyTable): string[][] {
  if (!isByConsent(activity)) return []
  if (name === 'obhut.consent')
    return [['subject', 'purpose', 'recipient', 'channel', 'state', 'statement', 'valid_until', 'restricted']]
  if (name === 'obhut.consent_standing') return [['activity', 'version']]
  return []
}
