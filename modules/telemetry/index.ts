import { offer } from '../../platform/contract.ts'
import { TheManifest, TheReporter, TheStore } from '../../platform/services.ts'
import { defineModule } from '../../platform/module.ts'
import { missing } from '../../kernel/statement/finding.ts'
import { states } from '../../kernel/statement/manifest.ts'
import { hours, minutes, later, days } from '../../kernel/clock/clock.ts'
import { bulkWay } from '../../kernel/store/bulk.ts'
import { charts, readings } from './activities.ts'
import { channels } from './channels.ts'
import { LiveReadings, offers, Telemetry } from './contract.ts'
import { eraseReadings, forget, tidy } from './erasing.ts'
import { readingsAsCsv } from './export.ts'
import { intake } from './intake.ts'
import { knownChannels } from './channel-cache.ts'
import { liveReadings } from './live.ts'
import { routes } from './routes.ts'
import { seriesOf } from './series.ts'
import { startProgress, sumUp } from './summing.ts'
import { reading, telemetryTables } from './tables.ts'
import { landing } from './landing.ts'

/** Readings of devices: the way in, what they add up to, charts, export, and the way out. */
export const telemetry = defineModule('telemetry', {
  activities: [readings, charts],
  keeps: telemetryTables,
  reveals: offers,
  needs: { store: TheStore, stating: TheManifest, reporter: TheReporter },
  offers: [Telemetry, LiveReadings],
  migrations: `${import.meta.dirname}/migrations`,
  lacks: manifest =>
    states(manifest, charts.name) && !states(manifest, readings.name)
      ? [
          missing(readings.name, ['activities', charts.name], {
            de: 'ohne die es nichts zu zeichnen gibt',
            en: 'without which there is nothing to draw',
          }),
        ]
      : [],
  landing: () => landing,
  demo: () => import('./demo.ts'),
  starts: ({ store, stating, reporter }) => {
    const known = knownChannels(store)
    const live = liveReadings({ now: () => store.clock.now().getTime() })
    const way = intake({
      store,
      stating,
      known,
      live,
      fault: (what, error) => {
        reporter.fault(what, error)
      },
    })
    const value: Telemetry = {
      ...channels(known),
      series: seriesOf,
      csv: (who, asked) => readingsAsCsv(store, who, asked),
      append: way.append,
      get pressure() {
        return way.pressure
      },
      erase: (channel, from, to) => eraseReadings(store, channel, from, to),
    }
    const ahead = {
      name: 'telemetry.leaves',
      every: hours(6),
      whateverTheClock: true as const,
      does: async () => {
        await bulkWay(store, reading).leaves.ensure(later(store.clock.now(), days(2)).getTime())
      },
    }
    const sums = { name: 'telemetry.sums', every: minutes(1), does: () => sumUp(store) }
    return {
      routes: routes({ store, stating }),
      jobs: [ahead, sums, forget(store), tidy(store)],
      offers: [offer(Telemetry, value), offer(LiveReadings, live)],
      listen: async () => {
        await startProgress(store)
        await way.listen()
      },
      stop: way.stop,
    }
  },
})
