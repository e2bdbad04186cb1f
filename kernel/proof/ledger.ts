import type { ClientBase } from 'pg'
import { days, later, minutes } from '../clock/clock.ts'
import type { Store } from '../store/store.ts'
import { backupsSince } from '../retention/ledger-sweep.ts'
import type { Periods } from '../retention/due.ts'
import type { Findings } from './findings.ts'

const outlives = 'statement/rights'
const period = 'kernel.accountability/backups'

interface Looked {
  readonly number: number
  readonly unshipped: number
  readonly oldest: Date | null
  readonly backup: Date | null
  readonly purge: Date | null
}

/** Store and ledger agree, nothing waits to be shipped, and no entry is older than a backup may be. */
export async function proveLedger(
  client: ClientBase,
  { ledger, clock }: Store,
  periods: Periods,
  found: Findings,
): Promise<void> {
  const now = clock.now()
  const {
    rows: [looked],
  } = await client.query<Looked>(
    `
    select (select number from obhut.ledger_end) as number, (select count(*) from obhut.ledger where number is null and at < $1) as unshipped,
      (select min(at) from obhut.ledger where what <> 'suppressed') as oldest, (select at from obhut.upkeep where what = 'backup') as backup, (select at from obhut.upkeep where what = 'purge') as purge`,
    [later(now, -minutes(2))],
  )
  if (!looked) return
  const { number, unshipped, oldest, backup, purge } = looked
  if (ledger) {
    // The file may have gone on since this snapshot was taken; it must never be behind it.
    const end = await ledger.end().catch((problem: unknown) => {
      found.fault((problem as Error).message, outlives)
    })
    if (end !== undefined && end < number)
      found.fault(`the ledger ends at entry ${end}, and the store knows ${number}`, outlives)
    if (end !== undefined)
      found.shows(outlives, {
        from: 'rows',
        says: `the ledger holds entry ${number}, the last that the store knows: what was erased, restricted and withdrawn outlives a restored backup`,
        rows: number,
      })
  }
  if (unshipped) found.fault(`${unshipped} entries wait to be written into the ledger`, outlives)
  if (oldest && oldest < later(backupsSince(periods, now), -days(2)))
    found.fault(`the ledger keeps an entry of ${oldest.toISOString()}, older than any backup may be`, period)
  found.shows(period, {
    from: 'rows',
    says: `last backup: ${said(backup)}; last purge of the physical rest: ${said(purge)}`,
    ...(oldest && { oldest }),
  })
}

const said = (at: Date | null): string => at?.toISOString() ?? 'none yet'
