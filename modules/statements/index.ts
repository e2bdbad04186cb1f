import { TheManifest, ThePublisher, TheSettings, TheStore, TheVersions } from '../../platform/services.ts'
import { defineModule } from '../../platform/module.ts'
import { People } from '../identity/contract.ts'
import { Mailer } from '../mail/contract.ts'
import { notices, seenVersions } from './activities.ts'
import { routes } from './routes.ts'
import { notice, seen } from './tables.ts'
import { isStillAnnounced } from './taken-back.ts'
import { tellingJobs } from './jobs.ts'
import { landing } from './landing.ts'

/**
 * Tells people of changes of the statement before they hold, and shows them afterwards; publishes versions for the
 * privacy desk.
 */
export const statements = defineModule('statements', {
  activities: [notices, seenVersions],
  keeps: [notice, seen],
  needs: {
    store: TheStore,
    stating: TheManifest,
    settings: TheSettings,
    versions: TheVersions,
    publisher: ThePublisher,
    mailer: Mailer,
    people: People,
  },
  migrations: `${import.meta.dirname}/migrations`,
  landing: () => landing,
  starts: needs => {
    needs.mailer.asksBefore(notices.name, (work, letter) => isStillAnnounced(needs, work, letter))
    return { routes: routes(needs), jobs: tellingJobs(needs) }
  },
})
