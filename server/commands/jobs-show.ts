import { laneFigures, setAside, type LaneFigures } from '../../kernel/jobs/looking.ts'
import { command } from './command.ts'
import { withFoundation } from './foundation.ts'
import { data, ledger } from './options.ts'

const most = 50

export default command({
  name: 'jobs show',
  says: 'Shows the queue: what waits in each lane, since when, and the jobs that were set aside after their last try.',
  options: { data, ledger },
  notes:
    'Jobs name kinds of work and ids, and nobody. Of those set aside the latest 50 are shown; "obhut jobs retry" has them run again.',
  does: async ({ data: dir }, io) =>
    withFoundation(dir, io, async ({ store }) => {
      const [figures, failed] = [await laneFigures(store), await setAside(store, most)]
      io.give({ lanes: figures, setAside: failed }, [
        ...figures.map(one => inWords(one, store.clock.now())),
        ...failed.map(
          one =>
            `${one.id}  ${one.name}  failed ${one.failures} times, at last ${one.failedAt.toISOString()}${one.failure === null ? '' : ` with ${one.failure}`}`,
        ),
      ])
      return 0
    }),
})

function inWords({ lane, waiting, leased, failed, oldest }: LaneFigures, now: Date): string {
  const since = oldest && `, the oldest for ${Math.round((now.getTime() - oldest.getTime()) / 1000)} s`
  return `${lane.padEnd(11)}  ${waiting} waiting${since ?? ''}, ${leased} of them running, ${failed} set aside`
}
