import type { AnyTable } from '../declare/table.ts'
import { qualified } from '../declare/qualified.ts'
import { possessionsOf, type ThroughTable } from '../enforce/possessions.ts'
import { column } from '../rows/walk.ts'
import type { Units } from '../store/units.ts'
import { wholeOf } from '../store/whole.ts'

/**
 * The things that are held by somebody whose data is restricted, of a table whose rows are somebody's through a
 * possession: what derives something from such rows leaves them alone, and has to come back to them once that is over.
 */
export const restrictedThings = <Thing extends number | string>(
  store: Units,
  { about }: AnyTable & ThroughTable,
): Promise<Thing[]> => {
  const { held, thing } = possessionsOf(about)
  return wholeOf(store).desk('rights', async client => {
    const { rows } = await client.query<{ thing: Thing }>(
      `select distinct h.${column(thing)} as thing from ${qualified(held)} h where h.restricted is not null order by 1`,
    )
    return rows.map(row => row.thing)
  })
}
