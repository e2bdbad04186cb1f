import type { ClientBase } from 'pg'
import { isByConsent, type AnyActivity } from '../declare/activity.ts'
import { readManifest, type Manifest } from '../statement/manifest.ts'
import { exactlyAfter } from '../declare/periods.ts'
import type { Period } from '../declare/settings.ts'

/** Understands a version by what it says, whatever it was written for; undefined where this software cannot. */
export type ReadsEarlier = (source: string, hash: string) => Manifest | undefined | Promise<Manifest | undefined>

/**
 * Writes down under which versions of the statement a consent has to have been given to hold under the one in force, in
 * the transaction that puts it there: from that moment on a consent to less than what is now done does not count, in
 * every process and past no policy.
 */
export async function standConsents(
  owner: ClientBase,
  activities: readonly AnyActivity[],
  inForce: number,
  read: ReadsEarlier = text => readManifest(text, 'a version', activities).manifest,
): Promise<void> {
  const { rows } = await owner.query<{ version: number; manifest: string; hash: string }>(
    'select version, manifest, hash from obhut.statement',
  )
  const versions: { version: number; manifest: Manifest }[] = []
  for (const { version, manifest: text, hash } of rows) {
    const manifest = await read(text, hash)
    if (manifest) versions.push({ version, manifest })
  }
  const now = versions.find(one => one.version === inForce)?.manifest
  const standing = now
    ? activities
        .filter(isByConsent)
        .flatMap(activity =>
          versions
            .filter(({ manifest }) => !asksAnew(activity, manifest, now))
            .map(({ version }) => ({ activity: activity.name, version })),
        )
    : []
  await owner.query('delete from obhut.consent_standing')
  await owner.query(
    'insert into obhut.consent_standing (activity, version) select * from unnest($1::text[], $2::integer[])',
    [standing.map(one => one.activity), standing.map(one => one.version)],
  )
}

/**
 * Whether what is done under an activity has become more than what people agreed to: a new purpose, recipient, place,
 * field, or a longer period.
 */
export function asksAnew({ name }: AnyActivity, before: Manifest, after: Manifest): boolean {
  const was = before.activities[name]
  const is = after.activities[name]
  if (!was || !is) return is !== undefined
  return (
    is.purposes.some(purpose => !was.purposes.includes(purpose)) ||
    is.recipients.some(id => !was.recipients.includes(id) || placeOf(before, id) !== placeOf(after, id)) ||
    Object.entries(is.settings).some(([setting, value]) => isMore(was.settings[setting], value, after.timeZone))
  )
}

const placeOf = ({ recipients }: Manifest, id: string): string =>
  recipients
    .filter(one => one.id === id)
    .map(({ name, role, country }) => `${name} ${role} ${country}`)
    .join()

/**
 * A list with something new in it, a period that ends later, a proof that lasts longer; of another choice nobody knows
 * whether it is more.
 */
function isMore(before: unknown, after: unknown, zone: string): boolean {
  if (JSON.stringify(before) === JSON.stringify(after)) return false
  if (Array.isArray(before) && Array.isArray(after)) return after.some(one => !before.includes(one))
  if (isKept(after)) return !isKept(before) || isLonger(before.keep, after.keep, zone)
  if (after === 'none') return false
  if (isPeriod(before) && isPeriod(after)) return isLonger(before, after, zone)
  return true
}
const isKept = (value: unknown): value is { keep: Period } =>
  typeof value === 'object' && value !== null && 'keep' in value
const isPeriod = (value: unknown): value is Period => typeof value === 'string' && /^P[\dT]/.test(value)
/** Looked at from two days, so that the length of a month decides nothing. */
const isLonger = (before: Period, after: Period, zone: string): boolean =>
  ['2027-02-01', '2028-07-01'].some(
    day =>
      exactlyAfter(new Date(`${day}T00:00:00Z`), after, zone) >
      exactlyAfter(new Date(`${day}T00:00:00Z`), before, zone),
  )
