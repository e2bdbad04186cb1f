import { operation } from '../declare/activities.ts'
import type { Store } from './store.ts'
import { platform } from './work.ts'
import { upkeep } from './tables.ts'

/** Notes that the store was just backed up, or purged. */
export const noteUpkeep = (store: Store, what: 'backup' | 'purge', at: Date): Promise<void> =>
  store.under(operation, platform, async work => {
    await work
      .over(upkeep)
      .insertInto('obhut.upkeep')
      .values({ what, at })
      .onConflict(same => same.column('what').doUpdateSet({ at }))
      .execute()
  })

type Upkeep = 'backup' | 'purge' | 'seen' | 'confirmed' | 'restored'

/** When each was done last. */
export const lastUpkeep = (store: Store): Promise<Partial<Record<Upkeep, Date>>> =>
  store.under(operation, platform, async work => {
    const rows = await work.read(upkeep, 'what', 'at').execute()
    return Object.fromEntries(rows.map(({ what, at }) => [what, at]))
  })
