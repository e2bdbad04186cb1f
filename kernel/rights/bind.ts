import type { ClientBase } from 'pg'
import { writeAudit } from '../audit/rows.ts'
import type { UsableActivity } from '../declare/activity.ts'
import { qualified } from '../declare/qualified.ts'
import { catalogueName, type AnyTable } from '../declare/table.ts'
import { sharedWith } from '../enforce/lock-on-person.ts'
import { marksOfErased } from '../enforce/mark-of-erased.ts'
import { changeRow, type RowChange } from '../rows/change.ts'
import { column } from '../rows/walk.ts'
import type { Units } from '../store/units.ts'
import { wholeOf } from '../store/whole.ts'
import type { Adding, Who } from '../store/work.ts'

/** Rows that belong to another one, by the column that refers to it. */
export interface Belonging {
  readonly table: AnyTable
  readonly by: string
}

export interface Binding {
  readonly row: RowChange & { readonly id: string }
  readonly subject: string
  readonly belonging: readonly Belonging[]
  /** Under which activity it is done, and by whom. */
  readonly under: UsableActivity
  readonly who: Who
  /** Adds what is to be told of it: in the same transaction, so that neither is there without the other. */
  readonly adds: (work: Adding) => Promise<unknown>
}

/**
 * A row that stood for itself, under an id of its own, is from now on about the person who turned out to be behind it,
 * and with it what belongs to it. The subject of a row is the kernel's: no activity changes it. Says whether the row was
 * still as it had to be, and whether the person is still there: of somebody who was erased nothing is bound, and whoever
 * is erased at the same time takes the row along. Of somebody restricted it bears that.
 */
export async function bindRow(
  units: Units,
  { row, subject, belonging, under, who, adds }: Binding,
): Promise<'bound' | 'changed' | 'erased'> {
  const store = wholeOf(units)
  const { outcome, afterwards } = await store.desk('rights', async (client, now) => {
    await sharedWith(client, subject)
    if (await wasErased(client, subject)) return { outcome: 'erased', afterwards: [] } as const
    const { table, id, where, sets } = row
    if ((await changeRow(client, now, { table, where: { ...where, id }, sets: { ...sets, subject } })) !== 1)
      return { outcome: 'changed', afterwards: [] } as const
    let rows = 1
    for (const one of belonging) {
      const { rowCount } = await client.query(
        `update ${qualified(one.table)} set subject = $2 where ${column(one.by)} = $1`,
        [id, subject],
      )
      rows += rowCount ?? 0
    }
    for (const one of [{ table, by: 'id' }, ...belonging]) await restrictWith(client, one, id)
    const added = await store.adds(client, now, { under, who }, adds)
    await writeAudit(client, now, [
      { activity: under.name, what: 'update', about: catalogueName(table), rows, who, subject },
      ...added.audited,
    ])
    return { outcome: 'bound', afterwards: added.afterwards } as const
  })
  for (const what of afterwards) what()
  return outcome
}

async function wasErased(client: ClientBase, subject: string): Promise<boolean> {
  const { rows } = await client.query(`select from obhut.erased e where e.mark in ${marksOfErased('$1::uuid')}`, [
    subject,
  ])
  return rows.length > 0
}

/** As a row about somebody restricted that comes in. */
const restrictWith = (client: ClientBase, { table, by }: Belonging, id: string): Promise<unknown> =>
  client.query(
    `update ${qualified(table)} t set restricted = 'on request' where t.${column(by)} = $1 and t.restricted is null and t.subject in (select r.subject from obhut.restriction r)`,
    [id],
  )
