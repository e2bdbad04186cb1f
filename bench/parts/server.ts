// The whole platform in a process of its own, so that it can be measured and killed: `node server.ts <database as JSON>
// <gateways>`.
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Claims, Inventory } from '../../modules/homes/contract.ts'
import { CustomerAccounts } from '../../modules/identity/contract.ts'
import type { Database } from '../../server/startup/database.ts'
import { everyModule } from '../../server/modules.ts'
import { startPlatform, type Platform } from '../../server/platform.ts'
import { aManifest } from '../../server/testing/manifest.ts'
import { sandboxUnavailable } from '../../server/testing/sandbox-unavailable.ts'
import { secret } from './platform.ts'
import type { Login } from './layout.ts'

const database = JSON.parse(process.argv[2] ?? '') as Database
const dataDir = await mkdtemp(join(tmpdir(), 'obhut-bench-data-'))
const platform = await startPlatform({
  database,
  modules: everyModule,
  manifest: { source: aManifest(everyModule), file: 'bench.yaml' },
  secret,
  kind: 'test',
  settings: { smtpUrl: undefined, mailFrom: undefined, mqttPort: 0, dataDir },
  http: { host: '127.0.0.1', port: 0 },
  portal: join(dataDir, 'none'),
  sandbox: sandboxUnavailable,
  reporter: {
    fault: (what, error) => {
      console.error(what, error)
    },
  },
})

/** Gateways that a customer has had for some days. */
async function claimed(world: Platform, count: number): Promise<Login[]> {
  const account = await world
    .offered(CustomerAccounts)
    .withPassword(
      { mail: 'bench@example.org', fields: { firstName: 'Bench', lastName: 'Beispiel' } },
      'a long enough phrase for a bench',
    )
  const since = new Date(world.store.clock.now().getTime() - 3 * 86_400_000)
  const logins: Login[] = []
  for (let made = 0; made < count; made++) {
    const login = await world.offered(Inventory).make('Qbox 2')
    await world.offered(Claims).enter({ serial: login.serial, account, since })
    logins.push(login)
  }
  return logins
}

process.on('message', (message: { ask: 'memory' | 'stop' }) => {
  if (message.ask === 'stop') void platform.stop().then(() => process.exit(0))
  else process.send?.({ memory: process.memoryUsage().rss })
})
process.on('disconnect', () => {
  process.exit(0)
})
process.send?.({ port: platform.mqttPort, gateways: await claimed(platform, Number(process.argv[3])) })
