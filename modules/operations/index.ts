import { TheStore } from '../../platform/services.ts'
import { defineModule } from '../../platform/module.ts'
import { alarmRoutes } from './alarm-routes.ts'

/** What the operator needs to run the installation, in the console: alarms, with what to do about each. */
export const operations = defineModule('operations', {
  needs: { store: TheStore },
  starts: ({ store }) => ({ routes: alarmRoutes(store) }),
})
