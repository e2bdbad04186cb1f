import { writeAudit } from '../audit/rows.ts'
import type { Slice } from '../store/slice.ts'
import type { Units } from '../store/units.ts'
import { wholeOf } from '../store/whole.ts'

export interface Assessment {
  readonly id: string
  readonly year: number
  readonly reason: string
  readonly openedAt: Date
  readonly closedAt: Date | null
}

/** The tax assessment of a year is open: what a law keeps of that year stays. Says whether that is news. */
export const openAssessment = (
  store: Units,
  { by, year, reason }: { readonly by: string; readonly year: number; readonly reason: string },
): Promise<boolean> =>
  wholeOf(store).desk('rights', async (client, now) => {
    const { rowCount } = await client.query(
      'insert into obhut.assessment (year, reason, opened_at) values ($1, $2, $3) on conflict (year) where closed_at is null do nothing',
      [year, reason, now],
    )
    if (rowCount)
      await writeAudit(client, now, [
        {
          activity: 'kernel.rights',
          what: 'assessment opened',
          about: `assessment ${year}`,
          rows: 1,
          who: { is: 'staff', id: by },
        },
      ])
    return rowCount === 1
  })

/** It is closed: what has outlived its period goes with the next sweep. Says whether it was open. */
export const closeAssessment = (
  store: Units,
  { by, year }: { readonly by: string; readonly year: number },
): Promise<boolean> =>
  wholeOf(store).desk('rights', async (client, now) => {
    const { rowCount } = await client.query(
      'update obhut.assessment set closed_at = $2 where year = $1 and closed_at is null',
      [year, now],
    )
    if (rowCount)
      await writeAudit(client, now, [
        {
          activity: 'kernel.rights',
          what: 'assessment closed',
          about: `assessment ${year}`,
          rows: 1,
          who: { is: 'staff', id: by },
        },
      ])
    return rowCount === 1
  })

/** Those opened last first. */
export const assessments = (store: Units, { after, limit }: Slice): Promise<Assessment[]> =>
  wholeOf(store).desk(
    'rights',
    async client =>
      (
        await client.query<Assessment>(
          `select id, year, reason, opened_at as "openedAt", closed_at as "closedAt" from obhut.assessment
    where $1::timestamptz is null or (opened_at, id) < ($1, $2::uuid) order by opened_at desc, id desc limit $3`,
          [after?.at, after?.id, limit],
        )
      ).rows,
  )
