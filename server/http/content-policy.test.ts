import { createHash } from 'node:crypto'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { delivery } from '../../modules/mail/activities.ts'
import { Mailer } from '../../modules/mail/contract.ts'
import { person } from '../../kernel/store/work.ts'
import { everyModule } from '../modules.ts'
import { aWorld, type World } from '../testing/world.ts'

let world: World
beforeAll(async () => {
  const portal = await mkdtemp(join(tmpdir(), 'obhut-portal-'))
  await writeFile(
    join(portal, 'index.html'),
    '<!doctype html><html lang="de"><head><title>Portal</title></head><body><div id="app"></div></body></html>',
  )
  world = await aWorld({ modules: everyModule, portal })
  const subjectId = crypto.randomUUID()
  await world.store.under(delivery, person(subjectId), work =>
    world.offered(Mailer).post(work, { to: 'ada@example.org', subjectId, language: 'en', title: 'A letter', says: [] }),
  )
  await world.settle()
})

interface Directives extends Readonly<Record<string, readonly string[] | undefined>> {}
const policyOf = (header: string | null): Directives =>
  Object.fromEntries(
    (header ?? '')
      .split('; ')
      .map(part => part.split(' '))
      .map(([name = '', ...values]) => [name, values]),
  )
const hashOf = (style: string): string => `'sha256-${createHash('sha256').update(style).digest('base64')}'`

/**
 * Every address of a page that can be opened without knowing anything: a page of each kind, and one that is not there.
 */
const addresses = (): string[] => [
  ...world
    .routes()
    .filter(one => one.at.startsWith('GET /') && !one.at.includes(':') && !one.at.startsWith('GET /api/'))
    .map(one => one.at.slice(4)),
  '/app/',
  '/app/console',
  '/nothing-here',
]

describe('the content security policy', () => {
  it('lets through the style sheets that pages name, word by word, and nothing else in line', async () => {
    let pages = 0
    for (const address of addresses()) {
      const { headers, text } = await world.visitor({ accept: 'text/html' }).get(address)
      const policy = policyOf(headers.get('content-security-policy'))
      for (const values of Object.values(policy))
        if (values !== policy['style-src-attr']) expect(values, address).not.toContain(`'unsafe-inline'`)
      if (!headers.get('content-type')?.startsWith('text/html')) continue
      pages += 1
      const styles = [...text.matchAll(/<style[^>]*>(.*?)<\/style>/gs)].map(([, style = '']) => style)
      expect(policy['style-src'], address).toEqual(expect.arrayContaining(styles.map(hashOf)))
      expect(styles.length > 0 || address.startsWith('/app/'), address).toBe(true)
      if (address !== '/dev/letterbox')
        expect([text.match(/<[^>]*\sstyle=/g), policy['style-src-attr']], address).toEqual([null, undefined])
    }
    expect(pages).toBeGreaterThan(10)
  })
  it('lets style attributes through in the letterbox of a demo alone, where nothing else of ours runs either', async () => {
    const { headers, text } = await world.visitor({ accept: 'text/html' }).get('/dev/letterbox')
    expect(text).toContain('A letter')
    expect(text).toMatch(/<td style=/)
    expect(policyOf(headers.get('content-security-policy'))).toMatchObject({
      'style-src-attr': [`'unsafe-inline'`],
      'script-src': [`'none'`],
      'form-action': [`'none'`],
    })
  })
})
