import { offer } from '../../house/contract.ts'
import { TheManifest, TheStore } from '../../house/given.ts'
import { defineModule } from '../../house/module.ts'
import { desk, requests } from './activities.ts'
import { PrivacyDesk } from './contract.ts'
import { openRequest } from './opening.ts'
import { routes } from './routes.ts'
import { rightsTables } from './tables.ts'

/** People exercise their rights over what is held about them, over every module by itself; the privacy desk answers what needs a person's eye. */
export const rights = defineModule('rights', {
  activities: [requests, desk],
  keeps: rightsTables,
  needs: { store: TheStore, manifest: TheManifest },
  offers: [PrivacyDesk],
  migrations: `${import.meta.dirname}/migrations`,
  starts: ({ store, manifest }) => ({
    routes: routes(store, manifest),
    offers: [offer(PrivacyDesk, { open: incoming => openRequest(store, manifest, incoming) })],
  }),
})
