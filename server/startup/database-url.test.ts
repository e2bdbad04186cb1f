// The way to a database elsewhere, by a real server of Debian's that speaks TLS.
import { spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { beforeAll, describe, expect, it } from 'vitest'
import { databaseAt, withClient } from './database.ts'
import { placeAt, refusePooled, refuseWithoutRights } from './database-url.ts'
import { asOwner } from './foundation.ts'
import { freePort } from '../http/port.ts'
import { proxyProgram } from '../../tools/checks/proxies.ts'
import { selfSigned } from '../testing/certificate.ts'
import { aFolder, aManifestFile, obhut, running } from '../testing/command-line.ts'
import { testSecret } from '../testing/world.ts'
import { atTheEnd } from '../../tools/testing/at-the-end.ts'
import { aDebianPostgres, roomForObhut, type DebianPostgres } from '../../tools/testing/debian-postgres.ts'

const folder = aFolder()
const manifest = aManifestFile(folder)
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

describe('DATABASE_URL', () => {
  it('means verified TLS wherever the server is another machine, and nothing else is said by name', () => {
    const ssl = (rest: string) => placeAt(`postgres://me:secret@${rest}`).ssl
    for (const mode of ['', '?sslmode=require', '?sslmode=verify-ca', '?sslmode=verify-full', '?sslrootcert=system'])
      expect(ssl(`db.firma.example/obhut${mode}`)).toEqual({ rejectUnauthorized: true })
    expect(ssl('10.0.0.5/obhut')).toEqual({ rejectUnauthorized: true, host: '10.0.0.5' })
    expect(ssl('db.firma.example/obhut?sslmode=no-verify')).toEqual({ rejectUnauthorized: false })
    for (const none of [
      'db.firma.example/obhut?sslmode=disable',
      'localhost/obhut',
      '127.0.0.1/obhut',
      '[::1]/obhut',
      'socket/obhut?host=/run/postgresql',
    ])
      expect(ssl(none), none).toBeUndefined()
    expect(ssl(`localhost/obhut?sslrootcert=${file('ca.pem', 'a certificate')}`)).toEqual({
      rejectUnauthorized: true,
      ca: 'a certificate',
    })
  })
  it.each([
    ['sslmode=prefer', /sslmode=prefer is not one of verify-full, /],
    ['sslmode=verify_full', /sslmode=verify_full is not one of/],
    ['sslmode=', /sslmode= is not one of/],
    ['sslmod=require', /'sslmod' means nothing here/],
    ['sslrootcert=/nowhere/ca.pem', /sslrootcert=\/nowhere\/ca\.pem cannot be read/],
    ['sslcert=/nowhere/me.pem', /cannot be read/],
  ])('is refused with %s', (said, says) => {
    expect(() => placeAt(`postgres://me:secret@db.firma.example/obhut?${said}`)).toThrow(says)
    expect(() => placeAt(`postgres://me:secret@db.firma.example/obhut?${said}`)).not.toThrow('secret')
  })
})

describe('a server that speaks TLS', { timeout: 240_000 }, () => {
  const [right, other, old] = [
    selfSigned('localhost'),
    selfSigned('db.firma.example'),
    selfSigned('localhost', { until: '20200601000000Z' }),
  ]
  const only = ['hostssl all all 127.0.0.1/32 scram-sha-256']
  const servers = new Map<string, DebianPostgres>()
  const urls = new Map<string, string>()
  beforeAll(async () => {
    for (const [name, how] of [
      ['right', { tls: right, hba: only }],
      ['other', { tls: other, hba: only }],
      ['old', { tls: old, hba: only }],
      ['none', {}],
    ] as const) {
      const server = await aDebianPostgres(how)
      atTheEnd(() => server.stop())
      servers.set(name, server)
      urls.set(name, (await roomForObhut(server, 'obhut')).replace('127.0.0.1', 'localhost'))
    }
  }, 240_000)
  const env = (server: string, said: string): NodeJS.ProcessEnv => ({
    DATABASE_URL: `${urls.get(server)}${said}`,
    OBHUT_SECRET: testSecret.toString('base64'),
    OBHUT_LEDGER: join(folder, server, 'entries'),
  })
  const start = (server: string, said: string) =>
    obhut(['start', '--port', '0', '--mqtt-port', '0', '--store', 'test', '--manifest', manifest], {
      env: env(server, said),
    })
  const pem = (name: string, { cert }: { readonly cert: string }): string => `sslrootcert=${file(name, cert)}`

  it('is used where its certificate fits, by the process that serves, too', async () => {
    const said = `?${pem('right.pem', right)}`
    const platform = await running(
      ['start', '--port', '0', '--mqtt-port', '0', '--store', 'test', '--manifest', manifest],
      env('right', said),
    )
    expect((await fetch(`${platform.url}/datenschutz`)).status).toBe(200)
    expect(
      await asOwner(
        databaseAt(`${urls.get('right')}${said}`),
        async owner =>
          (
            await owner.query(
              `select distinct ssl from pg_stat_ssl join pg_stat_activity using (pid) where datname = current_database() and application_name like 'obhut%'`,
            )
          ).rows,
      ),
    ).toEqual([{ ssl: true }])
    await platform.kill('SIGTERM')
  })
  it.each([
    ['right', '?sslmode=verify-full', /nobody who is trusted here has signed it/],
    ['right', '?sslmode=require', /nobody who is trusted here has signed it/],
    ['other', `?${pem('other.pem', other)}`, /for another name than the host in DATABASE_URL/],
    ['old', `?${pem('old.pem', old)}`, /not valid at this time/],
    ['none', '?sslmode=require', /offers no TLS/],
    ['none', `?${pem('right.pem', right)}`, /offers no TLS/],
  ])('is not spoken to where it does not: %s with %s', async (server, said, says) => {
    const { code, err } = await start(server, said)
    expect({ code, err }).toEqual({ code: 3, err: expect.stringMatching(says) })
    expect(err).not.toContain('room')
  })
  it('is spoken to unchecked only where that was said by name', async () => {
    for (const [server, said] of [
      ['other', '?sslmode=no-verify'],
      ['none', '?sslmode=disable'],
    ] as const) {
      expect(
        await asOwner(
          databaseAt(`${urls.get(server)}${said}`),
          async owner => (await owner.query('select 1 as one')).rows,
        ),
      ).toEqual([{ one: 1 }])
    }
  })
  it('names what its login lacks before anything is made', async () => {
    const { admin } = servers.get('none')! // made above
    await withClient(admin, async client => {
      await client.query(`create role poor login password 'room'`)
      await client.query(`create database poor encoding 'LATIN1' locale 'C' template template0`)
    })
    const url = `postgres://poor:room@localhost:${admin.port}/poor`
    const { code, err } = await obhut(
      ['start', '--manifest', manifest, '--store', 'test', '--port', '0', '--mqtt-port', '0'],
      { env: { ...env('none', ''), DATABASE_URL: url } },
    )
    expect(code).toBe(3)
    for (const says of [
      'nothing was made',
      'alter role "poor" createrole;',
      'alter database "poor" owner to "poor";',
      'encoded as LATIN1',
    ])
      expect(err).toContain(says)
    expect(
      await withClient(
        { ...admin, database: 'poor' },
        async client => (await client.query(`select nspname from pg_namespace where nspname = 'obhut'`)).rows,
      ),
    ).toEqual([])
    const rich = new Client({ ...admin, database: 'obhut' })
    await rich.connect()
    await expect(refuseWithoutRights(rich)).resolves.toBeUndefined()
    await rich.end()
  })
  it('is refused through a pooler that shares connections between transactions, and taken through one that does not', async () => {
    const { admin } = servers.get('none')! // made above
    const through = async (mode: 'transaction' | 'session') => {
      const [port, dir] = [await freePort('127.0.0.1', 0), mkdtempSync(join(tmpdir(), 'obhut-pooler-'))]
      chmodSync(dir, 0o755)
      const config = join(dir, 'pooler.ini')
      writeFileSync(
        config,
        [
          '[databases]',
          `obhut = host=127.0.0.1 port=${admin.port} user=obhut password=room`,
          '[pgbouncer]',
          'listen_addr = 127.0.0.1',
          `listen_port = ${port}`,
          'unix_socket_dir =',
          'auth_type = any',
          `pool_mode = ${mode}`,
        ].join('\n'),
      )
      const pooler = spawn(await proxyProgram('pgbouncer'), ['-u', 'nobody', config], { stdio: 'ignore' })
      try {
        const database = databaseAt(`postgres://obhut:room@127.0.0.1:${port}/obhut?sslmode=disable`)
        await expect
          .poll(() => asOwner(database, async () => 'answers').catch(() => 'not yet'), { timeout: 20_000 })
          .toBe('answers')
        return await asOwner(database, owner => refusePooled(owner, work => asOwner(database, work)))
      } finally {
        pooler.kill()
        rmSync(dir, { recursive: true, force: true })
      }
    }
    await expect(through('transaction')).rejects.toThrow('pool_mode = session for this database. Nothing was made.')
    await expect(through('session')).resolves.toBeUndefined()
  })
})
