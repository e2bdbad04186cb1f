import { operation } from '../declare/activities.ts'
import type { Store } from '../store/store.ts'
import { platform } from '../store/work.ts'
import type { EventListener } from './listeners.ts'
import type { OperationWork } from './order.ts'
import { eventAside } from './tables.ts'

/* Events that a listener went past, as it could not handle them. They are tried once more at each start. */

type Named = Pick<EventListener, 'name'>

export const setAside = (work: OperationWork, { name }: Named, position: number): Promise<unknown> =>
  work
    .over(eventAside)
    .insertInto('obhut.event_aside')
    .values({ listener: name, position, since: work.now })
    .onConflict(conflict => conflict.columns(['listener', 'position']).doNothing())
    .execute()

/** The first that is to be tried once more. */
export const dueAside = (
  work: OperationWork,
  { name }: Named,
): Promise<{ readonly id: string; readonly position: number } | undefined> =>
  work
    .over(eventAside)
    .selectFrom('obhut.event_aside')
    .select(['id', 'position'])
    .where('listener', '=', name)
    .where('dueAt', '<=', work.now)
    .orderBy('position')
    .limit(1)
    .executeTakeFirst()

/** It failed once more, and waits for the next start. */
export const leaveAside = (store: Store, { name }: Named, position: number): Promise<unknown> =>
  store.under(operation, platform, work =>
    work
      .over(eventAside)
      .updateTable('obhut.event_aside')
      .set({ dueAt: null })
      .where('listener', '=', name)
      .where('position', '=', position)
      .execute(),
  )

/** What a listener went past is tried once more. */
export const takeUpAgain = (store: Store, { name }: Named): Promise<unknown> =>
  store.under(operation, platform, work =>
    work
      .over(eventAside)
      .updateTable('obhut.event_aside')
      .set({ dueAt: work.now })
      .where('listener', '=', name)
      .execute(),
  )

/** Whether events are set aside that this listener went past. */
export const anyAside = (store: Store, { name }: Named): Promise<boolean> =>
  store.under(
    operation,
    platform,
    async work =>
      (await work
        .over(eventAside)
        .selectFrom('obhut.event_aside')
        .select('id')
        .where('listener', '=', name)
        .limit(1)
        .executeTakeFirst()) !== undefined,
  )
