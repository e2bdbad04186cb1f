// The desk of notes in a process of its own, so that its processor time can be told from that of whoever asks: `node
// server.ts <database as JSON> <folder>`.
import pg from 'pg'
import type { Database } from '../../../server/startup/database.ts'
import { kernel } from '../../../server/kernel-module.ts'
import { startPlatform } from '../../../server/platform.ts'
import { aManifest } from '../../../server/testing/manifest.ts'
import { sandboxUnavailable } from '../../../server/testing/sandbox-unavailable.ts'
import { website } from '../../../modules/website/index.ts'
import { secret } from '../platform.ts'
import { desk } from './desk.ts'

const { database, admin } = JSON.parse(process.argv[2] ?? '') as { database: Database; admin: pg.PoolConfig }
const dir = process.argv[3] ?? ''
const byHand = new pg.Pool({ ...admin, max: 12 })
// When the server stops before the last idle connection is closed, that is no news.
byHand.on('error', () => {})
const modules = [kernel, website, desk(byHand)]
const platform = await startPlatform({
  database,
  modules,
  secret,
  kind: 'test',
  manifest: { source: aManifest(modules), file: 'bench.yaml' },
  http: { host: '127.0.0.1', port: 0 },
  portal: dir,
  settings: { smtpUrl: undefined, mailFrom: undefined, mqttPort: undefined, dataDir: dir },
  sandbox: sandboxUnavailable,
  reporter: {
    fault: (what, error) => {
      console.error(what, error)
    },
  },
})

process.on('message', (message: { ask: 'cpu' | 'stop' }) => {
  if (message.ask === 'stop')
    void Promise.all([platform.stop(), byHand.end()]).then(() => {
      process.exit(0)
    })
  else process.send?.({ cpu: process.cpuUsage() })
})
process.on('disconnect', () => {
  process.exit(0)
})
process.send?.({ url: platform.url })
