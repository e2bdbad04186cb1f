// Handles events in a process of its own, and stays in the middle of one, with an effect that is not committed.
import { kernel } from '../../server/kernel-module.ts'
import type { Database } from '../../server/startup/database.ts'
import { openAsItStands } from '../../server/startup/foundation.ts'
import { counting, heard, thingLent, trial } from './example-for-test.ts'
import { listener } from './listeners.ts'
import { runEvents } from './runner.ts'

const { database, secret } = JSON.parse(process.argv[2] ?? '{}') as { database: Database; secret: string }
const { store } = await openAsItStands({
  database,
  secret: Buffer.from(secret, 'base64'),
  modules: [kernel, trial()],
  ledgerFor: undefined,
})
setInterval(() => {}, 1000)
runEvents({
  store,
  listeners: [
    listener({
      name: 'trial.count',
      events: [thingLent],
      under: counting,
      does: async (work, { ids }) => {
        const row = { listener: 'trial.count', thing: ids['thing'] ?? '', place: 1 }
        await work.over(heard).insertInto('trial.heard').values(row).execute()
        console.log('done, and not committed')
        await new Promise(() => {})
      },
    }),
  ],
  failed: (name, error) => {
    console.error(name, error)
  },
})
