import { setTimeout as pause } from 'node:timers/promises'
import { join } from 'node:path'
import pg from 'pg'
import { embeddedPostgres, type EmbeddedPostgres } from '../server/postgres/embedded.ts'
import type { Bench, Figure } from './parts/bench.ts'
import { databaseFor } from './parts/platform.ts'
import { someHoursAgo, type Login, type Sent } from './parts/layout.ts'
import { generate, startServer, type BenchServer } from './parts/processes.ts'

const clients = 200
const megabyte = 1024 * 1024

/** The most that a process holds while something goes on. */
async function peakDuring<R>(server: BenchServer, what: Promise<R>): Promise<{ peak: number; result: R }> {
  let peak = 0
  let over = false
  const watching = (async () => {
    while (!over) {
      peak = Math.max(peak, await server.memory())
      await pause(200)
    }
  })()
  const result = await what
  over = true
  await watching
  return { peak, result }
}

/** Messages that were acknowledged and are not there. */
async function lost(admin: pg.Client, gateways: readonly Login[], sent: Sent, first: number): Promise<number> {
  let missing = 0
  for (const [index, acked] of sent.acked.entries()) {
    const { rows } = await admin.query<{ value: number }>(
      `
      select r.value from homes.gateway g join homes.claim k on k.gateway_id = g.id join homes.device d on d.claim_id = k.id join telemetry.channel c on c.device = d.id and c.key = 'energy'
      join telemetry.reading r on r.channel = c.number and r.value >= $2 where g.serial = $1`,
      [gateways[index]!.serial, first], // one for each
    )
    const there = new Set(rows.map(row => row.value - first))
    const bits = Buffer.from(acked, 'base64')
    for (let place = 0; place < bits.length * 8; place++)
      if (bits[place >> 3]! & (1 << (place & 7)) && !there.has(place)) missing += 1 // within its length
  }
  return missing
}

const overload: Bench = {
  name: 'overload',
  says: `${clients} gateways that send as fast as their sockets take it and wait for no acknowledgement, many times what can be written; then the same with kill -9 in between, of the platform and of its database`,
  async runs({ dir, whole, say }) {
    const where = join(dir, 'overloaded')
    let postgres: EmbeddedPostgres = await embeddedPostgres({ dir: where })
    const connected = async (): Promise<pg.Client> => {
      const client = new pg.Client({ ...postgres.admin, database: 'overload' })
      // It is about to be killed.
      client.on('error', () => {})
      await client.connect()
      return client
    }
    const seconds = whole ? 60 : 15

    const server = await startServer(await databaseFor(postgres.admin, 'overload'), clients)
    const { port, gateways } = server
    const load = { port, gateways, messages: 400_000, ahead: 60_000, start: someHoursAgo() }
    let admin = await connected()
    await pause(2000)
    const idle = await server.memory()
    say(`${seconds} seconds of overload`)
    const { peak, result } = await peakDuring(server, generate({ ...load, seconds }))
    const lostBefore = await lost(admin, gateways, result, 0)

    say('the same, with kill -9 after a third')
    const first = 500_000
    const interrupted = generate({ ...load, seconds, first })
    await pause((seconds * 1000) / 3)
    await server.kill()
    postgres.kill()
    const cut = await interrupted
    await admin.end().catch(() => {})
    await pause(2000)
    postgres = await embeddedPostgres({ dir: where })
    admin = await connected()
    const lostAfter = await lost(admin, gateways, cut, first)
    await admin.end()
    await postgres.stop()
    const figures: Figure[] = [
      {
        what: 'memory above idle at its peak',
        value: (peak - idle) / megabyte,
        unit: 'MB',
        target: { atMost: 300 },
        note: `idle: ${Math.round(idle / megabyte)} MB`,
      },
      {
        what: 'values a second under overload',
        value: ((result.acknowledged * 3) / result.milliseconds) * 1000,
        unit: '',
      },
      {
        what: 'messages acknowledged and lost',
        value: lostBefore,
        unit: `of ${result.acknowledged.toLocaleString('en')}`,
        target: { atMost: 0 },
      },
      {
        what: 'messages acknowledged before kill -9 and lost',
        value: lostAfter,
        unit: `of ${cut.acknowledged.toLocaleString('en')}`,
        target: { atMost: 0 },
      },
    ]
    return figures
  },
}
export default overload
