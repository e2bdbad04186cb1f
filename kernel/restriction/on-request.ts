import type { ClientBase } from 'pg'
import { writeAudit } from '../audit/rows.ts'
import { evenIfCrossed } from '../store/retry.ts'
import { aloneWith } from '../enforce/lock-on-person.ts'
import type { Described } from '../declare/declarations.ts'
import { goesOnDespite } from '../enforce/privileges.ts'
import { qualified } from '../declare/qualified.ts'
import { isUnder, columnsReadBy } from '../declare/whose.ts'
import type { Slice } from '../store/slice.ts'
import type { Units } from '../store/units.ts'
import { wholeOf } from '../store/whole.ts'
import type { DataSubject } from '../declare/subject.ts'
import type { AnyTable } from '../declare/table.ts'
import type { Who } from '../store/work.ts'
import { notifyRecipients } from '../disclosure/notices.ts'
import { remember } from '../ledger/ledger.ts'
import { isSetAside, wholeRowOf } from '../declare/persons.ts'
import { isOwnedBy } from '../rows/copy.ts'
import { column } from '../rows/walk.ts'
import { noOtherRestricts } from './set-aside.ts'
import { settleStops } from './settle.ts'
import type { GroundOfRestriction } from './tables.ts'

export interface Restriction {
  readonly id: string
  readonly subject: string
  readonly since: Date
  readonly ground: GroundOfRestriction
  readonly asked: 'person' | 'staff'
  readonly says: string | null
  readonly toldAt: Date | null
  readonly liftsAt: Date | null
}
const columns = 'id, subject, since, ground, asked, says, told_at as "toldAt", lifts_at as "liftsAt"'

/** Rows of these tables bear the mark: somebody whose work has to stop would find them otherwise. */
export const bearsTheMark = (all: Pick<Described, 'activities'>, table: AnyTable): boolean =>
  [...all.activities.values()].some(
    activity => (isUnder(activity, table) || columnsReadBy(activity, table).length > 0) && !goesOnDespite(activity),
  )
/** Tables whose whole rows are a person's, by the column that says so: about the person, or about the person, too. */
const wholeRows = (all: Described, kind: string): { readonly table: AnyTable; readonly whose: string }[] =>
  [...all.tables.values()].flatMap(table => [
    ...(isOwnedBy(table, kind) && !isSetAside(table) ? [{ table, whose: 'subject' }] : []),
    ...wholeRowOf(table)
      .filter(one => one.kind.kind === kind)
      .map(one => ({ table, whose: column(one.column) })),
  ])
const marked = (all: Described, kind: string) => wholeRows(all, kind).filter(({ table }) => bearsTheMark(all, table))

export interface RestrictionRequest {
  readonly ground: GroundOfRestriction
  readonly by: Who
  readonly says?: string
  /** It is the ledger that asks, which knows of it already. */
  readonly again?: true
}

/**
 * Restricts a person's data on request (Art. 18 GDPR): from now on it is stored, and no activity but those by which the
 * person acts finds it. What is just being written about the person is waited for, and what comes in later is
 * restricted as it comes. Says whether that is news.
 */
export const restrict = (
  store: Units,
  { kind, id }: DataSubject,
  { ground, by, says, again }: RestrictionRequest,
): Promise<boolean> =>
  evenIfCrossed(
    () =>
      wholeOf(store).desk('rights', async (client, now) => {
        await client.query(`set local lock_timeout = '400ms'`)
        await aloneWith(client, id)
        const {
          rows: [there],
        } = await client.query('select from obhut.restriction where subject = $1', [id])
        if (there) return false
        // Before the restriction stands: what its recipients are told goes when it was told, and is not held by it.
        if (!again) await notifyRecipients(client, wholeOf(store), now, { kind, id }, 'restricted')
        await client.query(
          'insert into obhut.restriction (subject, since, ground, asked, says) values ($1, $2, $3, $4, $5)',
          [id, now, ground, by.is === 'person' ? 'person' : 'staff', says ?? null],
        )
        for (const { table, whose } of marked(store.declarations, kind))
          await client.query(
            `update ${qualified(table)} set restricted = 'on request' where ${whose} = $1 and restricted is null`,
            [id],
          )
        await settleStops(client, store, id)
        if (!again) await remember(client, now, { what: 'restricted', how: 'on request', kind, subject: id })
        await writeAudit(client, now, [
          { activity: 'kernel.rights', what: 'restricted', about: kind, rows: 1, who: by, subject: id },
        ])
        return true
      }),
    40,
  )

/** Everything goes on as before. Says whether there was a restriction. */
export const lift = (store: Units, subject: DataSubject, by: Who, again?: 'again'): Promise<boolean> =>
  evenIfCrossed(() => wholeOf(store).desk('rights', client => liftIn(client, store, subject, by, again)), 40)

async function liftIn(
  client: ClientBase,
  store: Units,
  { kind, id }: DataSubject,
  by: Who,
  again?: 'again',
): Promise<boolean> {
  const now = store.clock.now()
  await client.query(`set local lock_timeout = '400ms'`)
  await aloneWith(client, id)
  const { rowCount } = await client.query('delete from obhut.restriction where subject = $1', [id])
  if (!rowCount) return false
  for (const { table, whose } of wholeRows(store.declarations, kind))
    await client.query(
      `update ${qualified(table)} t set restricted = null where t.${whose} = $1 and t.restricted = 'on request'${noOtherRestricts(table)}`,
      [id],
    )
  await settleStops(client, store, id)
  if (!again) await remember(client, now, { what: 'lifted', how: 'on request', kind, subject: id })
  await writeAudit(client, now, [
    { activity: 'kernel.rights', what: 'lifted', about: kind, rows: 1, who: by, subject: id },
  ])
  return true
}

/** The restriction that a person asked for; none where there is none. */
export const restrictionOf = (store: Units, subject: string): Promise<Restriction | undefined> =>
  wholeOf(store).desk(
    'rights',
    async client =>
      (await client.query<Restriction>(`select ${columns} from obhut.restriction where subject = $1`, [subject]))
        .rows[0],
  )

/** All of them, the oldest first. */
export const restrictions = (store: Units, { after, limit }: Slice): Promise<Restriction[]> =>
  wholeOf(store).desk(
    'rights',
    async client =>
      (
        await client.query<Restriction>(
          `select ${columns} from obhut.restriction where $1::timestamptz is null or (since, id) > ($1, $2::uuid) order by since, id limit $3`,
          [after?.at, after?.id, limit],
        )
      ).rows,
  )

/** The person was told that it will be lifted (Art. 18(3) GDPR), and when. */
export const announceLifting = (store: Units, subject: string, liftsAt: Date): Promise<boolean> =>
  wholeOf(store).desk('rights', async client => {
    const { rowCount } = await client.query(
      'update obhut.restriction set told_at = obhut.reached(), lifts_at = $2 where subject = $1',
      [subject, liftsAt],
    )
    return rowCount === 1
  })

/** Restrictions whose announced day has come. */
export const dueForLifting = (store: Units): Promise<readonly string[]> =>
  wholeOf(store).desk('rights', async (client, now) =>
    (
      await client.query<{ subject: string }>('select subject from obhut.restriction where lifts_at <= $1', [now])
    ).rows.map(row => row.subject),
  )
