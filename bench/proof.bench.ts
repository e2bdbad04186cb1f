import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { accountability } from '../kernel/declare/activities.ts'
import { sealAudit } from '../kernel/sealing/seal.ts'
import { person } from '../kernel/store/work.ts'
import { prove } from '../kernel/proof/prove.ts'
import { everyModule } from '../server/modules.ts'
import type { Platform } from '../server/platform.ts'
import type { Bench } from './parts/bench.ts'
import { fill } from './parts/customers.ts'
import { platformFor } from './parts/platform.ts'

const bench: Bench = {
  name: 'proof',
  says: 'what obhut prove does, on the whole platform with some customers and with ten times as many (account, login, session, two letters, two consents, ten sealed entries of the audit log and fifty requests in the access log each)',
  async runs({ postgres, dir, whole, say }) {
    const few = whole ? 10_000 : 2000
    const platform = await platformFor({ postgres, dir }, { name: 'proof', modules: everyModule, ledger: true })
    const pool = new pg.Pool({ ...postgres.admin, database: 'proof', max: 2 })
    try {
      await platform.jobs.stop()
      const with_ = async (people: number): Promise<{ took: number; deep: number }> => {
        say(`${people.toLocaleString('en')} customers more`)
        const ids = Array.from({ length: people }, () => randomUUID())
        await fill(pool, ids, { logged: false })
        await logged(platform, ids)
        await pool.query(
          `insert into website.request (at, host, path, status) select $1::timestamptz - n % 86400 * interval '1 second', '192.0.2.7', '/datenschutz', 200 from generate_series(1, $2) n`,
          [platform.store.clock.now(), people * 50],
        )
        await pool.query('vacuum analyze')
        return { took: Math.min(await proven(platform), await proven(platform)), deep: await proven(platform, true) }
      }
      const first = await with_(few)
      const tenfold = await with_(few * 9)
      return [
        {
          what: `a proof with ${(few * 10).toLocaleString('en')} customers`,
          value: tenfold.took / 1000,
          unit: 's',
          target: { atMost: 30 },
          note: `with ${few.toLocaleString('en')}: ${(first.took / 1000).toFixed(2)} s; with all references looked at (--deep) ${(first.deep / 1000).toFixed(2)} and ${(tenfold.deep / 1000).toFixed(2)} s`,
        },
        { what: 'with ten times as much data', value: tenfold.took / first.took, unit: 'times', target: { atMost: 2 } },
      ]
    } finally {
      await pool.end()
      await platform.stop()
    }
  },
}
export default bench

/** Ten entries of the audit log about each, sealed. */
async function logged({ store }: Platform, ids: readonly string[]): Promise<void> {
  const waiting = [...ids]
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (let id = waiting.pop(); id !== undefined; id = waiting.pop())
        await store.under(accountability, person(id), async work => {
          for (let one = 0; one < 10; one++) work.note({ what: 'looked at', about: 'identity.account' })
        })
    }),
  )
  while ((await sealAudit(store)) > 0);
}

/** How long one proof takes, in milliseconds. */
async function proven(platform: Platform, deep = false): Promise<number> {
  const began = performance.now()
  const { promises } = await prove({
    store: platform.store,
    manifest: platform.stating.manifest,
    hash: platform.written.hash,
    periods: await platform.periods(),
    versions: await platform.versions(),
    deep,
  })
  if (promises.length < 100) throw new Error(`only ${promises.length} promises were looked at`)
  return performance.now() - began
}
