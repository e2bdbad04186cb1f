import { offer } from '../../platform/contract.ts'
import { TheManifest, TheProof, TheReporter, TheStore } from '../../platform/services.ts'
import { Metrics } from '../../platform/metrics.ts'
import { defineModule } from '../../platform/module.ts'
import { figures } from './figures.ts'
import { routes } from './routes.ts'
import { landing } from './landing.ts'

/**
 * The proof that the running system keeps its statement, for the privacy desk and for whoever watches over the
 * platform.
 */
export const proof = defineModule('proof', {
  needs: { proving: TheProof, store: TheStore, stating: TheManifest, reporter: TheReporter },
  offers: [Metrics],
  landing: () => landing,
  starts: needs => ({
    routes: routes(needs),
    offers: [offer(Metrics, { metrics: () => figures(needs.proving, needs.store) })],
  }),
})
