// Every way to start that the documentation shows, by real processes: fresh, and again on the same data.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { get } from 'node:https'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { deliver, mailOf } from '../../modules/intake/sender-for-test.ts'
import { atTheEnd } from '../../tools/testing/at-the-end.ts'
import { aDebianPostgres, roomForObhut, type DebianPostgres } from '../../tools/testing/debian-postgres.ts'
import { freePort } from '../http/port.ts'
import { markRestored } from '../../kernel/backup/restored-copy.ts'
import { databaseAt } from './database.ts'
import { asOwner } from './foundation.ts'
import { selfSigned } from '../testing/certificate.ts'
import { aFolder, aManifestFile, asInstalled, obhut, running, type Running } from '../testing/command-line.ts'
import { testSecret } from '../testing/world.ts'

const folder = aFolder()
const manifest = aManifestFile(folder)
/** Each of these starts two platforms, which takes a loaded machine its time. */
const slow = { timeout: 240_000 }
/** A live store sends letters; no test of these does, and nobody listens there. */
const relay = { OBHUT_SMTP_URL: 'smtp://localhost:5699', OBHUT_MAIL_FROM: 'post@testhaus.example' }

const start = (args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Running> =>
  running(['start', '--port', '0', '--mqtt-port', '0', ...args], { ...relay, ...env }, asInstalled)

async function stopped(platform: Running): Promise<string> {
  await platform.kill('SIGTERM')
  const { code, said } = await platform.ended()
  expect(code).toBe(0)
  return said
}

async function answers({ url }: Running): Promise<void> {
  expect((await fetch(`${url}/datenschutz`)).status).toBe(200)
}

/**
 * Everything that a start takes beside its database, under this name: TLS, the intake of mail, and a witness on another
 * disk.
 */
async function listenersOf(name: string) {
  const file = (kind: string): string => join(folder, `${name}-${kind}`)
  const { cert: ca, key } = selfSigned('localhost')
  writeFileSync(file('cert.pem'), ca)
  writeFileSync(file('key.pem'), key, { mode: 0o600 })
  const intake = await freePort('127.0.0.1', 0)
  const witnessed = (): number =>
    existsSync(file('witness')) ? readFileSync(file('witness'), 'utf8').split('\n').length : 0
  const [from, to] = ['ida@example.org', 'datenschutz@testhaus.example']
  const mail = (says: string) => deliver(intake, { from, to, ca, raw: mailOf({ From: from, Subject: says }, says) })
  return {
    args: ['--tls-cert', file('cert.pem'), '--tls-key', file('key.pem'), '--intake-port', String(intake)],
    env: { OBHUT_WITNESS: file('witness') },
    /** A page by verified HTTPS, a mail by verified STARTTLS, and seals of both that the witness saw. */
    async areOpen({ url }: Running) {
      expect(url).toMatch(/^https:/)
      const before = witnessed()
      const status = await new Promise((resolve, reject) => {
        get(`${url}/datenschutz`, { ca, servername: 'localhost' }, got => {
          resolve(got.resume().statusCode)
        }).on('error', reject)
      })
      expect(status).toBe(200)
      expect(await mail(`Auskunft, bitte (${before})`)).toMatchObject({
        encrypted: true,
        answer: expect.stringMatching(/^250/),
      })
      await expect.poll(witnessed).toBeGreaterThan(before)
    },
  }
}

describe('a live store on the PostgreSQL that comes along', slow, () => {
  const data = join(folder, 'live')

  it('starts fresh, and again without its manifest, and keeps its ledger beside its folder', async () => {
    const made = await start(['--data', data, '--manifest', manifest, '--store', 'live'])
    await answers(made)
    const said = await stopped(made)
    expect(said).toContain('live store, statement version 1')
    expect(said).toContain('OBHUT_ALARMS_TO is not set: alarms are mailed to post@testhaus.example')
    expect(readdirSync(`${data}.ledger`)).toEqual(['entries'])
    const again = await start(['--data', data])
    await answers(again)
    expect(await obhut(['prove', '--data', data, '--json'])).toMatchObject({ code: 0 })
    await stopped(again)
    expect(existsSync(join(data, 'postgres/cluster/postmaster.pid'))).toBe(false)
  })
  it('opens every listener that it can, and keeps ledger and witness where it is told to', async () => {
    const [elsewhere, ledger] = [join(folder, 'ledgers'), join(folder, 'ledgers', 'live', 'entries')]
    const listeners = await listenersOf('bundled')
    const other = ['--data', `${data}-2`, '--ledger', ledger, ...listeners.args]
    const made = await start([...other, '--manifest', manifest], listeners.env)
    await listeners.areOpen(made)
    await stopped(made)
    expect(existsSync(ledger)).toBe(true)
    expect(existsSync(`${data}-2.ledger`)).toBe(false)
    const again = await start(other, listeners.env)
    await listeners.areOpen(again)
    await stopped(again)
    expect(readdirSync(elsewhere)).toEqual(['live'])
  })
  it('is refused a ledger in the folder of its database, before anything is made there', async () => {
    const inside = await obhut(
      ['start', '--data', `${data}-3`, '--ledger', join(`${data}-3`, 'entries'), '--manifest', manifest],
      { env: relay },
    )
    expect(inside).toMatchObject({ code: 3, err: expect.stringContaining('would be restored together with it') })
  })
})

describe('a store on a server of one’s own', slow, () => {
  let server: DebianPostgres
  let env: NodeJS.ProcessEnv
  let at: (url: string) => string
  const ledger = join(folder, 'own-server', 'entries')
  beforeAll(async () => {
    const shown = selfSigned('localhost')
    server = await aDebianPostgres({ tls: shown, hba: ['hostssl all all 127.0.0.1/32 scram-sha-256'] })
    atTheEnd(() => server.stop())
    const ca = join(folder, 'database.pem')
    writeFileSync(ca, shown.cert)
    at = url => `${url.replace('127.0.0.1', 'localhost')}?sslmode=verify-full&sslrootcert=${ca}`
    const verified = at(await roomForObhut(server, 'obhut'))
    env = { DATABASE_URL: verified, OBHUT_SECRET: testSecret.toString('base64'), OBHUT_LEDGER: ledger }
  }, 240_000)

  it('opens every listener that it can, by verified TLS to its database, fresh and again', async () => {
    const listeners = await listenersOf('own-server')
    const made = await start([...listeners.args, '--manifest', manifest], { ...env, ...listeners.env })
    await listeners.areOpen(made)
    await stopped(made)
    expect(existsSync(ledger)).toBe(true)
    // A restored copy is one until it is taken into service, as here.
    await asOwner(databaseAt(String(env['DATABASE_URL'])), owner => markRestored(owner, new Date()))
    const again = await start(listeners.args, { ...env, ...listeners.env })
    await listeners.areOpen(again)
    const verified = await obhut(['audit', 'verify', '--json'], { env: { ...env, ...listeners.env } })
    const many = expect.toSatisfy((heads: number) => heads > 1)
    expect({ code: verified.code, ...JSON.parse(verified.out) }).toMatchObject({ code: 0, faults: [], witnessed: many })
    expect(await obhut(['prove', '--json'], { env })).toMatchObject({ code: 0 })
    await stopped(again)
    // The wrapper of the service names this database: nobody meant to rehearse on it.
    expect(await obhut(['start', '--rehearsal', '--port', '0'], { env: { ...env, ...listeners.env } })).toMatchObject({
      code: 3,
      err: expect.stringMatching(
        /the store in database obhut on localhost was not restored, or was taken into service/,
      ),
    })
  })
  it.each(['demo', 'test'])('may be a %s store as well, fresh and again', async kind => {
    const its = {
      ...env,
      DATABASE_URL: at(await roomForObhut(server, `obhut_${kind}`)),
      OBHUT_LEDGER: join(folder, `own-server-${kind}`, 'entries'),
    }
    for (const args of [['--manifest', manifest, '--store', kind], []]) {
      const one = await start(args, its)
      await answers(one)
      expect(await stopped(one)).toContain(`${kind} store`)
    }
  })
  it('is refused without a place for its ledger, before anything is made', async () => {
    const { OBHUT_LEDGER: _, ...without } = env
    const { code, err } = await obhut(['start', '--manifest', manifest], { env: { ...relay, ...without } })
    expect({ code, err }).toMatchObject({
      code: 3,
      err: expect.stringContaining('OBHUT_LEDGER (or --ledger FILE) is needed with DATABASE_URL'),
    })
  })
})
