import { TheManifest, TheStore } from '../../platform/services.ts'
import { defineModule } from '../../platform/module.ts'
import { SecondPerson } from '../identity/contract.ts'
import { holdRoutes } from './hold-routes.ts'
import { legalHoldRoutes } from './legal-hold-routes.ts'
import { routes } from './routes.ts'

/**
 * Authorities get data only where a law obliges: recorded with its ground, approved by a second person, handed out
 * once. What a suspicion makes one examine is held, and so is
 * what claims or a duty need of a person, with reason and end.
 */
export const disclosures = defineModule('disclosures', {
  needs: { store: TheStore, stating: TheManifest, secondPerson: SecondPerson },
  starts: needs => ({ routes: [...routes(needs), ...holdRoutes(needs.store), ...legalHoldRoutes(needs)] }),
})
