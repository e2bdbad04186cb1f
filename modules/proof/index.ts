import { offer } from '../../house/contract.ts'
import { TheManifest, TheProof, TheReporter, TheStore } from '../../house/given.ts'
import { Metrics } from '../../house/metrics.ts'
import { defineModule } from '../../house/module.ts'
import { figures } from './figures.ts'
import { routes } from './routes.ts'

/** The proof that the running system keeps its statement, for the privacy desk and for whoever watches over the house. */
export const proof = defineModule('proof', {
  needs: { proving: TheProof, store: TheStore, stating: TheManifest, reporter: TheReporter },
  offers: [Metrics],
  starts: needs => ({ routes: routes(needs), offers: [offer(Metrics, { metrics: () => figures(needs.proving, needs.store) })] }),
})
