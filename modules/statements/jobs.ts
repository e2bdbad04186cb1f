import { minutes } from '../../kernel/clock/clock.ts'
import { SetAside } from '../../kernel/problems/batches.ts'
import type { Job } from '../../kernel/jobs/queue.ts'
import { telling } from '../../kernel/versions/publishing.ts'
import { tellTakenBack } from './taken-back.ts'
import { tellAnnounced, type TellingNeeds } from './telling.ts'

/**
 * Tells everybody of the version that waits, or that one was taken back: at once when that happens, and whoever comes
 * later, or was missed, within a minute.
 */
export function tellingJobs(needs: TellingNeeds): Job[] {
  const [announced, takenBack] = [new SetAside(needs.store.clock), new SetAside(needs.store.clock)]
  const does = async (): Promise<void> => {
    // The one does not keep the other from being told.
    const outcomes = await Promise.allSettled([tellTakenBack(needs, takenBack), tellAnnounced(needs, announced)])
    const failed = outcomes.find(one => one.status === 'rejected')
    if (failed) throw failed.reason
  }
  return [
    { name: telling.name, within: minutes(10), whateverTheClock: true, does },
    { name: 'statements.look-after', every: minutes(1), whateverTheClock: true, does },
  ]
}
