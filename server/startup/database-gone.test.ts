// The database goes while the platform runs: real servers that are stopped and killed, and what people, operators and
// the system are told meanwhile.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { embeddedPostgres, type EmbeddedPostgres } from '../postgres/embedded.ts'
import { aFolder, aManifestFile, obhut, running, type Running } from '../testing/command-line.ts'
import { testSecret } from '../testing/world.ts'
import { databaseIn, withClient } from './database.ts'

const folder = aFolder()
const manifest = aManifestFile(folder)
const start = (args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Running> =>
  running(['start', '--port', '0', '--mqtt-port', '0', '--store', 'test', '--manifest', manifest, ...args], env)
const isReady = ({ url }: Running): Promise<boolean> =>
  fetch(`${url}/health/ready`).then(({ status }) => status === 200)
const long = { timeout: 60_000, interval: 200 }
const times = (text: string, { heard }: Running): number => heard().split(text).length - 1

describe('a database that goes away', { timeout: 240_000 }, () => {
  const dir = mkdtempSync(join(tmpdir(), 'obhut-gone-'))
  let server: EmbeddedPostgres
  let platform: Running
  let store = ''
  const rows = <R extends object>(sql: string): Promise<R[]> =>
    withClient({ ...server.admin, database: 'obhut' }, async client => (await client.query<R>(sql)).rows)
  beforeAll(async () => {
    server = await embeddedPostgres({ dir, fsync: false })
    const { place, owner } = await databaseIn(server.admin, 'obhut', testSecret)
    const url = `postgres://${owner.user}:${encodeURIComponent(owner.password)}@socket:${place.port}/${place.database}?host=${encodeURIComponent(place.host)}`
    platform = await start([], {
      DATABASE_URL: url,
      OBHUT_SECRET: testSecret.toString('base64'),
      OBHUT_LEDGER: join(folder, 'gone', 'entries'),
    })
    store = (await rows<{ id: string }>('select id from obhut.store'))[0]?.id ?? ''
    await server.stop()
  }, 240_000)
  afterAll(async () => {
    await platform.kill('SIGTERM')
    await server.stop()
    rmSync(dir, { recursive: true, force: true })
  })

  it.each([
    ['a page', '/datenschutz', 'text/html', 'text/html'],
    ['the API, for whoever is signed in,', '/api/account', '*/*', 'application/problem+json'],
  ])('makes %s say that it is for the moment, and when to come again', async (_, path, accept, type) => {
    const answer = await fetch(platform.url + path, {
      headers: { 'accept-language': 'en', accept, cookie: `obhut_${store}=${'s'.repeat(43)}` },
    })
    expect([answer.status, answer.headers.get('retry-after'), answer.headers.get('content-type')]).toEqual([
      503,
      '10',
      expect.stringContaining(type),
    ])
    expect(await answer.text()).toMatch(
      /Sorry, this is not possible at the moment\.|Im Augenblick geht das leider nicht\./,
    )
  })
  it('is told once, whatever needs it, and again only when it was back', async () => {
    await pause(4000)
    expect(await isReady(platform)).toBe(false)
    const faults = platform
      .heard()
      .split('\n')
      .filter(line => line.startsWith('fault in '))
    expect(faults).toEqual([
      expect.stringMatching(
        /^fault in .*: DatabaseAway: The database cannot be reached(?: \(\w+\))?\. See whether PostgreSQL runs/,
      ),
    ])
    server = await embeddedPostgres({ dir, fsync: false })
    await expect.poll(() => isReady(platform), long).toBe(true)
    await expect.poll(() => times('The database answers again.', platform), long).toBe(1)
    await expect
      .poll(() => rows(`select kind, ended_at is not null as over from obhut.alarm where kind = 'DatabaseAway'`), long)
      .toEqual([{ kind: 'DatabaseAway', over: true }])
  })
  it('costs the access log nothing of what was visited meanwhile', async () => {
    await expect
      .poll(
        () => rows(`select count(*)::int as visits from website.request where status = 503 and path = '/datenschutz'`),
        long,
      )
      .toEqual([{ visits: 1 }])
    expect(platform.heard()).not.toContain('VisitsNotLogged')
  })
  it('is said to a command in words', async () => {
    const env = {
      DATABASE_URL: 'postgres://obhut:secret@localhost:9/obhut',
      OBHUT_SECRET: testSecret.toString('base64'),
      OBHUT_LEDGER: join(folder, 'none', 'entries'),
    }
    expect(await obhut(['prove'], { env })).toMatchObject({
      code: 3,
      err: 'The database cannot be reached (ECONNREFUSED). Does it run, and does DATABASE_URL name the right host and port?\n',
    })
  })
})

describe('the PostgreSQL that comes along', { timeout: 240_000 }, () => {
  const data = join(folder, 'bundled')
  const lock = join(data, 'postgres/cluster/postmaster.pid')
  const server = (): number => (existsSync(lock) ? Number.parseInt(readFileSync(lock, 'utf8'), 10) : 0)
  const killed = async (platform: Running): Promise<void> => {
    const before = times('Starting it again', platform)
    process.kill(server(), 'SIGKILL')
    await expect.poll(() => times('Starting it again', platform), long).toBe(before + 1)
  }

  it('is started again when it is killed, with the same data, and commands find it', async () => {
    const platform = await start(['--data', data])
    const first = server()
    await killed(platform)
    await expect.poll(() => isReady(platform), long).toBe(true)
    expect(server()).not.toBe(first)
    expect(await obhut(['statement', 'show', '--data', data])).toMatchObject({ code: 0 })
    await expect.poll(() => platform.heard(), long).toContain('PostgreSQL runs again.')
    await platform.kill('SIGTERM')
    expect(await platform.ended()).toMatchObject({ code: 0 })
    expect(existsSync(lock)).toBe(false)
  })
  it('is given up when it goes on ending, and Obhut ends with it, as whoever restarts services has to know', async () => {
    const platform = await start(['--data', data])
    for (let n = 0; n < 3; n++) {
      await killed(platform)
      await expect.poll(() => isReady(platform), long).toBe(true)
    }
    process.kill(server(), 'SIGKILL')
    const { code, said } = await platform.ended()
    expect(said).toContain(
      'PostgreSQL has ended 4 times within ten minutes (at last: SIGKILL), and is not started again.',
    )
    expect(code).toBe(3)
  })
})
