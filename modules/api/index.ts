import { offer } from '../../platform/contract.ts'
import { TheManifest, TheReporter, TheSettings, TheStore } from '../../platform/services.ts'
import { defineModule } from '../../platform/module.ts'
import { FirstAnswers } from '../../platform/idempotency.ts'
import { idempotency } from './activities.ts'
import { firstAnswers } from './idempotency/first-answers.ts'
import { answer, outcome } from './tables.ts'

/**
 * What all interfaces have in common and has to be kept: first answers, so that a repeated request does nothing twice.
 */
export const api = defineModule('api', {
  activities: [idempotency],
  keeps: [answer, outcome],
  needs: { store: TheStore, manifest: TheManifest, settings: TheSettings, reporter: TheReporter },
  offers: [FirstAnswers],
  migrations: `${import.meta.dirname}/migrations`,
  starts: ({ store, manifest, settings, reporter }) => ({
    offers: [offer(FirstAnswers, firstAnswers({ store, manifest, reporter, secret: settings.secret }))],
  }),
})
