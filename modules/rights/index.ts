import { TheManifest, TheStore } from '../../house/given.ts'
import { defineModule } from '../../house/module.ts'
import { requests } from './activities.ts'
import { routes } from './routes.ts'

/** People see, take along and erase what is held about them, over every module by itself. */
export const rights = defineModule('rights', {
  activities: [requests],
  needs: { store: TheStore, manifest: TheManifest },
  starts: ({ store, manifest }) => ({ routes: routes(store, manifest) }),
})
