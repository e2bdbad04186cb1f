import { createHash, randomUUID } from 'node:crypto'
import { Agent, request } from 'node:http'
import pg from 'pg'
import { databaseIn } from '../server/startup/database.ts'
import { median, type Bench, type Figure } from './parts/bench.ts'
import { tokenOf } from './parts/desk/desk.ts'
import { secret } from './parts/platform.ts'
import { startDesk, type DeskServer } from './parts/processes.ts'

const people = 500
const work = [
  ['a light read', 'GET', 'one', 1.3],
  ['a list of 50', 'GET', 'list', 1.3],
  ['a write with its audit row', 'POST', 'note', 1.4],
] as const
const sides = ['kernel', 'bare', 'autocommit'] as const
type Side = (typeof sides)[number]
/** What a side did in one round: requests per second, and milliseconds of the server's processor for each. */
interface Done {
  readonly rate: number
  readonly cpu: number
}

const requests: Bench = {
  name: 'requests',
  says: 'the same request with and without the kernel, at the HTTP boundary: session look-up and access log on all sides, by hand in a transaction for each statement and in none (autocommit); one client and eight, the sides in turns, the server in a process of its own',
  async runs({ postgres, dir, whole, say }) {
    const database = await databaseIn(postgres.admin, 'requests', secret)
    const server = await startDesk(database, { ...postgres.admin, database: 'requests' }, dir)
    const ids = Array.from({ length: people }, () => randomUUID())
    await fill({ ...postgres.admin, database: 'requests' }, ids)
    const figures: Figure[] = []
    for (const one of work)
      for (const clients of [1, 8]) {
        say(`${one[0]}, ${clients} at a time`)
        figures.push(...(await compared(server, one, clients, ids, whole ? 15 : 5)))
      }
    await server.stop()
    return figures
  },
}
export default requests

async function compared(
  server: DeskServer,
  [what, method, path, atMost]: (typeof work)[number],
  clients: number,
  ids: readonly string[],
  rounds: number,
): Promise<Figure[]> {
  const did: Record<Side, Done[]> = { kernel: [], bare: [], autocommit: [] }
  for (let round = -1; round < rounds; round++)
    for (const side of round % 2 ? sides : sides.toReversed()) {
      const done = await asks(server, { side, method, path, clients, ids })
      if (round >= 0) did[side].push(done)
    }
  const lost = (side: Side): number => median(did[side].map((one, at) => one.rate / (did.kernel[at]?.rate ?? 0)))
  const cpu = (side: Side): number => median(did[side].map((one, at) => (did.kernel[at]?.cpu ?? 0) / one.cpu))
  const each = (of: keyof Done, digits: number): string =>
    sides.map(side => median(did[side].map(one => one[of])).toFixed(digits)).join(', ')
  const given = `${what}, ${clients} at a time`
  return [
    {
      what: `${given}: requests/s of autocommit SQL, by those under the kernel`,
      value: lost('autocommit'),
      unit: 'times',
      ...(clients > 1 && { target: { atMost } }),
      note: `beside transactions ${lost('bare').toFixed(2)}; ${sides.join(', ')}: ${each('rate', 0)} a second`,
    },
    {
      what: `${given}: processor time of the server, beside autocommit SQL`,
      value: cpu('autocommit'),
      unit: 'times',
      note: `beside transactions ${cpu('bare').toFixed(2)}; ${each('cpu', 3)} ms each`,
    },
  ]
}

async function asks(
  server: DeskServer,
  {
    side,
    method,
    path,
    clients,
    ids,
  }: { side: Side; method: string; path: string; clients: number; ids: readonly string[] },
): Promise<Done> {
  const agent = new Agent({ keepAlive: true, maxSockets: clients })
  const count = 200 * Math.min(clients, 3)
  const cookie = side === 'kernel' ? 'desk' : side
  let at = 0
  const cpuBefore = await server.cpu()
  const began = performance.now()
  await Promise.all(
    Array.from({ length: clients }, async () => {
      for (let one = at++; one < count; one = at++)
        await ask(
          agent,
          new URL(`/${side}/${path}`, server.url),
          method,
          `${cookie}=${tokenOf(ids[one % people]!)}`, // the rest is below the count
        )
    }),
  )
  const took = performance.now() - began
  const cpu = (await server.cpu()) - cpuBefore
  agent.destroy()
  return { rate: (count / took) * 1000, cpu: cpu / count }
}

async function fill(place: pg.ClientConfig, ids: readonly string[]): Promise<void> {
  const admin = new pg.Client(place)
  await admin.connect()
  await admin.query(
    `insert into desk.session (token, ends_at, subject, version) select token, '2100-01-01', subject, 1 from unnest($1::bytea[], $2::uuid[]) as s (token, subject)`,
    [ids.map(id => createHash('sha256').update(tokenOf(id)).digest()), ids],
  )
  await admin.query(
    `insert into desk.note (wording, made_at, subject, version) select 'a note of some length, as people write them', timestamptz '2026-01-01' + n * interval '1 hour', subject, 1 from unnest($1::uuid[]) subject, generate_series(1, 60) n`,
    [ids],
  )
  await admin.query('vacuum analyze desk.note, desk.session')
  await admin.end()
}

function ask(agent: Agent, url: URL, method: string, cookie: string): Promise<void> {
  const body = method === 'POST' ? JSON.stringify({ wording: 'a note' }) : undefined
  return new Promise((resolve, reject) => {
    const asked = request(
      url,
      {
        method,
        agent,
        headers: {
          cookie,
          ...(body && { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) }),
        },
      },
      answer => {
        answer.resume()
        answer.once('end', () => {
          if (answer.statusCode === 200) resolve()
          else reject(new Error(`${url.pathname} answered ${answer.statusCode}`))
        })
      },
    )
    asked.once('error', reject)
    asked.end(body)
  })
}
