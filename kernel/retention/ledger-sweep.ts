import type { ClientBase } from 'pg'
import { accountability } from '../declare/activities.ts'
import type { Store } from '../store/store.ts'
import { latestDue } from '../declare/periods.ts'
import type { Period } from '../declare/settings.ts'
import type { Periods } from './due.ts'
import { days, later } from '../clock/clock.ts'
import type { LedgerFile } from '../ledger/file.ts'
import { lockedEnd } from '../ledger/shipping.ts'
import { refuseInDoubt } from '../store/clock-watch.ts'

/**
 * The longest time that backups are kept, of all that the versions of the statement said: what is older no backup can
 * bring back.
 */
export function backupsSince(periods: Periods, now: Date): Date {
  const stated = periods.of(accountability.backups)
  return stated
    .map(({ period }) => latestDue(now, period as Period, periods.timeZone, 'the moment'))
    .reduce((a, b) => (a < b ? a : b), now)
}

/**
 * Removes entries that no backup is old enough for, from store and file, once a day. Suppressions hold for ever and
 * stay. Answers how many went.
 */
export async function sweepLedger(store: Store, periods: Periods): Promise<number> {
  const { ledger } = store
  if (!ledger) return 0
  refuseInDoubt(store)
  return store.desk('sweep', async (client, now) => {
    const {
      rows: [end],
    } = await client.query<{ due: boolean }>('select swept_at is null or swept_at <= $1 as due from obhut.ledger_end', [
      later(now, -days(1)),
    ])
    if (!end?.due) return 0
    await lockedEnd(client)
    await client.query('update obhut.ledger_end set swept_at = $1', [now])
    return without(ledger, store.id, client, backupsSince(periods, now))
  })
}

/** The front of the file goes up to the first entry that is still needed; one behind it that is older waits for it. */
async function without(ledger: LedgerFile, store: string, client: ClientBase, before: Date): Promise<number> {
  const {
    rows: [last],
  } = await client.query<{ number: number | null }>(
    `
    select coalesce((select min(number) from obhut.ledger where number is not null and at > $1), (select number + 1 from obhut.ledger_end)) - 1 as number`,
    [before],
  )
  const through = last?.number ?? 0
  const header = await ledger.header()
  if (!header || through <= header.after) return 0
  await ledger.make({ store, after: through }, ledger.after(through))
  const { rowCount } = await client.query(`delete from obhut.ledger where number <= $1 and what <> 'suppressed'`, [
    through,
  ])
  return rowCount ?? 0
}
