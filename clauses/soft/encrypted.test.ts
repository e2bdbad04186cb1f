import { mkdtempSync, writeFileSync } from 'node:fs'
import { get } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { selfSigned } from '../../server/testing/certificate.ts'
import type { World } from '../../server/testing/world.ts'
import { clause, platformOf } from '../clause.ts'

let world: World
let ca: string
beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'obhut-tls-'))
  const { cert, key } = selfSigned('localhost')
  const tls = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') }
  writeFileSync(tls.cert, cert)
  writeFileSync(tls.key, key)
  ca = cert
  world = await platformOf('soft', { tls })
})
const page = (path: string): Promise<{ readonly status: number | undefined, readonly policy: string, readonly html: string }> => new Promise((resolve, reject) => {
  get({ host: '127.0.0.1', servername: 'localhost', port: new URL(world.here).port, path, ca, headers: { accept: 'text/html' } }, answer => {
    let html = ''
    answer.on('data', (chunk: Buffer) => { html += chunk.toString() }).on('end', () => { resolve({ status: answer.statusCode, policy: String(answer.headers['content-security-policy']), html }) })
  }).on('error', reject)
})

describe(clause('soft/0-a'), () => {
  it.each(['/', '/datenschutz', '/privacy', '/impressum'])('%s comes over TLS, posts no form and loads no part in clear', async path => {
    const { status, policy, html } = await page(path)
    expect(status).toBe(200)
    // What a page loads or where it posts to: nothing that begins with http: (links to read elsewhere are no part of it).
    expect([...html.matchAll(/<(?:img|script|link|iframe|form|source|video|audio)\b[^>]*?(?:src|href|action)="(http:[^"]*)"/g)].map(([, to]) => to)).toEqual([])
    expect(policy).toContain(`default-src 'self'`)
    expect(policy).toContain(`form-action 'self'`)
  })
  it('tells browsers that here everything is encrypted, links in mails included', () => { expect(world.url).toMatch(/^https:/) })
})
