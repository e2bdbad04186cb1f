import { personsHeld } from '../enforce/held-persons.ts'
import type { Due } from './due.ts'
import type { ClientBase } from 'pg'
import { qualified } from '../declare/qualified.ts'
import type { Store } from '../store/store.ts'
import type { AnyTable } from '../declare/table.ts'
import { sharedWithSweeps } from '../enforce/lock-on-person.ts'
import { transaction } from '../problems/transaction.ts'

/**
 * A partition in which every row is due goes whole: the fastest way, and the one that leaves no dead rows. Rows that bear
 * whose they are go one by one.
 */
export async function dropWholePartitions(
  store: Store,
  table: AnyTable,
  { moment, latest, ofTenant, someTenants }: Due,
): Promise<void> {
  const bearPersons = table.about.who === 'owner' || table.about.who === 'pseudonym'
  if (!table.partitionedBy || table.partitionedBy !== moment || bearPersons || ofTenant || someTenants) return
  await store.asOwner(async owner => {
    for (const leaf of await leavesUpTo(owner, table, latest, store.clock.now())) {
      await transaction(owner, async () => {
        await owner.query(`set local lock_timeout = '2s'`)
        // The approval of a hold waits for this transaction, or comes before the look.
        await sharedWithSweeps(owner)
        if (!(await somebodyKeepsRows(owner, table))) await owner.query(`drop table ${leaf}`)
      }).catch(error => {
        // Somebody reads it now; its rows go one by one below, or with the next sweep.
        if ((error as { code?: string }).code !== '55P03') throw error
      })
    }
  })
}

/** A leaf may hold rows of somebody who had them restricted, or whom a hold stands for; then what is due goes row by row. */
async function somebodyKeepsRows(owner: ClientBase, { about }: AnyTable): Promise<boolean> {
  if (about.who !== 'through') return false
  const {
    rows: [row],
  } = await owner.query<{ some: boolean }>(
    `select exists (select from ${qualified(about.through.possession())} where restricted is not null or subject in (${personsHeld})) as some`,
  )
  return row?.some ?? false
}

/** Leaves that are due whole, but for those that a hold reaches into. */
async function leavesUpTo(owner: ClientBase, table: AnyTable, latest: Date, now: Date): Promise<string[]> {
  const { rows } = await owner.query<{ leaf: string }>(
    `
    select format('%I.%I', n.nspname, c.relname) as leaf
    from pg_inherits i join pg_class c on c.oid = i.inhrelid join pg_namespace n on n.oid = c.relnamespace
    cross join lateral regexp_match(pg_get_expr(c.relpartbound, c.oid), $2) as bound
    where i.inhparent = $1::regclass and bound[2]::timestamptz <= $3
      and not exists (select from obhut.hold h where h.held = $4 and h.lifted_at is null and h.until > $5 and h.begins < bound[2]::timestamptz and h.ends > bound[1]::timestamptz)`,
    [qualified(table), `FROM \\('([^']+)'\\) TO \\('([^']+)'\\)`, latest, table.name, now],
  )
  return rows.map(row => row.leaf)
}
