import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { requested } from '../testing/spoken.ts'
import { aWholeWorld } from '../testing/whole-world.ts'
import type { World } from '../testing/world.ts'
import { ownNames } from './own-names.ts'
import { takesGzip } from './packing.ts'
import { peersBehind } from './peer.ts'
import { withoutSlash } from './request-checks.ts'

type Headers = Readonly<Record<string, string>>
const portOf = (world: World): number => Number(new URL(world.here).port)
const asked = (world: World, line: string, headers: Headers, body = ''): ReturnType<typeof requested> =>
  requested(portOf(world), line, Object.entries(headers), body)
const idOf = ({ body }: { body: string }): string | undefined => /"id":"([^"]+)"/.exec(body)?.[1]
const json = { 'Content-Type': 'application/json', 'Accept-Language': 'en' }
const wrong = JSON.stringify({ mail: 'nobody@example.org', password: 'falsch falsch' })

describe('behind a proxy', () => {
  let world: World
  beforeAll(async () => {
    world = await aWholeWorld({
      manifest: 'demo',
      settings: { baseUrl: 'https://portal.example' },
      trustedProxies: ['127.0.0.1'],
      hosts: ['www.portal.example'],
    })
  })
  const signIn = (headers: Headers): ReturnType<typeof requested> =>
    asked(world, 'POST /api/sign-in', { ...json, ...headers }, wrong)

  it.each<[string, Headers]>([
    [
      'that leaves Host as its own',
      { Host: '127.0.0.1:4210', Origin: 'https://portal.example', 'Sec-Fetch-Site': 'same-origin' },
    ],
    ['that passes Host on', { Host: 'portal.example', Origin: 'https://portal.example' }],
    ['that writes the default port', { Host: 'portal.example:443', Origin: 'https://portal.example' }],
    [
      'that writes X-Forwarded-Host with a port',
      { Host: '127.0.0.1', 'X-Forwarded-Host': 'portal.example:443', Origin: 'https://portal.example' },
    ],
    [
      'behind another one',
      { Host: '127.0.0.1', 'X-Forwarded-Host': 'elsewhere.example, portal.example', Origin: 'https://portal.example' },
    ],
    ['and a browser that writes the port', { Host: 'portal.example', Origin: 'https://portal.example:443' }],
    ['by another spelling of the name', { Host: 'PORTAL.example.', Origin: 'https://portal.example' }],
    ['by a further name of ours', { Host: 'www.portal.example', Origin: 'https://www.portal.example' }],
    ['without an Origin, as programs ask', { Host: 'portal.example' }],
  ])('%s, a page of ours signs in', async (_, headers) => {
    const got = await signIn(headers)
    expect([got.status, idOf(got)]).toEqual([401, 'wrong-credentials'])
  })
  it.each<[string, Headers]>([
    ['of another site', { Host: 'portal.example', Origin: 'https://evil.example' }],
    ['of another port', { Host: 'portal.example', Origin: 'https://portal.example:8443' }],
    ['in clear under our name', { Host: 'portal.example', Origin: 'http://portal.example' }],
    [
      'that names itself as a forwarded host',
      { Host: 'portal.example', 'X-Forwarded-Host': 'evil.example, portal.example', Origin: 'https://evil.example' },
    ],
    ['that hides where it comes from', { Host: 'portal.example', Origin: 'null' }],
    ['whose Origin is no address', { Host: 'portal.example', Origin: 'evil' }],
    ['of another part of the domain', { Host: 'portal.example', 'Sec-Fetch-Site': 'same-site' }],
    ['of an address that asks by that address', { Host: 'portal.example', Origin: 'https://203.0.113.5' }],
  ])('a page %s does not, and hears where ours is', async (_, headers) => {
    const got = await signIn(headers)
    expect([got.status, idOf(got)]).toEqual([403, 'foreign-page'])
    expect(got.body).toContain('https://portal.example')
  })
  it('a page that hides where it comes from acts in no session, and may still send the public form', async () => {
    const post = (headers: Headers): ReturnType<typeof requested> =>
      asked(
        world,
        'POST /privacy/request',
        { Host: 'portal.example', Origin: 'null', 'Content-Type': 'application/x-www-form-urlencoded', ...headers },
        'mail=&words=',
      )
    expect((await post({ Cookie: '__Host-obhut_x=1' })).status).toBe(403)
    expect((await post({ Cookie: '__Host-obhut_x=1', 'Sec-Fetch-Site': 'same-origin' })).status).not.toBe(403)
    expect((await post({})).status).not.toBe(403)
  })
  it.each<[string, string, number]>([
    ['GET http://evil.example/health/ready', 'portal.example', 200],
    ['GET http://evil.example/privacy', 'portal.example', 421],
    ['GET https://portal.example/privacy', 'evil.example', 200],
    ['GET HTTPS://portal.example', 'portal.example', 200],
    ['GET http://evil.example/api/site', '127.0.0.1', 421],
    ['GET http://user@portal.example/privacy', 'portal.example', 421],
    ['GET http:///privacy', 'portal.example', 421],
    ['GET http://evil.example/metrics', 'portal.example', 421],
  ])('the name in a target counts, and not that beside it: %s, Host: %s', async (line, host, status) => {
    expect((await asked(world, line, { Host: host })).status).toBe(status)
  })
  it.each([
    'evil.example',
    'portal.example.evil.example',
    'evil.example:80',
    'user@portal.example',
    'portal.example/x',
    '',
  ])('the name %j is none of ours: nothing is shown to it, whoever passes it on', async host => {
    for (const headers of [
      { Host: host },
      { Host: '127.0.0.1', 'X-Forwarded-Host': `portal.example, ${host || '/'}` },
    ]) {
      const got = await asked(world, 'GET /datenschutz', {
        Accept: 'application/json',
        'Accept-Language': 'en',
        ...headers,
      })
      expect([got.status, idOf(got)]).toEqual([421, 'not-our-name'])
      expect(got.body).toContain('OBHUT_HOSTS')
      expect(got.headers.get('content-security-policy')).toBeDefined()
    }
  })
  it('its health is told by whatever name', async () => {
    expect((await asked(world, 'GET /health/live', { Host: 'obhut-1.pods.internal' })).status).toBe(200)
  })
})

describe('a demo', () => {
  let world: World
  beforeAll(async () => {
    const portal = await mkdtemp(join(tmpdir(), 'obhut-portal-'))
    await writeFile(join(portal, 'index.html'), '<!doctype html><title>The portal</title>')
    world = await aWholeWorld({ manifest: 'demo', kind: 'demo', portal })
    await rm(portal, { recursive: true })
  })
  it('answers to the names of this machine alone, so that no page elsewhere reads its letters by a name of its own', async () => {
    for (const [host, status] of [
      ['evil.example', 421],
      ['evil.example:4400', 421],
      ['127.0.0.1', 200],
      ['localhost:4400', 200],
      ['demo.localhost', 200],
      ['[::1]:4400', 200],
      ['192.168.1.20:4400', 200],
    ] as const) {
      expect([
        host,
        (await asked(world, 'GET /dev/letterbox', { Host: host, Accept: 'application/json' })).status,
      ]).toEqual([host, status])
    }
  })
  it('believes nothing that is forwarded, as it trusts no proxy', async () => {
    expect(
      (await asked(world, 'GET /dev/letterbox', { Host: 'evil.example', 'X-Forwarded-Host': 'localhost' })).status,
    ).toBe(421)
  })
  it('refuses two Host headers, and none', async () => {
    for (const headers of [
      [
        ['Host', 'localhost'],
        ['Host', 'localhost'],
      ],
      [
        ['Host', 'localhost'],
        ['host', 'evil.example'],
      ],
      [],
    ] as const) {
      const got = await requested(portOf(world), 'GET /datenschutz', headers)
      expect([got.status, got.headers.has('content-security-policy')]).toEqual([400, true])
    }
  })
  it.each(['token', 'password', 'access_token', 'ACCESS_TOKEN', 'passwort', 'api_key'])(
    'refuses ?%s= wherever it stands',
    async name => {
      for (const line of [
        `GET /app/confirm?${name}=abc`,
        `GET /datenschutz?x=1&${name}=abc`,
        `POST /api/sign-in?${name}=abc`,
      ]) {
        const got = await asked(world, line, { Host: 'localhost', ...json }, line.startsWith('POST') ? wrong : '')
        expect([line, got.status, idOf(got)]).toEqual([line, 400, 'credentials-in-query'])
      }
    },
  )
  it('takes what changes something from the body, and nothing of it from the address', async () => {
    const got = await asked(
      world,
      'POST /api/password-resets?mail=nobody@example.org',
      { Host: 'localhost', ...json },
      '{}',
    )
    expect([got.status, idOf(got)]).toEqual([422, 'wrong-input'])
  })
  it.each([
    ['/datenschutz/', '/datenschutz'],
    ['/privacy/', '/privacy'],
    ['/imprint//', '/imprint'],
    ['/privacy/request/', '/privacy/request'],
    ['/datenschutz/nachweis/?x=1', '/datenschutz/nachweis?x=1'],
  ])('leads from %s to %s', async (path, location) => {
    const got = await asked(world, `GET ${path}`, { Host: 'localhost' })
    expect([got.status, got.headers.get('location')]).toEqual([308, location])
    expect((await asked(world, `GET ${location}`, { Host: 'localhost' })).status).toBe(200)
  })
  it('packs pages for those who ask, and for nobody else', async () => {
    for (const path of ['/datenschutz', '/app/home']) {
      const packed = await asked(world, `GET ${path}`, { Host: 'localhost', 'Accept-Encoding': 'gzip' })
      const plain = await asked(world, `GET ${path}`, { Host: 'localhost', 'Accept-Encoding': 'identity, gzip;q=0' })
      expect([path, packed.headers.get('content-encoding'), plain.headers.get('content-encoding')]).toEqual([
        path,
        'gzip',
        undefined,
      ])
      for (const { headers } of [packed, plain]) expect(headers.get('vary')).toContain('accept-encoding')
    }
  })
})

describe('a list of forwarded addresses', () => {
  const peers = peersBehind(['127.0.0.1', '10.0.0.0/8', 'fd00::/8'])
  const from = (remoteAddress: string, list?: string): string =>
    peers.of({
      headers: { host: 'x', ...(list !== undefined && { 'x-forwarded-for': list }) },
      socket: { remoteAddress } as never,
    }).address
  it.each([
    ['203.0.113.9', '198.51.100.7', '203.0.113.9'],
    ['127.0.0.1', undefined, '127.0.0.1'],
    ['127.0.0.1', '198.51.100.7', '198.51.100.7'],
    ['::ffff:127.0.0.1', '198.51.100.7:51234', '198.51.100.7'],
    ['127.0.0.1', '[2001:db8::7]:51234', '2001:db8::7'],
    ['127.0.0.1', '6.6.6.6, 198.51.100.7, 10.1.2.3', '198.51.100.7'],
    ['fd00::1', '6.6.6.6,198.51.100.7', '198.51.100.7'],
    ['127.0.0.1', '6.6.6.6, unknown', '127.0.0.1'],
    ['127.0.0.1', '6.6.6.6, nonsense, 10.1.2.3', '10.1.2.3'],
    ['127.0.0.1', ', ,', '127.0.0.1'],
    ['127.0.0.1', '10.0.0.1, 10.0.0.2', '10.0.0.1'],
  ])('from %s with %s is %s', (remote, list, expected) => {
    expect(from(remote, list)).toBe(expected)
  })
})

describe('an address with a slash at its end', () => {
  it.each([
    '//evil.example/',
    '/\\evil.example/',
    '/\t/evil.example/',
    '/a//evil.example/',
    'http://evil.example/',
    '/a b/',
    '/a\r\nset-cookie:x/',
    '/app/devices/',
    '/',
  ])('leads nowhere else: %j', url => {
    expect(withoutSlash({ method: 'GET', url })).toBeUndefined()
  })
  it('is followed only where nothing changes', () => {
    expect(withoutSlash({ method: 'POST', url: '/privacy/request/' })).toBeUndefined()
  })
})

describe('who takes gzip', () => {
  it.each([
    ['gzip', true],
    ['gzip, deflate, br', true],
    ['GZIP', true],
    ['*', true],
    ['br;q=1.0, gzip;q=0.8, *;q=0.1', true],
    ['x-gzip', true],
    [undefined, false],
    ['', false],
    ['identity', false],
    ['gzip;q=0', false],
    ['gzip;q=0.0, *', false],
    ['*;q=0', false],
    ['br', false],
    ['gzipped', false],
    ['gzip;q=nonsense', false],
  ])('%s: %s', (header, takes) => {
    expect(takesGzip(header)).toBe(takes)
  })
})

describe('our own names', () => {
  it('have one form, whatever the base URL looks like', () => {
    expect(ownNames('https://Portal.Example:443').isOwnPage('https://portal.example', 'portal.example')).toBe(true)
    expect(ownNames('https://müller.example').answersTo('xn--mller-kva.example')).toBe(true)
    expect(ownNames('http://localhost:4400').isOwnPage('http://127.0.0.1:4400', '127.0.0.1:4400')).toBe(true)
    expect(ownNames('http://localhost:4400').isOwnPage('http://127.0.0.1:4401', '127.0.0.1:4400')).toBe(false)
  })
})
