// Takes numbers in a process of its own, again and again, and says each one that it holds before its commit.
import { randomUUID } from 'node:crypto'
import { operation } from '../declare/activities.ts'
import { platform } from '../store/work.ts'
import { kernel } from '../../server/kernel-module.ts'
import type { Database } from '../../server/startup/database.ts'
import { openAsItStands } from '../../server/startup/foundation.ts'
import { bearing, example, invoices } from './example-for-test.ts'
import { nextNumber } from './numbers.ts'

const { database, secret } = JSON.parse(process.argv[2] ?? '{}') as { database: Database; secret: string }
const { store } = await openAsItStands({
  database,
  secret: Buffer.from(secret, 'base64'),
  modules: [kernel, example],
  ledgerFor: undefined,
})
for (;;)
  await store.under(operation, platform, async work => {
    const number = await nextNumber(work, { series: invoices, year: 2026 })
    console.log(number)
    await work.under(bearing.under, platform, inner =>
      inner.over(bearing).insertInto('trial.bearing').values({ number, mark: randomUUID() }).execute(),
    )
  })
