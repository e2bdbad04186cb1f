import { beforeAll, describe, expect, it } from 'vitest'
import type { Visit } from '../../platform/access.ts'
import { days } from '../../kernel/clock/clock.ts'
import { kernel } from '../../server/kernel-module.ts'
import { aManifest } from '../../server/testing/manifest.ts'
import { aWorld, type World } from '../../server/testing/world.ts'
import { accessLogIn } from './access-log.ts'
import { website } from './index.ts'

const modules = [kernel, website]
const logging = (settings: object): string => aManifest(modules, { 'website.access-log': settings })
const firefox = {
  'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0',
  'accept-language': 'en-GB,en;q=0.8',
  referer: 'https://search.example/?q=secret',
}
const entries = async (world: World): Promise<Record<string, unknown>[]> => {
  await world.settle()
  return world.rows('select * from website.request order by at, path')
}
const filled = (row: Record<string, unknown> | undefined): string[] =>
  Object.entries(row ?? {})
    .filter(([, value]) => value !== null)
    .map(([name]) => name)

describe('the access log', () => {
  it('keeps the fields that the manifest asks for, and no other', async () => {
    const world = await aWorld({ modules, manifest: logging({ fields: ['at', 'path', 'status', 'browser'] }) })
    await world.visitor(firefox).get('/datenschutz?utm=secret')
    expect(await entries(world)).toEqual([
      expect.objectContaining({
        path: '/datenschutz',
        status: 200,
        browser: 'Firefox',
        host: null,
        referrer: null,
        os: null,
        bytes: null,
      }),
    ])
  })
  it('can keep all that any manifest asks for', async () => {
    const world = await aWorld({
      modules,
      manifest: logging({
        fields: [
          'at',
          'host',
          'provider',
          'zoneOffset',
          'path',
          'file',
          'status',
          'bytes',
          'referrer',
          'browser',
          'browserVersion',
          'language',
          'os',
          'surface',
        ],
      }),
    })
    const got = await world.visitor(firefox).get('/robots.txt')
    expect((await entries(world))[0]).toMatchObject({
      host: '127.0.0.1',
      provider: null,
      zone_offset: expect.stringMatching(/^\+0[12]:00$/),
      path: '/robots.txt',
      file: '/robots.txt',
      status: 200,
      bytes: got.text.length,
      referrer: 'https://search.example/',
      browser: 'Firefox',
      browser_version: '145',
      language: 'en',
      os: 'Linux',
      surface: 'desktop',
    })
  })
  it('is refused by the database a field that the manifest does not ask for', async () => {
    const world = await aWorld({ modules, manifest: logging({ fields: ['at', 'path'] }) })
    const { accessLog } = await import('./activities.ts')
    const { request } = await import('./tables.ts')
    await expect(
      world.store.under(accessLog, { is: 'visitor' }, work =>
        work.over(request).insertInto('website.request').values({ at: work.now, host: '203.0.113.9' }).execute(),
      ),
    ).rejects.toThrow('permission denied for table request')
  })
  it('shortens addresses before it keeps them', async () => {
    const world = await aWorld({ modules, manifest: logging({ fields: ['at', 'host'], address: 'shortened' }) })
    await world.visitor().get('/')
    expect(await entries(world)).toEqual([expect.objectContaining({ host: '127.0.0.0' })])
    expect(await world.traces('127.0.0.1')).toEqual([])
  })
  it('keeps nothing where the manifest does not state it, and the pages stand all the same', async () => {
    const world = await aWorld({ modules, manifest: aManifest(modules, { 'website.access-log': null }) })
    expect((await world.visitor().get('/datenschutz')).status).toBe(200)
    expect(await entries(world)).toEqual([])
  })
  it('keeps entries as long as the manifest says, and not a day longer', async () => {
    const world = await aWorld({ modules, manifest: logging({ keep: 'P7D' }) })
    await world.visitor().get('/')
    await world.settle()
    await world.turnBy(days(7) - 60_000)
    expect(await world.rows('select 1 from website.request')).toHaveLength(1)
    await world.turnBy(days(1) + 60_000)
    expect(await world.rows('select 1 from website.request')).toHaveLength(0)
  })
})

describe('one request', () => {
  let world: World
  beforeAll(async () => {
    world = await aWorld({ modules, manifest: logging({ fields: ['at', 'path', 'status', 'bytes'] }) })
  })
  const entryOf = async (act: () => Promise<unknown>): Promise<object> => {
    const before = (await entries(world)).length
    await act()
    const after = await entries(world)
    expect(after).toHaveLength(before + 1)
    const { path, status } = after.at(-1) as { path: string; status: number }
    return { path, status }
  }
  it('leaves one entry when it is answered', async () =>
    expect(await entryOf(() => world.visitor().get('/impressum'))).toEqual({ path: '/impressum', status: 200 }))
  it('leaves one entry when it is for nothing that exists, without the address that was asked for', async () =>
    expect(await entryOf(() => world.visitor().get('/ada@example.org?q=1'))).toEqual({ path: '-', status: 404 }))
  it('leaves one entry when its input is wrong, by the template of the route', async () =>
    expect(await entryOf(() => world.visitor().get('/datenschutz/versionen/4711'))).toEqual({
      path: '/datenschutz/versionen/:version',
      status: 404,
    }))
  it('leaves one entry when its address cannot be read', async () =>
    expect(await entryOf(() => world.visitor().get('/%ff%zz'))).toEqual({ path: '-', status: 404 }))
  it('leaves one entry when it is refused as foreign', async () =>
    expect(await entryOf(() => world.visitor().post('/api/anything', {}, { origin: 'https://evil.example' }))).toEqual({
      path: '-',
      status: 403,
    }))
  it('leaves one entry when only its head was wanted', async () =>
    expect(await entryOf(() => world.visitor().fetch('/privacy', { method: 'HEAD' }))).toEqual({
      path: '/privacy',
      status: 200,
    }))
  it('leaves no identifier', async () => {
    expect(filled((await entries(world))[0]).toSorted()).toEqual(['at', 'bytes', 'id', 'path', 'status'])
    expect(
      await world.rows(
        `select 1 from pg_constraint where contype = 'f' and (conrelid = 'website.request'::regclass or confrelid = 'website.request'::regclass)`,
      ),
    ).toEqual([])
  })
})

describe('a database that does not take the log', () => {
  it('costs the batch, is reported without values, and the next one is kept', async () => {
    const world = await aWorld({ modules, manifest: logging({ fields: ['at', 'path', 'host'] }) })
    await world.rows("alter table website.request add constraint never check (path <> '/impressum')")
    await world.visitor().get('/impressum')
    await world.settle()
    const fault = world.faults.splice(0).find(({ what }) => what === 'access log')
    expect(String(fault?.error)).toMatch(
      /^VisitsNotLogged: 1 visits are missing in the access log because the database did not take them \(DatabaseRefusal 23514\)\./,
    )
    expect(String(fault?.error)).not.toContain('127.0.0.1')
    await world.visitor().get('/datenschutz')
    expect(await entries(world)).toEqual([expect.objectContaining({ path: '/datenschutz' })])
  })
  it('never fills the memory: what does not fit is counted', async () => {
    const faults: string[] = []
    let release = (): void => {}
    const stuck = new Promise<void>(resolve => {
      release = resolve
    })
    const log = accessLogIn({
      store: { under: () => stuck } as never,
      reporter: {
        fault: (_, error) => {
          faults.push(String(error))
        },
      },
      ownHosts: new Set(),
      manifest: {
        states: () => true,
        value: (setting: { setting: string }) => (setting.setting === 'fields' ? ['at'] : 'full'),
        manifest: { timeZone: 'UTC' },
      } as never,
    })
    const visit: Visit = {
      at: new Date(0),
      address: '',
      method: 'GET',
      path: '/',
      file: undefined,
      status: 200,
      bytes: 0,
      milliseconds: 0,
      referrer: undefined,
      agent: undefined,
      languages: undefined,
      provider: undefined,
    }
    for (let count = 0; count < 12_000; count++) log.note(visit)
    release()
    await log.flush()
    expect(faults).toEqual([expect.stringMatching(/^VisitsNotLogged: 1500 visits are missing /)])
  })
  it('is asked once for many visits', async () => {
    const world = await aWorld({ modules })
    const visitor = world.visitor()
    await Promise.all(Array.from({ length: 40 }, () => visitor.get('/robots.txt')))
    await world.settle()
    const [{ entries: kept, writes } = { entries: 0, writes: 0 }] = await world.rows<{
      entries: number
      writes: number
    }>('select count(*)::int as entries, count(distinct xmin::text)::int as writes from website.request')
    expect(kept).toBe(40)
    expect(writes).toBeLessThan(10)
  })
})

describe('a proxy in front', () => {
  const visit = { 'x-forwarded-for': '198.51.100.7', 'x-provider-domain': 'Provider.Example' }
  it('is not believed where nobody trusts it', async () => {
    const world = await aWorld({ modules, manifest: logging({ fields: ['at', 'host', 'provider'] }) })
    await world.visitor(visit).get('/')
    expect(await entries(world)).toEqual([expect.objectContaining({ host: '127.0.0.1', provider: null })])
  })
  it('tells address and provider where it is trusted', async () => {
    const world = await aWorld({
      modules,
      manifest: logging({ fields: ['at', 'host', 'provider'] }),
      trustedProxies: ['127.0.0.1'],
    })
    await world.visitor(visit).get('/')
    expect(await entries(world)).toEqual([
      expect.objectContaining({ host: '198.51.100.7', provider: 'provider.example' }),
    ])
  })
})
