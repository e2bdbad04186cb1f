import { column } from '../rows/walk.ts'
import { qualified } from '../declare/qualified.ts'
import { changeRow, type RowChange } from '../rows/change.ts'
import type { AnyTable } from '../declare/table.ts'
import type { Units } from '../store/units.ts'
import { wholeOf } from '../store/whole.ts'

/** Rows that belong to another one, by the column that refers to it. */
export interface Belonging {
  readonly table: AnyTable
  readonly by: string
}

/**
 * A row that stood for itself, under an id of its own, is from now on about the person who turned out to be behind it,
 * and with it what belongs to it. Says whether the row was still as it had to be. The subject of a row is the kernel's:
 * no activity changes it.
 */
export const bindRow = (
  units: Units,
  row: RowChange & { readonly id: string },
  subject: string,
  belonging: readonly Belonging[],
): Promise<boolean> =>
  wholeOf(units).desk('rights', async (client, now) => {
    const { table, id, where, sets } = row
    if ((await changeRow(client, now, { table, where: { ...where, id }, sets: { ...sets, subject } })) !== 1)
      return false
    for (const one of belonging)
      await client.query(`update ${qualified(one.table)} set subject = $2 where ${column(one.by)} = $1`, [id, subject])
    return true
  })
