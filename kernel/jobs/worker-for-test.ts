// Runs jobs in a process of its own. It says what it begins, and ends nothing that is called 'hang'.
import { setTimeout as pause } from 'node:timers/promises'
import { kernel } from '../../server/kernel-module.ts'
import type { Database } from '../../server/startup/database.ts'
import { openAsItStands } from '../../server/startup/foundation.ts'
import { operation } from '../declare/activities.ts'
import { platform } from '../store/work.ts'
import { jobKind } from './kinds.ts'
import { enqueue } from './queue.ts'
import { runJobs } from './runner.ts'

const { database, secret, puts } = JSON.parse(process.argv[2] ?? '{}') as {
  database: Database
  secret: string
  puts?: string
}
const { store } = await openAsItStands({
  database,
  secret: Buffer.from(secret, 'base64'),
  modules: [kernel],
  ledgerFor: undefined,
})
setInterval(() => {}, 1000)
runJobs({
  store,
  look: 3_600_000,
  lasts: 60_000,
  jobs: [
    {
      name: 'trial.work',
      does: async ({ how, of }) => {
        console.log(`${how} ${of}`)
        if (how === 'hang') await new Promise(() => {})
      },
    },
  ],
  failed: (name, error) => {
    console.error(name, error)
  },
})
console.log('ready')
if (puts !== undefined) {
  // By then it listens and speaks to others.
  await pause(1000)
  await store.under(operation, platform, work =>
    enqueue(work, jobKind('trial.other', { of: 'id' }, 'interactive'), { of: puts }),
  )
}
