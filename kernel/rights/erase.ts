import type { ClientBase } from 'pg'
import type { DataSubject } from '../data/subject.ts'
import type { Store } from '../data/store.ts'
import type { AnyTable } from '../data/table.ts'
import { qualified } from '../data/derive.ts'
import { evenIfCrossed } from '../data/crossing.ts'
import { leaveProofs } from '../consent/proofs.ts'
import { writeAudit } from '../data/audit-rows.ts'
import { platform, type Who } from '../data/work.ts'
import { factsOf } from '../audit/erased.ts'
import { countHeld } from './copy.ts'
import { add, column, deleteRows } from './walk.ts'

/** What an erasure took away, and what a law keeps (Art. 17(3)(b) GDPR). */
export interface ErasureReport {
  readonly at: Date
  readonly gone: readonly { readonly table: string, readonly rows: number }[]
  readonly kept: readonly { readonly table: string, readonly rows: number, readonly why: string, readonly until: string }[]
}

/** What an erasure would take away now, table by table, and what a law would keep: the same report, before anything goes. */
export async function erasureOf(store: Store, subject: DataSubject): Promise<Omit<ErasureReport, 'at'>> {
  const held = await countHeld(store, subject)
  // What stays with its place (a meter outlives its residents) is shown to the person and is not theirs to take away.
  return { gone: held.filter(({ table, rows }) => rows > 0 && !(table.about.who === 'through' && table.about.through.stays)).map(({ table, rows }) => ({ table: table.name, rows })), kept: [] }
}

export interface EraseOptions {
  /** Who asked for it, for the audit log. */
  readonly by?: Who
  /** Runs in the same transaction, before anything goes. */
  readonly before?: (client: ClientBase) => Promise<void>
}

/**
 * Erases a person (Art. 17 GDPR) from every table that is about this kind of person, in one transaction: all of it or nothing.
 * Rows of others that name the person keep standing and lose the name.
 */
export async function eraseSubject(store: Store, subject: DataSubject, { by = platform, before }: EraseOptions = {}): Promise<ErasureReport> {
  return evenIfCrossed(() => store.desk('rights', async (client, now) => {
    await client.query('set constraints all deferred')
    await before?.(client)
    await leaveProofs(client, store, now, subject.id)
    await holdStill(client, store, subject)
    const covers = await factsOf(client, subject.id)
    const gone = new Map<string, number>()
    for (const table of store.declarations.tables.values()) add(gone, table.name, await eraseHeld(client, table, subject))
    for (const table of store.declarations.leavesFirst) await eraseOwned(client, store, table, subject, gone)
    for (const table of store.declarations.tables.values()) await blankMentions(client, table, subject)
    const report = [...gone].map(([table, rows]) => ({ table, rows }))
    // The entry says that an erasure happened and what went; whose it was is gone with the person.
    const actor: Who = by.is === 'staff' ? { is: 'staff', id: by.id } : platform
    await writeAudit(client, now, [{ activity: 'rights', what: 'erased', about: subject.kind, rows: report.reduce((sum, one) => sum + one.rows, 0), who: actor, covers }])
    return { at: now, gone: report, kept: [] }
  }))
}

/** Locks the person's rows, those first that others refer to: whoever would add one more (a gateway that goes on reporting) waits, and then finds nobody. */
async function holdStill(client: ClientBase, store: Store, { kind, id }: DataSubject): Promise<void> {
  for (const table of store.declarations.leavesFirst.toReversed()) {
    if (concerns(table, kind)) await client.query(`select from ${qualified(table)} where subject = $1 for update`, [id])
  }
}

const concerns = (table: AnyTable, kind: string): boolean =>
  (table.about.who === 'owner' && (table.about.kinds.length === 0 || table.about.kinds.some(one => one.kind === kind)))

/** Rows without a subject of their own go by who held the thing when they came about. */
async function eraseHeld(client: ClientBase, table: AnyTable, subject: DataSubject): Promise<number> {
  if (table.about.who !== 'through' || table.about.through.stays) return 0
  const { holding, on: [here, there], at } = table.about.through
  const period = at ? ` and t.${column(at[0])} >= h.${column(at[1])} and (h.${column(at[2])} is null or t.${column(at[0])} < h.${column(at[2])})` : ''
  const { rowCount } = await client.query(
    `delete from ${qualified(table)} t using ${qualified(holding())} h where h.subject = $1 and t.${column(here)} = h.${column(there)}${period}`, [subject.id])
  return rowCount ?? 0
}

async function eraseOwned(client: ClientBase, store: Store, table: AnyTable, subject: DataSubject, gone: Map<string, number>): Promise<void> {
  if (!concerns(table, subject.kind)) return
  if (!table.key.includes('id')) {
    const { rowCount } = await client.query(`delete from ${qualified(table)} where subject = $1`, [subject.id])
    return add(gone, table.name, rowCount ?? 0)
  }
  const { rows } = await client.query<{ id: string }>(`select id from ${qualified(table)} where subject = $1`, [subject.id])
  for (const [name, count] of await deleteRows(client, store.declarations, table, rows.map(row => row.id))) add(gone, name, count)
}

async function blankMentions(client: ClientBase, table: AnyTable, subject: DataSubject): Promise<void> {
  for (const mention of table.mentions.filter(one => one.kind.kind === subject.kind)) {
    await client.query(`update ${qualified(table)} set ${column(mention.column)} = null where ${column(mention.column)} = $1`, [subject.id])
  }
}
