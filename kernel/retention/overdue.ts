import type { ClientBase } from 'pg'
import { days, later } from '../clock/clock.ts'
import type { Declarations } from '../declare/declarations.ts'
import { qualified } from '../declare/qualified.ts'
import type { Store } from '../store/store.ts'
import type { AnyTable } from '../declare/table.ts'
import { lawClock } from '../rows/kept-by-law.ts'
import { dueRows, isOfTenants, values, where, type Periods, momentOf } from './due.ts'
import { withoutThingsInUse } from './things-in-use.ts'
import { tenantPeriodsIn } from '../tenants/periods.ts'
import { OperatorProblem } from '../problems/problem.ts'

/** Rows of a table that should have been gone for more than a day: the sweep lags, or does not run. */
export interface Overdue {
  readonly table: string
  /** How many, counted up to `mostCounted`. */
  readonly rows: number
  readonly oldest: Date
}
/** The alarm: what should be gone lies there still. */
export class SweepLags extends OperatorProblem {
  constructor(late: readonly Overdue[]) {
    const listed = (atLeast: string, of: string): string =>
      late
        .map(
          ({ table, rows, oldest }) =>
            `${table} (${rows >= mostCounted ? `${atLeast} ` : ''}${rows}, ${of} ${oldest.toISOString()})`,
        )
        .join(', ')
    super({
      says: {
        de: `Diese Speicherfristen sind seit mehr als einem Tag abgelaufen, und die Daten sind noch da: ${listed('mindestens', 'älteste von')}.`,
        en: `These storage periods have been over for more than a day, and the data is still there: ${listed('at least', 'the oldest of')}.`,
      },
      mend: {
        de: 'Sehen Sie nach, was die Zeilen festhält (lange Transaktionen in pg_stat_activity) oder ob die Aufgabe „kernel.sweep“ fehlschlägt. „obhut sweep“ löscht sofort.',
        en: "See what holds these rows (long transactions in pg_stat_activity), or whether the job 'kernel.sweep' fails. 'obhut sweep' deletes at once.",
      },
    })
  }
}
export const mostCounted = 10_000
const grace = days(1)

/** Tables in which the sweep lags; none when all is well. */
export function overdue(store: Store, periods: Periods): Promise<Overdue[]> {
  return store.desk('sweep', async (client, now) => {
    const found: Overdue[] = []
    for (const table of store.declarations.tables.values()) {
      const late = await overdueOf(client, store.declarations, table, periods, now)
      if (late) found.push(late)
    }
    return found
  })
}

export async function overdueOf(
  client: ClientBase,
  declared: Pick<Declarations, 'tables'>,
  table: AnyTable,
  periods: Periods,
  now: Date,
): Promise<Overdue | undefined> {
  const counts: Overdue[] = []
  const asOf = later(now, -grace)
  const law = await lawClock(client, asOf, periods.timeZone)
  const ofTenants = isOfTenants(table) ? await tenantPeriodsIn(client) : []
  for (const all of dueRows(declared, table, periods, asOf, law, ofTenants)) {
    const due = await withoutThingsInUse(client, declared, table, all)
    const {
      rows: [row],
    } = await client.query<{ rows: number; oldest: Date | null }>(
      `
      select count(*) as rows, min(moment) as oldest from (
        select ${momentOf(due)} as moment from ${qualified(table)} t where ${where(due, table)} limit ${mostCounted}) due`,
      values(due),
    )
    if (row?.oldest) counts.push({ table: table.name, rows: row.rows, oldest: row.oldest })
  }
  if (counts.length === 0) return undefined
  return {
    table: table.name,
    rows: counts.reduce((sum, one) => sum + one.rows, 0),
    oldest: counts.map(one => one.oldest).reduce((a, b) => (a < b ? a : b)),
  }
}
