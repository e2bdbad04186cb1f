// A platform in a process of its own, so that it can be measured and killed: `node server.ts <database as JSON>`.
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Database } from '../../server/database.ts'
import { startPlatform } from '../../server/platform.ts'
import { manifest, modules, secret } from './house.ts'

const database = JSON.parse(process.argv[2] ?? '') as Database
const dataDir = await mkdtemp(join(tmpdir(), 'obhut-bench-data-'))
const platform = await startPlatform({
  database, modules, manifest, secret, kind: 'test', settings: { smtpUrl: undefined, mailFrom: undefined, mqttPort: 0, dataDir },
  http: { host: '127.0.0.1', port: 0 }, portal: join(dataDir, 'none'),
  reporter: { fault: (what, error) => { console.error(what, error) } },
})
process.on('message', (message: { ask: 'memory' | 'stop' }) => {
  if (message.ask === 'stop') void platform.stop().then(() => process.exit(0))
  else process.send?.({ memory: process.memoryUsage().rss })
})
process.on('disconnect', () => { process.exit(0) })
process.send?.({ port: platform.mqttPort })
