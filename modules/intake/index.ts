import { TheClock, TheManifest, TheReporter, TheSettings } from '../../platform/services.ts'
import { TheListeners } from '../../platform/listeners.ts'
import { offer } from '../../platform/contract.ts'
import { Metrics } from '../../platform/metrics.ts'
import { defineModule } from '../../platform/module.ts'
import { TheSandbox } from '../../platform/sandbox.ts'
import { PrivacyDesk } from '../rights/contract.ts'
import { receive, type Receiver } from './receiver.ts'

/**
 * Mail to the privacy contact or the data protection officer becomes a request at the privacy desk. Keeps nothing of
 * its own.
 */
export const intake = defineModule('intake', {
  needs: {
    desk: PrivacyDesk,
    stating: TheManifest,
    clock: TheClock,
    reporter: TheReporter,
    listeners: TheListeners,
    sandbox: TheSandbox,
    settings: TheSettings,
  },
  offers: [Metrics],
  starts: needs => {
    let receiver: Receiver | undefined
    return {
      offers: [offer(Metrics, { metrics: async () => receiver?.metrics() ?? [] })],
      listen: async () => {
        const port = needs.listeners.intakePort
        if (port !== undefined && needs.stating.states('rights.desk')) receiver = await receive(needs, port)
      },
      stop: async () => {
        await receiver?.stop()
      },
    }
  },
})
