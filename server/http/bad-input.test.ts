import { connect, type Socket } from 'node:net'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { spoken } from '../testing/spoken.ts'
import { aWholeWorld } from '../testing/whole-world.ts'
import type { World } from '../testing/world.ts'

let world: World
beforeAll(async () => {
  world = await aWholeWorld()
})
const at = (): { host: string; port: number } => ({ host: '127.0.0.1', port: Number(new URL(world.url).port) })
const isUp = async (): Promise<void> => {
  expect((await world.visitor().get('/api/openapi.json')).status).toBe(200)
}

const said = (bytes: string | Uint8Array): Promise<string> => spoken(at().port, bytes)
const posted = (body: string | Uint8Array, type = 'application/json'): Promise<Response> =>
  fetch(new URL('/api/sign-in', world.url), {
    method: 'POST',
    headers: { 'content-type': type, 'accept-language': 'en' },
    body: body as BodyInit,
  })

describe('a request body', () => {
  it.each([
    ['cut off in the middle', '{"mail": "ida@exam', 400, 'not-json'],
    ['not UTF-8', new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]), 400, 'not-json'],
    ['nested a thousand deep', `${'['.repeat(1000)}${']'.repeat(1000)}`, 400, 'not-json'],
    ['a list', '[1, 2]', 400, 'not-json'],
    ['a text', '"hello"', 400, 'not-json'],
    ['null', 'null', 422, 'wrong-input'],
    ['empty', '', 422, 'wrong-input'],
    ['of wrong types', '{"mail": 7, "password": {}, "stay": "yes"}', 422, 'wrong-input'],
    [
      'with fields that nobody asked for',
      '{"mail": "a@b.example", "password": "x", "stay": true, "__proto__": {"admin": true}, "constructor": 1}',
      422,
      'wrong-input',
    ],
    ['over 256 KiB', `{"mail": "${'x'.repeat(300_000)}"}`, 413, 'too-large'],
  ])('that is %s is refused with what would be right', async (_, body, status, id) => {
    const answer = await posted(body)
    const problem = (await answer.json()) as {
      status: number
      id: string
      title: string
      helps?: string
      fields?: object
    }
    expect([answer.status, problem.id]).toEqual([status, id])
    expect(answer.headers.get('content-type')).toContain('application/problem+json')
    expect(problem.helps ?? problem.fields).toBeTruthy()
    expect(JSON.stringify(problem)).not.toMatch(/\bat .*\.(ts|js):\d+/)
  })
  it('may come in chunks, unless in very many very small ones', async () => {
    const chunked = (chunk: string, times: number): Promise<string> =>
      said(
        `POST /api/sign-in HTTP/1.1\r\nhost: 127.0.0.1:${at().port}\r\nconnection: close\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n${`${chunk.length.toString(16)}\r\n${chunk}\r\n`.repeat(times)}0\r\n\r\n`,
      )
    // Read to its end, and no JSON.
    expect(await chunked(' '.repeat(40), 3000)).toContain('urn:obhut:refusal:not-json')
    expect(await chunked(' ', 1500)).toContain('urn:obhut:refusal:not-json')
    expect(await chunked(' ', 3000)).toBe('')
    await isUp()
  })
  it('of another kind is refused and says which kind is taken', async () => {
    expect((await posted('<a/>', 'text/xml')).status).toBe(400)
  })
  it('of whatever text never brings the platform down, and never an answer of 500 or above', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.string({ unit: 'binary', maxLength: 400 }), fc.json({ maxDepth: 6 })),
        async text => {
          const { status } = await posted(text)
          expect(status).toBeLessThan(500)
          expect(status).toBeGreaterThanOrEqual(400)
        },
      ),
      { numRuns: 60, seed: 20261122 },
    )
    expect(world.faults).toEqual([])
    await isUp()
  })
})

describe('an address', () => {
  it.each([
    '/api/my-data/%00',
    '/api/devices/not-an-id',
    '/%E0%A4%A',
    '/../../etc/passwd',
    '/app/../../../package.json',
    `/${'a'.repeat(5000)}`,
    '/api/channels/1/series?by=hour&from=2026-13-45',
    '/datenschutz?x=%ff',
  ])('like %s is answered without a fault', async path => {
    const heard = await said(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)
    expect(Number(heard.slice(9, 12))).toBeLessThan(500)
    expect(heard).not.toContain('root:')
    expect(world.faults).toEqual([])
  })
  it('of whatever text is answered without a fault', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ maxLength: 60 }), fc.string({ maxLength: 20 }), async (path, query) => {
        const { status } = await fetch(new URL(`/${encodeURIComponent(path)}?${encodeURIComponent(query)}`, world.url))
        expect(status).toBeLessThan(500)
      }),
      { numRuns: 60, seed: 20261122 },
    )
    expect(world.faults).toEqual([])
  })
})

describe('a connection', () => {
  it.each([
    ['that speaks no HTTP', 'HELO there\r\n\r\n'],
    ['with a header that does not end', `GET / HTTP/1.1\r\nHost: x\r\nX: ${'y'.repeat(70_000)}`],
    [
      'that promises two lengths',
      'POST /api/sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n{"a":1}',
    ],
    [
      'with a body that is chunked wrongly',
      'POST /api/sign-in HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{"a"\r\n0\r\n\r\n',
    ],
  ])('%s is refused, and the platform stays up', async (_, bytes) => {
    expect(await said(bytes)).toMatch(/^HTTP\/1\.1 4\d\d|^$/)
    await isUp()
  })
  it.each([
    [400, 'not-http', 'HELO there\r\n\r\n'],
    [400, 'not-http', 'GET / HTTP/9.9\r\nHost: localhost\r\n\r\n'],
    [400, 'not-http', 'CONNECT evil.example:443 HTTP/1.1\r\nHost: localhost\r\n\r\n'],
    [431, 'headers-too-large', `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'y'.repeat(70_000)}\r\n\r\n`],
    [400, 'not-json', 'GET / HTTP/1.1\r\n\r\n'],
    [404, 'no-such-page', 'GET /nowhere HTTP/1.1\r\nHost: localhost\r\nExpect: wonders\r\n\r\n'],
  ])('that is answered %d %s before any route sees it bears the headers of every answer', async (status, id, bytes) => {
    const heard = await said(bytes)
    expect(heard).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
    expect(heard).toContain(`"id":"${id}"`)
    for (const header of [
      'content-security-policy',
      'x-content-type-options: nosniff',
      'referrer-policy',
      'cache-control: no-store',
    ])
      expect(heard.toLowerCase()).toContain(header)
  })
  it('of a thousand that say nothing keeps nobody else waiting', async () => {
    const sockets = await Promise.all(
      Array.from(
        { length: 1000 },
        () =>
          new Promise<Socket>((resolve, reject) => {
            const socket = connect(at(), () => {
              resolve(socket)
            })
            socket.on('error', reject)
          }),
      ),
    )
    try {
      await isUp()
    } finally {
      for (const socket of sockets) socket.destroy()
    }
    await isUp()
  })
  it('that is as slow as a letter a second keeps nobody else waiting', async () => {
    const socket = connect(at())
    socket.on('error', () => {})
    socket.write(
      'POST /api/sign-in HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{',
    )
    await isUp()
    socket.destroy()
  })
})

describe('a request that comes from a page of somebody else', () => {
  it.each([{ origin: 'https://evil.example' }, { 'sec-fetch-site': 'cross-site' }])(
    'is refused before anything is done: %o',
    async headers => {
      const answer = await fetch(new URL('/api/sign-out', world.url), {
        method: 'POST',
        headers: headers as Record<string, string>,
      })
      expect(answer.status).toBe(403)
    },
  )
})
