import { mkdtempSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { request as encrypted } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { selfSigned } from '../../server/testing/certificate.ts'
import { freePort } from '../../server/http/port.ts'
import type { World } from '../../server/testing/world.ts'
import { clause, platformOf } from '../clause.ts'

let world: World
let redirectPort: number
const { cert, key } = selfSigned('localhost')
beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'obhut-tls-'))
  const tls = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') }
  writeFileSync(tls.cert, cert)
  writeFileSync(tls.key, key)
  redirectPort = await freePort('127.0.0.1', 0)
  world = await platformOf('soft', { tls, redirectPort })
})

interface Answered {
  readonly status: number | undefined
  readonly location: string | undefined
  readonly cookies: readonly string[]
  readonly text: string
}
const asked = (by: typeof request | typeof encrypted, options: object, body?: string): Promise<Answered> =>
  new Promise((resolve, reject) => {
    const sent = by({ host: '127.0.0.1', ...options }, answer => {
      let text = ''
      answer
        .on('data', (chunk: Buffer) => {
          text += chunk.toString()
        })
        .on('end', () => {
          resolve({
            status: answer.statusCode,
            location: answer.headers.location,
            cookies: answer.headers['set-cookie'] ?? [],
            text,
          })
        })
    })
    sent.on('error', reject).end(body)
  })
const page = (path: string): Promise<Answered> =>
  asked(encrypted, {
    servername: 'localhost',
    port: new URL(world.here).port,
    path,
    ca: cert,
    headers: { accept: 'text/html' },
  })

const pages = ['/', '/datenschutz', '/privacy', '/impressum', '/imprint', '/nothing-here']

describe(clause('soft/0-a'), () => {
  it.each(pages)('serves %s over TLS, and neither a form nor a part of it leads to plain HTTP', async path => {
    const { status, text } = await page(path)
    expect(status).toBe(path === '/nothing-here' ? 404 : 200)
    const led = [
      ...text.matchAll(/(?:\b(?:action|src|srcset|poster|data)=|<link\b[^>]*\bhref=|url\()["']?([^"')\s>]+)/g),
    ].map(found => found[1] ?? '')
    expect(led.filter(place => place.startsWith('http:') || place.startsWith('//'))).toEqual([])
  })
  it('takes no enquiry, registration or sign-in over plain HTTP: it only shows the way', async () => {
    const form = JSON.stringify({
      mail: 'ida@example.org',
      password: 'correct horse battery',
      firstName: 'Ida',
      lastName: 'Ludwig',
    })
    for (const path of ['/api/registrations', '/api/sign-in', '/api/password-resets', '/datenschutz/anfrage']) {
      const { status, location } = await asked(
        request,
        { port: redirectPort, method: 'POST', path, headers: { 'content-type': 'application/json' } },
        form,
      )
      expect([path, status, location]).toEqual([path, 308, `${world.url}${path}`])
    }
    await world.settle()
    expect(await world.traces('ida@example.org')).toEqual([])
  })
})
