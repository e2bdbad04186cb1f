import { endQuietAlarms, openAlarms } from '../../kernel/alarms/alarms.ts'
import type { AlarmKeeper } from '../../kernel/alarms/keeper.ts'
import { hours } from '../../kernel/clock/clock.ts'
import type { Store } from '../../kernel/store/store.ts'
import { SetAside } from '../../kernel/problems/batches.ts'
import type { Job } from '../../kernel/jobs/queue.ts'
import { offer, type Offered } from '../../platform/contract.ts'
import { Metrics } from '../../platform/metrics.ts'

/** Faults by kind as this process has seen them, and alarms that are open in the store. */
export const alarmFigures = (keeper: AlarmKeeper, store: Store): Offered =>
  offer(Metrics, {
    metrics: async () => {
      const open = await openAlarms(store)
      return [
        {
          name: 'obhut_faults_total',
          help: 'Faults that this process has seen, by kind.',
          kind: 'counter',
          values: [...keeper.counts()].map(([kind, value]) => ({ labels: { kind }, value })),
        },
        {
          name: 'obhut_alarms_open',
          help: 'Alarms that are not over, by urgency.',
          kind: 'gauge',
          values: [
            { labels: { urgent: 'yes' }, value: open.urgent },
            { labels: { urgent: 'no' }, value: open.usual },
          ],
        },
      ]
    },
  })

export const alarmJobs = (keeper: AlarmKeeper, store: Store, quiet = new SetAside(store.clock)): Job[] => [
  { name: 'kernel.keep-alarms', every: 1000, inEachProcess: true, whateverTheClock: true, does: () => keeper.flush() },
  { name: 'kernel.end-alarms', every: hours(1), does: () => endQuietAlarms(store, quiet) },
]
