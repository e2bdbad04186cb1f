import { randomUUID } from 'node:crypto'
import { Agent, request } from 'node:http'
import pg from 'pg'
import { createHash } from 'node:crypto'
import { website } from '../modules/website/index.ts'
import { sandboxUnavailable } from '../server/testing/sandbox-unavailable.ts'
import { databaseIn } from '../server/startup/database.ts'
import { kernel } from '../server/kernel-module.ts'
import { startPlatform } from '../server/platform.ts'
import { aManifest } from '../server/testing/manifest.ts'
import { median, type Bench, type Figure } from './parts/bench.ts'
import { desk, tokenOf } from './parts/desk/desk.ts'
import { secret } from './parts/platform.ts'

const people = 500
const work = [
  ['a light read', 'GET', 'one', 1.3],
  ['a list of 50', 'GET', 'list', 1.3],
  ['a write with its audit row', 'POST', 'note', 1.6],
] as const

const requests: Bench = {
  name: 'requests',
  says: 'the same request with and without the kernel, at the HTTP boundary: session look-up, explicit transaction and access log on both sides, one after the other in turns',
  async runs({ postgres, dir, whole, say }) {
    const database = await databaseIn(postgres.admin, 'requests', secret)
    const byHand = new pg.Pool({ ...postgres.admin, database: 'requests', max: 12 })
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
    const ids = Array.from({ length: people }, () => randomUUID())
    await fill(byHand, ids)
    const rounds = whole ? 4000 : 1000
    const figures: Figure[] = []
    for (const [what, method, path, atMost] of work) {
      say(what)
      const took: Record<'kernel' | 'bare', number[]> = { kernel: [], bare: [] }
      for (let round = -200; round < rounds; round++)
        for (const side of ['kernel', 'bare'] as const) {
          const milliseconds = await timed(
            platform.url,
            method,
            `/${side}/${path}`,
            side === 'kernel' ? 'desk' : 'bare',
            tokenOf(ids[(round + 200) % people]!), // the rest is below the count
          )
          if (round >= 0) took[side].push(milliseconds)
        }
      figures.push({
        what: `${what}, with and without the kernel`,
        value: median(took.kernel) / median(took.bare),
        unit: 'times',
        target: { atMost },
        note: `medians ${median(took.kernel).toFixed(2)} and ${median(took.bare).toFixed(2)} ms`,
      })
    }
    await platform.stop()
    await byHand.end()
    return figures
  },
}
export default requests

async function fill(admin: pg.Pool, ids: readonly string[]): Promise<void> {
  await admin.query(
    `insert into desk.session (token, ends_at, subject, version) select token, '2100-01-01', subject, 1 from unnest($1::bytea[], $2::uuid[]) as s (token, subject)`,
    [ids.map(id => createHash('sha256').update(tokenOf(id)).digest()), ids],
  )
  await admin.query(
    `insert into desk.note (wording, made_at, subject, version) select 'a note of some length, as people write them', timestamptz '2026-01-01' + n * interval '1 hour', subject, 1 from unnest($1::uuid[]) subject, generate_series(1, 60) n`,
    [ids],
  )
  await admin.query('vacuum analyze desk.note, desk.session')
}

const agent = new Agent({ keepAlive: true, maxSockets: 1 })

function timed(url: string, method: string, path: string, cookie: string, token: string): Promise<number> {
  const body = method === 'POST' ? JSON.stringify({ wording: 'a note' }) : undefined
  return new Promise((resolve, reject) => {
    const began = performance.now()
    const asked = request(
      new URL(path, url),
      {
        method,
        agent,
        headers: {
          cookie: `${cookie}=${token}`,
          ...(body && { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) }),
        },
      },
      answer => {
        answer.resume()
        answer.once('end', () => {
          if (answer.statusCode === 200) resolve(performance.now() - began)
          else reject(new Error(`${path} answered ${answer.statusCode}`))
        })
      },
    )
    asked.once('error', reject)
    asked.end(body)
  })
}
