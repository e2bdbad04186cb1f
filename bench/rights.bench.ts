import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { person } from '../kernel/store/work.ts'
import { atOneMoment, copyOf } from '../kernel/rows/copy.ts'
import { eraseSubject } from '../kernel/rights/erase.ts'
import { sweep } from '../kernel/retention/sweep.ts'
import { accounts } from '../modules/identity/activities.ts'
import { account } from '../modules/identity/tables.ts'
import { copyAsZip } from '../modules/rights/archive.ts'
import { everyModule } from '../server/modules.ts'
import type { Platform } from '../server/platform.ts'
import { median, quantile, type Bench } from './parts/bench.ts'
import { fill } from './parts/customers.ts'
import { platformFor } from './parts/platform.ts'

const bench: Bench = {
  name: 'rights',
  says: 'the whole platform with 100,000 customers (20,000 outside of the soak; account, login, session, two letters, two consents, ten entries of the audit log each): one person’s copy, one person’s erasure and what it costs the others; the copy of somebody with a million rows; and the sweep',
  async runs({ postgres, dir, whole, say }) {
    const people = whole ? 100_000 : 20_000
    const platform = await platformFor({ postgres, dir }, { name: 'rights', modules: everyModule, ledger: true })
    const pool = new pg.Pool({ ...postgres.admin, database: 'rights', max: 2 })
    try {
      const { store } = platform
      await platform.jobs.stop()
      say(`${people.toLocaleString('en')} customers`)
      const ids = Array.from({ length: people }, () => randomUUID())
      await fill(pool, ids)
      const subject = (id: string) => ({ kind: 'customer', id })

      say('copies')
      const copies: number[] = []
      for (const id of some(ids, whole ? 1000 : 300))
        copies.push(
          await timed(async () => {
            for await (const page of copyOf(store, subject(id))) void page
          }),
        )

      say('others alone, and beside erasures')
      const alone: number[] = []
      const beside: number[] = []
      const erasures: number[] = []
      const rest = ids.slice(0, people / 2)
      const going = ids.slice(people / 2)
      // In turns, so that both have the machine as it is at the time.
      for (let round = 0; round < (whole ? 10 : 4); round++) {
        alone.push(...(await others(platform.store, rest, 3000)))
        const while_ = others(platform.store, rest, 3000)
        let on = true
        while_
          .finally(() => {
            on = false
          })
          .catch(() => {})
        while (on) {
          const id = going.pop()
          if (id === undefined) throw new Error('nobody is left to erase')
          erasures.push(await timed(() => eraseSubject(store, subject(id))))
          // Ten a second: nobody erases without a break.
          await pause(Math.max(0, 100 - (erasures.at(-1) ?? 0)))
        }
        beside.push(...(await while_))
      }

      const large = whole ? 1_000_000 : 100_000
      say(`the copy of somebody with ${large.toLocaleString('en')} rows, and of somebody with a tenth`)
      const [few, many] = rest as [string, string] // there are thousands
      await letters(pool, few, large / 10)
      await letters(pool, many, large)
      const ofFew = await fetched(platform, few)
      const ofMany = await fetched(platform, many)

      const rows = whole ? 1_000_000 : 200_000
      say(`${rows.toLocaleString('en')} requests whose period is over`)
      await pool.query(
        `insert into website.request (at, host, path, status) select $1::timestamptz - interval '30 days' - n * interval '1 second', '192.0.2.7', '/datenschutz', 200 from generate_series(1, $2) n`,
        [store.clock.now(), rows],
      )
      await pool.query('vacuum analyze website.request')
      const swept = await timed(async () => {
        await sweep(store, await platform.periods())
      })
      const {
        rows: [left],
      } = await pool.query<{ n: number }>(
        `select count(*)::int as n from website.request where at < $1::timestamptz - interval '29 days'`,
        [store.clock.now()],
      )
      if (left?.n !== 0) throw new Error(`${left?.n} rows are left`)
      return [
        {
          what: 'the copy of one person, 99 %',
          value: quantile(copies, 0.99),
          unit: 'ms',
          target: { atMost: 500 },
          note: `median ${median(copies).toFixed(1)} ms, ${copies.length} copies`,
        },
        {
          what: 'the erasure of one person, 99 %',
          value: quantile(erasures, 0.99),
          unit: 'ms',
          target: { atMost: 100 },
          note: `median ${median(erasures).toFixed(1)} ms, ${erasures.length} erasures, ledger included`,
        },
        {
          what: 'others beside ten erasures a second',
          value: median(beside) / median(alone),
          unit: 'times',
          target: { atMost: 1.2 },
          note: `median of one read with its audit ${median(alone).toFixed(2)} and ${median(beside).toFixed(2)} ms, 4 at a time, 2,000 a second at most`,
        },
        {
          what: `the copy as a ZIP of somebody with ${large.toLocaleString('en')} rows: memory above before`,
          value: ofMany.above / 2 ** 20,
          unit: 'MiB',
          note: `at its highest; ${(ofMany.bytes / 2 ** 20).toFixed(1)} MiB in ${(ofMany.took / 1000).toFixed(1)} s; with a tenth of the rows ${(ofFew.above / 2 ** 20).toFixed(0)} MiB`,
        },
        { what: 'swept', value: rows / (swept / 1000), unit: 'rows/s', target: { atLeast: 20_000 } },
      ]
    } finally {
      await pool.end()
      await platform.stop()
    }
  },
}
export default bench

async function timed(does: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await does()
  return performance.now() - began
}

/**
 * Fetches somebody's copy to its end, as it goes over the line, and watches how much memory the process takes
 * meanwhile.
 */
async function fetched(
  { store, stating }: Platform,
  id: string,
): Promise<{ bytes: number; took: number; above: number }> {
  const before = process.memoryUsage.rss()
  let [bytes, highest] = [0, before]
  const took = await timed(async () => {
    const subject = { kind: 'customer', id }
    await atOneMoment(store, subject, async snapshot => {
      for await (const chunk of await copyAsZip({ store, stating, subject, language: 'en', snapshot })) {
        bytes += (chunk as Buffer).length
        highest = Math.max(highest, process.memoryUsage.rss())
      }
    })
  })
  return { bytes, took, above: highest - before }
}

/** Letters that were sent to one person. */
const letters = (pool: pg.Pool, id: string, count: number): Promise<unknown> =>
  pool.query(
    `
  insert into mail.letter ("to", language, named, activity, posted_at, worth_until, due_at, closed_at, state, subject, version)
  select $1 || '@example.org', 'en', 'no', 'identity.registration', now(), now(), now(), now(), 'sent', $1::uuid, 1 from generate_series(1, $2)`,
    [id, count],
  )

const some = (ids: readonly string[], count: number): string[] =>
  ids.filter((_, place) => place % Math.floor(ids.length / count) === 0)

/**
 * What people do meanwhile: they look at their account, two thousand times a second as far as the platform keeps up,
 * four at a time; how long each had to wait.
 */
async function others(
  store: Parameters<typeof copyOf>[0],
  ids: readonly string[],
  milliseconds: number,
): Promise<number[]> {
  const took: number[] = []
  const until = performance.now() + milliseconds
  await Promise.all(
    Array.from({ length: 4 }, async (_, lane) => {
      for (let at = lane; performance.now() < until; at += 4) {
        const began = performance.now()
        took.push(
          await timed(() =>
            store.under(
              accounts,
              person(ids[at % ids.length]!), // within its length
              work => work.read(account, 'mail', 'language').execute(),
            ),
          ),
        )
        await pause(Math.max(0, 2 - (performance.now() - began)))
      }
    }),
  )
  return took
}
