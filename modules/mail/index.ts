import { offer } from '../../platform/contract.ts'
import { TheManifest, TheReporter, TheSettings, TheStore } from '../../platform/services.ts'
import { defineModule } from '../../platform/module.ts'
import { delivery } from './activities.ts'
import { Mailer, type StillToGo } from './contract.ts'
import { deliveryJobs } from './delivery.ts'
import { Metrics } from '../../platform/metrics.ts'
import { healthOf, waitingFigures } from './health.ts'
import { lackingRelay } from './lacking.ts'
import { letterbox } from './letterbox.ts'
import { letterboxStyle } from './letterbox-page.ts'
import { oldestWaiting, post, progress, takeOut, undelivered } from './outbox.ts'
import { relayAt, smtpTo } from './relay.ts'
import { letterboxRoute } from './routes.ts'
import { letter } from './tables.ts'
import { silent } from './transport.ts'
import { alarmLetters } from './alarm-letters.ts'

export const mail = defineModule('mail', {
  activities: [delivery],
  keeps: [letter],
  needs: { store: TheStore, stating: TheManifest, settings: TheSettings, reporter: TheReporter },
  offers: [Mailer, Metrics],
  migrations: `${import.meta.dirname}/migrations`,
  lacks: lackingRelay,
  demo: () => import('./demo.ts'),
  starts: needs => {
    const { store, stating, settings } = needs
    const box = settings.smtpUrl === undefined && settings.movable ? letterbox(() => store.clock.now()) : undefined
    const transport = settings.rehearsal
      ? silent
      : settings.smtpUrl !== undefined
        ? smtpTo(relayAt(settings.smtpUrl))
        : (box ?? silent)
    const { calls } = transport
    const stillToGo = new Map<string, StillToGo>()
    const health = healthOf({
      reporter: needs.reporter,
      now: () => store.clock.now(),
      relay: calls ? `${calls.host}:${calls.port}` : '',
    })
    const metrics = async () =>
      stating.states(delivery.name)
        ? [...health.metrics(), ...waitingFigures(await oldestWaiting(store), store.clock.now())]
        : []
    return {
      offers: [
        offer(Metrics, { metrics }),
        offer(Mailer, {
          post,
          takeOut,
          asksBefore: (activity, ask) => {
            stillToGo.set(activity, ask)
          },
          progress: activity => progress(store, activity),
          undelivered: (activity, since) => undelivered(store, activity, since),
        }),
      ],
      jobs: [...deliveryJobs({ ...needs, transport, health, stillToGo }), ...alarmLetters(needs)],
      routes: box ? [letterboxRoute(box, store, stating)] : [],
      styles: box ? [letterboxStyle] : [],
    }
  },
})
