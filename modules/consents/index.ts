import { offer } from '../../platform/contract.ts'
import { TheManifest, TheSettings, TheStore, TheVersions } from '../../platform/services.ts'
import { defineModule } from '../../platform/module.ts'
import { Consents } from './contract.ts'
import { recording } from './recording.ts'
import { routes } from './routes.ts'

/** People see what they have agreed to, agree, refuse and take it back; other modules record what they were told. */
export const consents = defineModule('consents', {
  needs: { store: TheStore, stating: TheManifest, settings: TheSettings, versions: TheVersions },
  offers: [Consents],
  demo: () => import('./demo.ts'),
  starts: given => {
    const recorded = recording(given.store.declarations.activities, given.stating)
    return { routes: routes({ ...given, recording: recorded }), offers: [offer(Consents, recorded)] }
  },
})
