import { type Due, type Periods, where, momentOf, values, dueRows } from './due.ts'
import { putAway, putBack } from './put-away.ts'
import { withoutThingsInUse } from './things-in-use.ts'
import { removeAll, Unswept } from './removing.ts'
import { dropWholePartitions } from './whole-partitions.ts'
import type { ClientBase } from 'pg'
import { writeAudit } from '../audit/rows.ts'
import { isLost } from '../problems/errors.ts'
import { qualified } from '../declare/qualified.ts'
import type { Store } from '../store/store.ts'
import type { AnyTable } from '../declare/table.ts'
import { platform } from '../store/work.ts'
import { SomeFailed } from '../problems/batches.ts'
import { lawClock, type LawClock } from '../rows/kept-by-law.ts'
import { anybodyHeld } from '../enforce/held-persons.ts'
import { sweepApart } from './set-aside.ts'
import { sweepImports } from './imports-sweep.ts'
import { endUnstated, sweepBehindPseudonyms } from '../pseudonyms/ending.ts'
import { tenantPeriodsIn } from '../tenants/periods.ts'
import { auditEntry, auditOrigin, auditPerson } from '../audit/tables.ts'
import { sealAudit } from '../sealing/seal.ts'
import { refuseInDoubt } from '../store/clock-watch.ts'

export interface Swept {
  readonly table: string
  readonly rows: number
  readonly oldest: Date | null
}
export interface SweepOptions {
  /** The moment to look from; now where nothing is said. Only a dry run may look ahead. */
  readonly asOf?: Date
  readonly dryRun?: boolean
  /** Rows a transaction; small, so that nobody waits long. */
  readonly batch?: number
  /** Rows that could not be removed lately; who sweeps again and again keeps it. */
  readonly aside?: Unswept
}

/** The sweep of a store that this process is at. */
const running = new WeakMap<Store, Promise<unknown>>()

/**
 * Removes every row whose storage period is over, in small transactions that leave rows in use to the next round. A row
 * or a table that cannot be swept keeps no other; at the end it throws `SomeFailed`. A second one in the same process
 * comes after the first: what that is about to remove it would leave as in use, and not say.
 */
export async function sweep(store: Store, periods: Periods, options: SweepOptions = {}): Promise<Swept[]> {
  const before = running.get(store)
  const swept = (async () => {
    await before?.catch(() => {}) // who asked for that one is told
    return sweepNow(store, periods, options)
  })()
  running.set(store, swept)
  return swept
}

async function sweepNow(
  store: Store,
  periods: Periods,
  { asOf, dryRun = false, batch = 2000, aside = new Unswept(store.clock) }: SweepOptions,
): Promise<Swept[]> {
  if (!dryRun) refuseInDoubt(store)
  const now = asOf ?? store.clock.now()
  const swept: Swept[] = []
  const failed: unknown[] = []
  const failedIn = (error: unknown): void => {
    if (isLost(error)) throw error
    failed.push(...(error instanceof SomeFailed ? error.causes : [error]))
  }
  if (!dryRun) await endUnstated(store).catch(failedIn)
  const [law, ofTenants] = await store.desk(
    'sweep',
    async client => [await lawClock(client, now, periods.timeZone), await tenantPeriodsIn(client)] as const,
  )
  const all = store.declarations.leavesFirst.flatMap(table =>
    dueRows(store.declarations, table, periods, now, law, ofTenants).map(due => ({ table, due })),
  )
  if (!dryRun && (await store.desk('sweep', anybodyHeld)))
    for (const { table, due } of all) await putAway(store, table, due).catch(failedIn)
  if (!dryRun) await putBack(store, all, aside.ids).catch(failedIn)
  for (let left = await fromFirstWithRows(store, all); left[0]; left = await fromFirstWithRows(store, left.slice(1))) {
    await sweepOne(store, { ...left[0], law, batch, dryRun, aside, swept }).catch(failedIn)
  }
  if (!dryRun)
    await sweepBehindPseudonyms(store, batch)
      .then(gone => {
        swept.push(...gone.map(({ table, rows }) => ({ table: table.name, rows, oldest: null })))
      })
      .catch(failedIn)
  await sweepApart(store, law, dryRun)
    .then(parts => {
      swept.push(...parts)
    })
    .catch(failedIn)
  if (!dryRun)
    await sweepImports(store)
      .then(notes => {
        swept.push(...notes)
      })
      .catch(failedIn)
  if (failed.length) throw new SomeFailed(failed)
  return swept
}

interface DueInTable {
  readonly table: AnyTable
  readonly due: Due
}

/**
 * What is left of these from the first that has rows on. One query looks at all of them, as mostly none has any. Where
 * it fails, which one table is enough for, the first is tried by itself.
 */
async function fromFirstWithRows(store: Store, all: readonly DueInTable[]): Promise<readonly DueInTable[]> {
  if (all.length === 0) return []
  const first = await store
    .desk('sweep', client => firstWithRows(client, all))
    .catch(error => {
      if (isLost(error)) throw error
      return 0
    })
  return first < 0 ? [] : all.slice(first)
}

async function firstWithRows(client: ClientBase, all: readonly DueInTable[]): Promise<number> {
  const known: unknown[] = []
  const looks = all.map(({ table, due }) => {
    const before = known.length
    known.push(...values(due))
    const text = `(select min(${momentOf(due)}) from ${qualified(table)} t where ${where(due, table)}) is not null`
    return text.replaceAll(/\$(\d+)/g, (_, place) => `$${before + Number(place)}`)
  })
  const {
    rows: [row],
  } = await client.query<{ some: boolean[] }>(`select array[${looks.join(', ')}] as some`, known)
  return row?.some.indexOf(true) ?? -1
}

interface ToSweep extends DueInTable {
  readonly law: LawClock
  readonly batch: number
  readonly dryRun: boolean
  readonly aside: Unswept
  readonly swept: Swept[]
}

async function sweepOne(store: Store, { table, due: all, law, batch, dryRun, aside, swept }: ToSweep): Promise<void> {
  const due = await store.desk('sweep', client => withoutThingsInUse(client, store.declarations, table, all))
  const oldest = await oldestDue(store, table, due)
  if (oldest.rows === 0) return
  if (!dryRun) {
    await noted(store, table, due, oldest.rows)
    // Of the log nothing is missing before it is sealed that a sweep takes it: an unsealed word for it counts nothing.
    if (isLog(table)) await sealAudit(store)
    await dropWholePartitions(store, table, due)
    await removeAll(store, table, due, batch, law, aside)
  }
  swept.push({ table: table.name, ...oldest })
}

const isLog = ({ name }: AnyTable): boolean => logTables.has(name)
const logTables: ReadonlySet<string> = new Set([auditEntry.name, auditPerson.name, auditOrigin.name])

/**
 * Said before anything goes, so that whoever is killed in between leaves no gap in the audit log that nothing explains.
 */
async function noted(store: Store, table: AnyTable, { latest }: Due, rows: number): Promise<void> {
  await store.desk('sweep', (client, now) =>
    writeAudit(client, now, [
      { activity: table.under.name, what: 'expired', about: table.name, rows, who: platform, upTo: latest },
    ]),
  )
}

async function oldestDue(store: Store, table: AnyTable, due: Due): Promise<{ rows: number; oldest: Date | null }> {
  return store.desk('sweep', async client => {
    const {
      rows: [row],
    } = await client.query<{ rows: number; oldest: Date | null }>(
      `select count(*) as rows, min(${momentOf(due)}) as oldest from ${qualified(table)} t where ${where(due, table)}`,
      values(due),
    )
    return row ?? { rows: 0, oldest: null }
  })
}
