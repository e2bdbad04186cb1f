import { bySkew, hours } from '../../kernel/clock/clock.ts'
import type { UsableActivity } from '../../kernel/declare/activity.ts'
import type { Job } from '../../kernel/jobs/queue.ts'
import { inBatches, SetAside } from '../../kernel/problems/batches.ts'
import { platform } from '../../kernel/store/work.ts'
import { links, registrations, sessions, signIn } from './activities.ts'
import type { Needs } from './needs.ts'
import { link, mailChange, registration, reset, session } from './tables.ts'

/** Where it stands when somebody asked for something, or began it. */
const begun = [
  [registrations, registration, 'requestedAt'],
  [signIn, reset, 'requestedAt'],
  [signIn, mailChange, 'requestedAt'],
  [links, link, 'createdAt'],
  [sessions, session, 'startedAt'],
] as const

/**
 * What somebody asked for or began by a clock that was ahead opens nothing any more, and would stay for as long as the
 * clock was wrong: it goes.
 */
export function endYetToCome(
  { store, stating }: Pick<Needs, 'store' | 'stating'>,
  aside = new SetAside(store.clock),
): Job {
  const ends = (activity: UsableActivity, table: typeof session, at: 'startedAt'): Promise<void> =>
    inBatches(
      () =>
        store.under(activity as typeof sessions, platform, work =>
          work
            .over(table)
            .selectFrom(table.name)
            .select('id')
            .where(at, '>', bySkew(work.now))
            .where(aside.without('id'))
            .limit(500)
            .execute(),
        ),
      { aside, keyOf: ({ id }) => id },
      some =>
        store.under(activity as typeof sessions, platform, async work => {
          for (const { id } of some) await work.over(table).deleteFrom(table.name).where('id', '=', id).execute()
        }),
    )
  return {
    name: 'identity.yet-to-come',
    every: hours(1),
    afterDoubt: true,
    does: async () => {
      const problems: unknown[] = []
      for (const [activity, table, at] of begun)
        if (stating.states(activity.name))
          await ends(activity, table as unknown as typeof session, at as 'startedAt').catch(error => {
            problems.push(error)
          })
      if (problems.length) throw problems[0]
    },
  }
}
