import type { ClientBase } from 'pg'
import { writeAudit } from '../audit/rows.ts'
import { rightsKept } from '../declare/activities.ts'
import { setAside } from '../restriction/tables.ts'
import { latestFree, stillKeptBy, type LawClock } from '../rows/kept-by-law.ts'
import { keepingLaws, type KeepingLaw } from '../statement/keeping-laws.ts'
import type { Store } from '../store/store.ts'
import { platform } from '../store/work.ts'
import type { Swept } from './sweep.ts'

/** Removes parts of others' rows that a law kept after somebody's erasure, once its period is over. */
export const sweepApart = (store: Store, law: LawClock, dryRun: boolean): Promise<Swept[]> =>
  store.desk('sweep', async (client, now) => {
    const {
      rows: [kept],
    } = await client.query<{ some: boolean }>(
      'select exists (select from obhut.set_aside where law is not null) as some',
    )
    const swept: Swept[] = []
    for (const by of kept?.some ? (Object.keys(keepingLaws) as KeepingLaw[]) : [])
      swept.push(...(await sweepOf(client, now, by, law, dryRun)))
    return swept
  })

async function sweepOf(
  client: ClientBase,
  now: Date,
  by: KeepingLaw,
  law: LawClock,
  dryRun: boolean,
): Promise<Swept[]> {
  const still = stillKeptBy({ law: by }, law, 'a.law_since', 2)
  const over = `obhut.set_aside a where a.law = $1 and not ${still.sql}`
  const {
    rows: [row],
  } = await client.query<{ rows: number; oldest: Date | null }>(
    `select count(*) as rows, min(a.law_since) as oldest from ${over}`,
    [by, ...still.values],
  )
  if (!row?.rows) return []
  if (!dryRun) {
    await client.query(`delete from ${over}`, [by, ...still.values])
    const upTo = latestFree({ law: by }, law)
    await writeAudit(client, now, [
      { activity: rightsKept.name, what: 'expired', about: setAside.name, rows: row.rows, who: platform, upTo },
    ])
  }
  return [{ table: setAside.name, ...row }]
}
