import { sql } from 'kysely'
import { accountability } from '../declare/activities.ts'
import { days } from '../clock/clock.ts'
import { actedIn, besideEntries } from '../audit/beside.ts'
import { writeAudit } from '../audit/rows.ts'
import { auditEntry } from '../audit/tables.ts'
import type { Described } from '../declare/declarations.ts'
import { qualified } from '../declare/qualified.ts'
import type { Units } from '../store/units.ts'
import { wholeOf } from '../store/whole.ts'
import type { AnyTable } from '../declare/table.ts'
import type { Who } from '../store/work.ts'
import { column } from '../rows/walk.ts'
import { hold } from './tables.ts'

/**
 * What somebody has examined: rows of one table and one range of time (from, inclusive; to, exclusive), why, and until
 * when.
 */
export interface ToHold {
  readonly held: string
  readonly begins: Date
  readonly ends: Date
  readonly reason: string
  readonly until: Date
}
export interface Hold extends ToHold {
  readonly id: string
  /** Nobody's any more once that account is erased. */
  readonly recordedBy: string | null
  readonly recordedAt: Date
  readonly liftedAt: Date | null
  readonly looks: readonly Look[]
}
/** That somebody looked at held rows. */
export interface Look {
  readonly at: Date
  readonly by: string | null
  readonly reason: string | null
  readonly rows: number
}
/** Why something cannot be done with a hold. */
export type NoHold = 'no such hold' | 'over'

/** The longest that a hold may last, in milliseconds; what takes longer is decided anew. */
export const longestHold = days(367)
const [placed, looked] = ['placed a hold', 'looked under a hold'] as const
const by = (staff: string): Who => ({ is: 'staff', id: staff })

/** Tables that say that their rows can be held; what is about somebody has its own ways to stay. */
export const holdable = ({ tables }: Described): AnyTable[] =>
  [...tables.values()].filter(
    ({ holdable: can, about, until }) => can && about.who === 'unattributed' && until?.rule === 'since',
  )

export const isInForce = ({ until, liftedAt }: Pick<Hold, 'until' | 'liftedAt'>, now: Date): boolean =>
  liftedAt === null && until > now

export const placeHold = (
  store: Units,
  staff: string,
  { held, begins, ends, reason, until }: ToHold,
): Promise<string> =>
  store.under(accountability, by(staff), async work => {
    const { id } = await work
      .over(hold)
      .insertInto('obhut.hold')
      .values({ held, begins, ends, reason, until, recordedAt: work.now })
      .returning('id')
      .executeTakeFirstOrThrow()
    work.note({ what: placed, about: id })
    return id
  })

/** What is due goes with the next sweep. */
export const liftHold = (store: Units, staff: string, id: string): Promise<NoHold | undefined> =>
  store.under(accountability, by(staff), async work => {
    const found = await work
      .over(hold)
      .selectFrom('obhut.hold')
      .select(['until', 'liftedAt'])
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst()
    if (!found) return 'no such hold'
    if (!isInForce(found, work.now)) return 'over'
    await work.over(hold).updateTable('obhut.hold').where('id', '=', id).set({ liftedAt: work.now }).execute()
    work.note({ what: 'lifted a hold', about: id })
    return undefined
  })

/** All holds, the latest first, each with who looked under it. */
export const holds = (
  store: Units,
  staff: string,
  { after, limit }: { readonly after?: { readonly at: Date; readonly id: string } | undefined; readonly limit: number },
): Promise<Hold[]> =>
  store.under(accountability, by(staff), async work => {
    const all = await work
      .read(hold, 'id', 'held', 'begins', 'ends', 'reason', 'until', 'recordedAt', 'liftedAt')
      .where(eb =>
        after
          ? eb.or([eb('recordedAt', '<', after.at), eb.and([eb('recordedAt', '=', after.at), eb('id', '<', after.id)])])
          : eb.lit(true),
      )
      .orderBy('recordedAt', 'desc')
      .orderBy('id', 'desc')
      .limit(limit)
      .execute()
    const entries = await work
      .over(auditEntry)
      .selectFrom('obhut.audit_entry')
      .select(['id', 'what', 'about', 'at', 'rows'])
      .where('what', 'in', [sql.lit(placed), sql.lit(looked)])
      .where('about', 'in', ['', ...all.map(({ id }) => id)])
      .orderBy('at')
      .execute()
    const beside = await besideEntries(work, entries)
    const noted = entries.map(({ id, ...entry }) => {
      const acted = actedIn(beside.get(id))
      return { ...entry, by: acted?.subject ?? null, reason: reasonIn(acted?.facts) }
    })
    return all.map(one => {
      const its = noted.filter(({ about }) => about === one.id)
      return {
        ...one,
        recordedBy: its.find(({ what }) => what === placed)?.by ?? null,
        looks: its.filter(({ what }) => what === looked).map(({ what: _, about: __, ...look }) => look),
      }
    })
  })

const reasonIn = (facts: unknown): string | null =>
  typeof facts === 'object' && facts !== null && 'reason' in facts && typeof facts.reason === 'string'
    ? facts.reason
    : null

export interface EntryUnderHold extends Readonly<Record<string, unknown>> {
  readonly id: string
}
export interface LookedAt {
  readonly table: AnyTable
  readonly rows: readonly EntryUnderHold[]
  readonly next: number | null
}

/**
 * Shows rows under a hold, page by page from the oldest. Who looked and why stands in the audit log, in the same
 * transaction.
 */
export function lookUnder(
  store: Units,
  staff: string,
  id: string,
  { reason, after, limit }: { readonly reason: string; readonly after: number; readonly limit: number },
): Promise<NoHold | LookedAt> {
  return wholeOf(store).desk('archive', async (client, now) => {
    const {
      rows: [found],
    } = await client.query<Pick<Hold, 'held' | 'begins' | 'ends' | 'until' | 'liftedAt'>>(
      `select held, begins, ends, until, lifted_at as "liftedAt" from obhut.hold where id = $1`,
      [id],
    )
    const table = holdable(store.declarations).find(({ name }) => name === found?.held)
    if (!found || table?.until?.rule !== 'since') return 'no such hold'
    if (!isInForce(found, now)) return 'over'
    const moment = column(table.until.column)
    const shown = Object.keys(table.columns).filter(name => !table.columns[name]?.secret)
    const { rows } = await client.query<EntryUnderHold>(
      `
      select id, ${shown.map(name => `${column(name)} as "${name}"`).join(', ')} from ${qualified(table)}
      where ${moment} >= $1 and ${moment} < $2 order by ${moment}, id offset $3 limit $4`,
      [found.begins, found.ends, after, limit],
    )
    await writeAudit(client, now, [
      {
        activity: accountability.name,
        what: looked,
        about: id,
        rows: rows.length,
        who: by(staff),
        facts: { reason, held: table.name },
      },
    ])
    return { table, rows, next: rows.length === limit ? after + limit : null }
  })
}
