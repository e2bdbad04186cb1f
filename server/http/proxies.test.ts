import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Visits, type Visit } from '../../platform/access.ts'
import { offer } from '../../platform/contract.ts'
import { proxyProgram } from '../../tools/checks/proxies.ts'
import { selfSigned } from '../testing/certificate.ts'
import { aWholeWorld } from '../testing/whole-world.ts'
import { freePort } from './port.ts'

const name = 'portal.firma.example'
const visits: Visit[] = []
let folder: string
let backend: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'obhut-proxy-'))
  const { cert, key } = selfSigned(name)
  await Promise.all([
    writeFile(join(folder, 'fullchain.pem'), cert),
    writeFile(join(folder, 'privkey.pem'), key),
    writeFile(join(folder, 'portal.pem'), cert + key),
  ])
  const world = await aWholeWorld({
    manifest: 'demo',
    settings: { baseUrl: `https://${name}` },
    trustedProxies: ['127.0.0.1'],
    given: [
      offer(Visits, {
        note: visit => {
          visits.push(visit)
        },
      }),
    ],
  })
  backend = `127.0.0.1:${new URL(world.here).port}`
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const proxies = {
  nginx: {
    file: 'nginx.conf',
    started: (file: string) => [
      '-p',
      folder,
      '-c',
      file,
      '-g',
      `daemon off; pid ${join(folder, 'nginx.pid')}; error_log stderr;`,
    ],
  },
  haproxy: { file: 'haproxy.cfg', started: (file: string) => ['-db', '-f', file] },
  caddy: { file: 'Caddyfile', started: (file: string) => ['run', '--adapter', 'caddyfile', '--config', file] },
} as const

/** The documented settings, with what every machine has of its own: port, certificate and Obhut's own place. */
const ownSettings = (documented: string, port: number): string =>
  documented
    .replace(/listen 443/, `listen 127.0.0.1:${port}`)
    .replace(/bind :443/, `bind 127.0.0.1:${port}`)
    // Caddy would take port 80, too, and a port for its administration.
    .replace(/^\{$/m, '{\n\tadmin off\n\tauto_https disable_redirects')
    .replace(/^portal\.firma\.example \{$/m, `${name}:${port} {\n\tbind 127.0.0.1`)
    .replaceAll('/etc/ssl/portal', folder)
    .replaceAll('127.0.0.1:4400', backend)

interface Got {
  readonly status: number
  readonly body: string
  readonly location: string | undefined
}
/** Asked by a machine that is no proxy of ours. */
const asked = (
  port: number,
  method: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  body = '',
): Promise<Got> =>
  new Promise((resolve, reject) => {
    const asking = request(
      {
        host: '127.0.0.1',
        port,
        localAddress: '127.0.0.2',
        method,
        path,
        rejectUnauthorized: false,
        servername: name,
        headers: { Host: name, 'Accept-Language': 'en', ...headers },
      },
      got => {
        let text = ''
        got
          .on('data', (chunk: Buffer) => {
            text += chunk.toString()
          })
          .on('end', () => {
            resolve({ status: got.statusCode ?? 0, body: text, location: got.headers.location })
          })
      },
    )
    asking.on('error', reject).end(body)
  })

describe.each(['nginx', 'haproxy', 'caddy'] as const)('behind %s, as docs/proxies has it', kind => {
  let port: number
  let proxy: ChildProcess
  beforeAll(async () => {
    port = await freePort('127.0.0.1', 0)
    const { file, started } = proxies[kind]
    const documented = await readFile(join(import.meta.dirname, '../../docs/proxies', file), 'utf8')
    const own = join(folder, file)
    await writeFile(own, ownSettings(documented, port))
    proxy = spawn(await proxyProgram(kind), started(own), {
      stdio: ['ignore', 'ignore', 'ignore'],
      env: { ...process.env, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder },
    })
    while ((await asked(port, 'GET', '/health/live', {}).catch(() => undefined)) === undefined) await pause(100)
  })
  afterAll(() => {
    proxy.kill()
  })

  const wrong = JSON.stringify({ mail: 'nobody@example.org', password: 'falsch falsch' })
  it('a page of ours signs in, and one of somebody else does not', async () => {
    const from = (origin: string) =>
      asked(
        port,
        'POST',
        '/api/sign-in',
        { 'Content-Type': 'application/json', 'Content-Length': String(wrong.length), Origin: origin },
        wrong,
      )
    expect((await from(`https://${name}`)).body).toContain('wrong-credentials')
    expect((await from('https://evil.example')).body).toContain('foreign-page')
  })
  it('the visitor is who came to the proxy, whatever is claimed', async () => {
    visits.length = 0
    expect(
      (await asked(port, 'GET', '/datenschutz', { 'X-Forwarded-For': '6.6.6.6, 7.7.7.7', Forwarded: 'for=8.8.8.8' }))
        .status,
    ).toBe(200)
    await expect.poll(() => visits.map(({ address }) => address)).toEqual(['127.0.0.2'])
  })
  it('another name is none of ours, figures are nobody’s, and slashes lead on', async () => {
    expect((await asked(port, 'GET', '/datenschutz', { Host: 'evil.example', 'X-Forwarded-Host': name })).status).toBe(
      421,
    )
    expect((await asked(port, 'GET', '/metrics', {})).status).toBe(404)
    expect(await asked(port, 'GET', '/datenschutz/', {})).toMatchObject({ status: 308, location: '/datenschutz' })
  })
})
