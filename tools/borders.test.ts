import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { borders } from './borders.ts'

const checkout = dirname(import.meta.dirname)

describe('the borders of the platform', () => {
  it('are looked at in TypeScript too', async () => {
    expect((await borders(aCheckout({ 'kernel/a.ts': '', 'web/b.tsx': '' }))).read).toBe(2)
  })

  it('let through what the plan of the platform allows', async () => {
    expect(
      (
        await borders(
          aCheckout({
            'kernel/index.ts': `export const k = 1`,
            'kernel/consent/a.ts': `import '../store/b.ts'\nexport type A = 1`,
            'kernel/store/b.ts': `import type { A } from '../consent/a.ts'\nexport type B = A`,
            'modules/mail/contract.ts': `import { k } from '../../kernel/index.ts'\nexport const Mail = k`,
            'modules/mail/index.ts': `export * from './contract.ts'`,
            'modules/shop/index.ts': `import { Mail } from '../mail/contract.ts'\nexport const shop = Mail`,
            'server/modules.ts': `import '../modules/mail/index.ts'\nimport '../modules/shop/index.ts'\nimport 'fastify'`,
            'web/api.d.ts': `export interface Paths {}`,
            'web/client.ts': `import type { Paths } from './api.d.ts'\nimport 'react'\nexport type P = Paths`,
            'web/app.tsx': `import './portal.ts'\nimport './console/Frame.tsx'`,
            'web/portal.ts': `import './homes/Home.tsx'`,
            'web/console/Frame.tsx': `import './parts/Waits.tsx'\nimport '../portal.ts'`,
            'web/console/parts/Waits.tsx': `export const w = 1`,
            'web/homes/Home.tsx': `import '../console/parts/Waits.tsx'`,
          }),
        )
      ).crossed,
    ).toEqual([])
  })

  it.each<[rule: string, files: Record<string, string>]>([
    [
      'web-knows-only-the-published-api',
      { 'web/a.ts': `import type { K } from '../kernel/k.ts'\nexport type A = K`, 'kernel/k.ts': 'export type K = 1' },
    ],
    [
      'web-knows-only-the-published-api',
      { 'web/a.tsx': `import '../modules/mail/contract.ts'`, 'modules/mail/contract.ts': '' },
    ],
    ['screens-know-no-frame', { 'web/homes/A.tsx': `import '../portal.ts'`, 'web/portal.ts': '' }],
    ['screens-know-no-frame', { 'web/homes/console/A.tsx': `import '../../console/b.ts'`, 'web/console/b.ts': '' }],
    ['screens-know-no-frame', { 'web/console/parts/A.tsx': `import '../Frame.tsx'`, 'web/console/Frame.tsx': '' }],
    ['screens-know-no-frame', { 'web/parts/A.tsx': `import '../frame/Shell.tsx'`, 'web/frame/Shell.tsx': '' }],
    ['gateway-knows-only-the-published-interfaces', { 'gateway/a.ts': `import '../kernel/k.ts'`, 'kernel/k.ts': '' }],
    ['gateway-knows-only-the-published-interfaces', { 'gateway/a.ts': `import '../web/k.ts'`, 'web/k.ts': '' }],
    [
      'kernel-layers-know-what-lies-below',
      { 'kernel/store/a.ts': `import '../consent/b.ts'`, 'kernel/consent/b.ts': '' },
    ],
    [
      'kernel-layers-know-what-lies-below',
      {
        'kernel/jobs/a.ts': `import { b } from '../tables.ts'\nexport const a = b`,
        'kernel/tables.ts': 'export const b = 1',
      },
    ],
    ['kernel-folders-are-layers', { 'kernel/misc/a.ts': `import '../clock/b.ts'`, 'kernel/clock/b.ts': '' }],
    ['kernel-knows-nobody', { 'kernel/a.ts': `import '../modules/mail/contract.ts'`, 'modules/mail/contract.ts': '' }],
    [
      'kernel-knows-nobody',
      {
        'kernel/a.ts': `import type { S } from '../server/s.ts'\nexport type A = S`,
        'server/s.ts': 'export type S = 1',
      },
    ],
    ['kernel-knows-no-http-and-no-screen', { 'kernel/a.ts': `import 'fastify'` }],
    ['kernel-knows-no-http-and-no-screen', { 'kernel/a.ts': `import 'node:http'` }],
    ['kernel-knows-no-http-and-no-screen', { 'kernel/a.ts': `import type { FC } from 'react'\nexport type A = FC` }],
    ['modules-meet-at-a-contract', { 'modules/shop/a.ts': `import '../mail/tables.ts'`, 'modules/mail/tables.ts': '' }],
    [
      'modules-meet-at-a-contract',
      { 'modules/shop/a.ts': `await import('../mail/tables.ts')`, 'modules/mail/tables.ts': '' },
    ],
    [
      'modules-get-units-of-work',
      { 'modules/shop/a.ts': `import '../../kernel/store/whole.ts'`, 'kernel/store/whole.ts': '' },
    ],
    [
      'modules-get-units-of-work',
      {
        'modules/shop/a.ts': `import type { Store } from '../../kernel/store/store.ts'\nexport type A = Store['desk']`,
        'kernel/store/store.ts': 'export interface Store { desk: 1 }',
      },
    ],
    [
      'modules-get-units-of-work',
      {
        'platform/a.ts': `export { s } from '../kernel/store/store.ts'`,
        'kernel/store/store.ts': 'export const s = 1',
      },
    ],
    [
      'a-request-works-for-whoever-asked',
      { 'modules/shop/a.ts': `import '../../kernel/store/another.ts'`, 'kernel/store/another.ts': '' },
    ],
    [
      'what-reaches-further-has-its-modules',
      { 'modules/shop/a.ts': `import '../../kernel/rights/erase.ts'`, 'kernel/rights/erase.ts': '' },
    ],
    [
      'what-reaches-further-has-its-modules',
      {
        'modules/shop/a.ts': `import '../../kernel/rights/new.ts'`,
        'kernel/rights/new.ts': `import '../store/whole.ts'`,
        'kernel/store/whole.ts': '',
      },
    ],
    [
      'activities-are-of-their-module',
      {
        'modules/shop/a.ts': `import { activity } from '../../kernel/declare/activity.ts'\nexport const a = activity('identity.account', {})`,
        'kernel/declare/activity.ts': 'export const activity = (...a: unknown[]) => a',
      },
    ],
    ['modules-know-no-server', { 'modules/shop/a.ts': `import '../../server/http.ts'`, 'server/http.ts': '' }],
    [
      'only-the-server-names-the-modules',
      { 'tools/a.ts': `import '../modules/shop/index.ts'`, 'modules/shop/index.ts': '' },
    ],
    ['no-circles', { 'kernel/a.ts': `import './b.ts'`, 'kernel/b.ts': `import './a.ts'` }],
    [
      'no-circles-between-modules',
      {
        'modules/shop/a.ts': `import type { M } from '../mail/contract.ts'\nexport type A = M`,
        'modules/shop/contract.ts': `export type S = 1`,
        'modules/mail/b.ts': `import type { S } from '../shop/contract.ts'\nexport type B = S`,
        'modules/mail/contract.ts': `export type M = 1`,
      },
    ],
    ['tests-are-imported-by-nobody', { 'server/a.ts': `import './b.test.ts'`, 'server/b.test.ts': '' }],
    ['everything-imported-is-there', { 'server/a.ts': `import './gone.ts'` }],
    [
      'nothing-leaves-but-through-the-gate',
      { 'modules/shop/a.ts': `import { connect } from 'node:net'\nexport const a = connect` },
    ],
    [
      'nothing-leaves-but-through-the-gate',
      { 'kernel/a.ts': `const { Resolver } = await import('node:dns')\nexport const a = Resolver` },
    ],
    [
      'nothing-leaves-but-through-the-gate',
      { 'server/a.ts': `import { Worker } from 'worker_threads'\nexport const a = Worker` },
    ],
    [
      'nothing-leaves-but-through-the-gate',
      { 'modules/shop/a.ts': `export const told = () => fetch('https://elsewhere.example')` },
    ],
    [
      'nothing-leaves-but-through-the-gate',
      { 'modules/shop/a.ts': `export const raw = process.getBuiltinModule('net')` },
    ],
    ['a-package-that-connects-has-one-place', { 'modules/shop/a.ts': `import pg from 'pg'\nexport const a = pg` }],
    ['no-tools-of-development-in-the-product', { 'server/a.ts': `import 'vitest'` }],
  ])('turn red for %s', async (rule, files) => {
    expect((await borders(aCheckout(files))).crossed.map(crossing => crossing.rule)).toContain(rule)
  })

  it('are not crossed in this platform', async () => {
    const { read, crossed } = await borders(checkout)
    expect(read).toBeGreaterThan(10)
    expect(crossed).toEqual([])
  })
})

const checkouts: string[] = []
afterEach(() => {
  for (const world of checkouts.splice(0)) rmSync(world, { recursive: true })
})

function aCheckout(files: Record<string, string>): string {
  const world = mkdtempSync(join(tmpdir(), 'obhut-borders-'))
  checkouts.push(world)
  const packages = { dependencies: { fastify: '*', react: '*' }, devDependencies: { vitest: '*' } }
  const all = { ...files, 'package.json': JSON.stringify(packages) }
  for (const [file, text] of Object.entries(all)) {
    mkdirSync(dirname(join(world, file)), { recursive: true })
    writeFileSync(join(world, file), text)
  }
  symlinkSync(join(checkout, 'node_modules'), join(world, 'node_modules'))
  return world
}
