import type { ClientBase } from 'pg'
import { writeAudit } from '../audit/rows.ts'
import { aloneWith } from '../enforce/lock-on-person.ts'
import { evenIfCrossed } from '../store/retry.ts'
import { canBeObjectedTo } from '../enforce/privileges.ts'
import type { Slice } from '../store/slice.ts'
import type { Units } from '../store/units.ts'
import { wholeOf } from '../store/whole.ts'
import type { DataSubject } from '../declare/subject.ts'
import { onlyFor } from '../declare/whose.ts'
import type { Who } from '../store/work.ts'
import { remember } from '../ledger/ledger.ts'
import type { AnyActivity } from '../declare/activity.ts'
import { Purpose } from '../declare/terms.ts'
import { partsOf } from '../declare/persons.ts'
import { settleStops } from '../restriction/settle.ts'
import { isBehindPseudonym } from '../pseudonyms/behind.ts'
import { isOwnedBy } from '../rows/copy.ts'
import type { StateOfObjection } from './tables.ts'

export interface Objection {
  readonly id: string
  readonly subject: string
  readonly activity: string
  readonly at: Date
  readonly grounds: string | null
  readonly state: StateOfObjection
  readonly stops: boolean
  readonly settledAt: Date | null
  readonly answer: string | null
}
const columns = 'id, subject, activity, at, grounds, state, stops, settled_at as "settledAt", answer'

/** Advertising ends at once and without grounds (Art. 21(2) and (3) GDPR). */
export const isAdvertising = ({ spec }: AnyActivity): boolean => spec.purposes.includes(Purpose.DirectMarketing)

/**
 * Activities of a platform that rest on a legitimate interest and find persons of this kind, so that these can object.
 */
export function objectable(store: Units, kind: string): AnyActivity[] {
  const about = [...store.declarations.tables.values()].filter(
    table => isOwnedBy(table, kind) || isBehindPseudonym(table, kind) || partsOf(table, kind).length > 0,
  )
  return [...store.declarations.activities.values()].filter(
    activity =>
      canBeObjectedTo(activity) &&
      store.inForce.states(activity.name) &&
      onlyFor(activity)?.includes(kind) !== false &&
      about.some(table => table.under.name === activity.name || Object.hasOwn(activity.spec.reads ?? {}, table.name)),
  )
}

/**
 * A person does not want an activity that rests on a legitimate interest (Art. 21 GDPR). From the commit on it does not
 * find the person: for good where it is advertising, and otherwise while somebody examines the grounds.
 */
export const object = (
  store: Units,
  { kind, id }: DataSubject,
  {
    activity,
    by,
    grounds,
    again,
  }: { readonly activity: AnyActivity; readonly by: Who; readonly grounds?: string; readonly again?: true },
): Promise<boolean> =>
  aloneAsDesk(store, async (client, now) => {
    await aloneWith(client, id)
    const advertising = isAdvertising(activity)
    const { rowCount } = await client.query(
      `
      insert into obhut.objection (subject, activity, at, grounds, state, stops, settled_at) values ($1, $2, $3, $4, $5, true, $6)
      on conflict (subject, activity) do update set at = excluded.at, grounds = excluded.grounds, state = excluded.state, stops = true, settled_at = excluded.settled_at, answer = null
      where not objection.stops`,
      [id, activity.name, now, grounds ?? null, advertising ? 'stopped' : 'examined', advertising ? now : null],
    )
    if (!rowCount) return false
    await settleStops(client, store, id)
    if (!again) await remember(client, now, { what: 'objected', kind, subject: id, purpose: activity.name })
    await writeAudit(client, now, [
      { activity: 'kernel.rights', what: 'objected', about: activity.name, rows: 1, who: by, subject: id },
    ])
    return true
  })

/** Steps back from whom it would wait for in vain, and begins anew. */
const aloneAsDesk = <R>(store: Units, work: (client: ClientBase, now: Date) => Promise<R>): Promise<R> =>
  evenIfCrossed(
    () =>
      wholeOf(store).desk('rights', async (client, now) => {
        await client.query(`set local lock_timeout = '400ms'`)
        return work(client, now)
      }),
    40,
  )

/** The person no longer objects. */
export const withdrawObjection = (store: Units, subject: string, activity: string, by: Who): Promise<boolean> =>
  aloneAsDesk(store, async (client, now) => {
    await aloneWith(client, subject)
    const { rowCount } = await client.query('delete from obhut.objection where subject = $1 and activity = $2', [
      subject,
      activity,
    ])
    if (rowCount) await settleStops(client, store, subject)
    if (rowCount)
      await writeAudit(client, now, [
        { activity: 'kernel.rights', what: 'objection withdrawn', about: activity, rows: 1, who: by, subject },
      ])
    return rowCount === 1
  })

/**
 * How an examination ends: processing stops for good, goes on adapted, or goes on for compelling grounds that the
 * answer names.
 */
export const settle = (
  store: Units,
  id: string,
  { as, answer, by }: { readonly as: Exclude<StateOfObjection, 'examined'>; readonly answer: string; readonly by: Who },
): Promise<Objection | undefined> =>
  aloneAsDesk(store, async (client, now) => {
    const {
      rows: [whose],
    } = await client.query<{ subject: string }>('select subject from obhut.objection where id = $1', [id])
    if (!whose) return undefined
    await aloneWith(client, whose.subject)
    const {
      rows: [settled],
    } = await client.query<Objection>(
      `
      update obhut.objection set state = $2, stops = $2 = 'stopped', settled_at = $3, answer = $4 where id = $1 and state = 'examined' returning ${columns}`,
      [id, as, now, answer],
    )
    if (settled) await settleStops(client, store, settled.subject)
    if (settled)
      await writeAudit(client, now, [
        {
          activity: 'kernel.rights',
          what: `objection ${as}`,
          about: settled.activity,
          rows: 1,
          who: by,
          subject: settled.subject,
        },
      ])
    return settled
  })

export const objectionsOf = (store: Units, subject: string): Promise<Objection[]> =>
  wholeOf(store).desk(
    'rights',
    async client =>
      (
        await client.query<Objection>(`select ${columns} from obhut.objection where subject = $1 order by at`, [
          subject,
        ])
      ).rows,
  )
/** All that are being examined, the oldest first; how many these are is counted up to `mostCounted`. */
export const objectionsToExamine = (
  store: Units,
  { after, limit, mostCounted }: Slice & { readonly mostCounted: number },
): Promise<{ readonly rows: Objection[]; readonly total: number }> =>
  wholeOf(store).desk('rights', async client => ({
    rows: (
      await client.query<Objection>(
        `select ${columns} from obhut.objection where state = 'examined' and ($1::timestamptz is null or (at, id) > ($1, $2::uuid)) order by at, id limit $3`,
        [after?.at, after?.id, limit],
      )
    ).rows,
    total:
      (
        await client.query<{ total: number }>(
          `select count(*)::int as total from (select from obhut.objection where state = 'examined' limit $1) counted`,
          [mostCounted],
        )
      ).rows[0]?.total ?? 0,
  }))
