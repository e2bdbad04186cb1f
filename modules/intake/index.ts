import { TheClock, TheManifest, TheReporter, TheSettings } from '../../house/given.ts'
import { TheDoors } from '../../house/doors.ts'
import { offer } from '../../house/contract.ts'
import { Metrics } from '../../house/metrics.ts'
import { defineModule } from '../../house/module.ts'
import { TheSandbox } from '../../house/sandbox.ts'
import { PrivacyDesk } from '../rights/contract.ts'
import { receive, type Receiver } from './receiver.ts'

/** Mail to the privacy contact or the data protection officer becomes a request at the privacy desk. Keeps nothing of its own. */
export const intake = defineModule('intake', {
  needs: { desk: PrivacyDesk, stating: TheManifest, clock: TheClock, reporter: TheReporter, doors: TheDoors, sandbox: TheSandbox, settings: TheSettings },
  offers: [Metrics],
  starts: needs => {
    let receiver: Receiver | undefined
    return {
      offers: [offer(Metrics, { metrics: async () => receiver?.metrics() ?? [] })],
      listen: async () => {
        const port = needs.doors.intakePort
        if (port !== undefined && needs.stating.states('rights.desk')) receiver = await receive(needs, port)
      },
      stop: async () => { await receiver?.stop() },
    }
  },
})
