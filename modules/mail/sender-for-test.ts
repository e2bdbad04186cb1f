// A platform in a process of its own, to be killed while it sends: argv[2] says which database and which relay.
import { systemClock } from '../../kernel/clock/clock.ts'
import { kernel } from '../../server/kernel-module.ts'
import { startPlatform } from '../../server/platform.ts'
import { sandboxUnavailable } from '../../server/testing/sandbox-unavailable.ts'
import { mail } from './index.ts'
import type { Database } from '../../server/startup/database.ts'

const { database, manifest, smtpUrl, secret, dataDir } = JSON.parse(process.argv[2] ?? '{}') as {
  database: Database
  manifest: string
  smtpUrl: string
  secret: string
  dataDir: string
}
const platform = await startPlatform({
  database,
  modules: [kernel, mail],
  manifest: { source: manifest, file: 'test.yaml' },
  kind: 'test',
  clock: systemClock(),
  secret: Buffer.from(secret, 'base64'),
  settings: { smtpUrl, mailFrom: undefined, mqttPort: 0, dataDir },
  http: { host: '127.0.0.1', port: 0 },
  portal: dataDir,
  sandbox: sandboxUnavailable,
  reporter: {
    fault: (what, error) => {
      console.error(what, error)
    },
  },
})
console.log('sends')
await platform.jobs.drain()
console.log('sent')
