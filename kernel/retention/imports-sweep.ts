import { writeAudit } from '../audit/rows.ts'
import { rightsKept } from '../declare/activities.ts'
import { qualified } from '../declare/qualified.ts'
import { personsHeld } from '../enforce/held-persons.ts'
import type { Store } from '../store/store.ts'
import { platform } from '../store/work.ts'
import type { Swept } from './sweep.ts'

// By its name: imports lie above retention.
const imported = 'obhut.imported'

/**
 * Removes what says where a row came from once that row has gone, however it went. While a hold stands for the person it
 * stays. A table that is not declared any more is passed over: its rows lie there still.
 */
export const sweepImports = (store: Store): Promise<Swept[]> =>
  store.desk('sweep', async (client, now) => {
    const { rows: tables } = await client.query<{ name: string }>(
      'select distinct of_table as name from obhut.imported order by 1',
    )
    let gone = 0
    for (const { name } of tables.filter(one => store.declarations.tables.has(one.name))) {
      const { rowCount } = await client.query(
        `delete from obhut.imported i where of_table = $1 and subject not in (${personsHeld}) and not exists (select from ${qualified({ name })} t where t.id = i.row_id)`,
        [name],
      )
      gone += rowCount ?? 0
    }
    if (gone === 0) return []
    await writeAudit(client, now, [
      { activity: rightsKept.name, what: 'expired', about: imported, rows: gone, who: platform },
    ])
    return [{ table: imported, rows: gone, oldest: null }]
  })
