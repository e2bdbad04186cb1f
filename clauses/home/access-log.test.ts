import { beforeAll, describe, expect, it } from 'vitest'
import type { World } from '../../server/testing/world.ts'
import { clause, platformOf } from '../clause.ts'
import {
  aBrowserThatTells,
  accessLog,
  held,
  holdsNothingOfASignedInVisit,
  isRefusedToOtherPurposes,
  momentOf,
  publicPages,
  requests,
  rowsOf,
  standsAlone,
} from '../site.ts'

let world: World
beforeAll(async () => {
  world = await platformOf('home')
})

describe(clause('home/2.1.1-a'), () => {
  it('answers 200 on every page that one finds, to a client without session, cookie and script, and sets no cookie', async () => {
    const pages = await publicPages(world)
    expect(pages).toEqual(
      expect.arrayContaining([
        '/datenschutz',
        '/privacy',
        '/impressum',
        '/imprint',
        '/datenschutz/versionen',
        '/en',
        '/de',
      ]),
    )
    for (const address of pages) {
      const got = await world.visitor().get(address)
      expect([address, got.status, got.headers.getSetCookie()]).toEqual([address, 200, []])
    }
  })
})

describe(clause('home/2.1.1-b'), () => {
  const fields = ['at', 'browser', 'browser_version', 'bytes', 'file', 'host', 'os', 'referrer', 'status']

  it.each(requests)('leaves one row with exactly these fields for %s', async (_, ask) => {
    let got: Awaited<ReturnType<typeof ask>> | undefined
    const rows = await rowsOf(world, async () => {
      got = await ask(world, aBrowserThatTells)
    })
    expect(rows).toHaveLength(1)
    expect(Object.keys(rows[0] ?? {}).toSorted()).toEqual(fields)
    expect(rows[0]).toMatchObject({
      host: '127.0.0.1',
      status: got?.status,
      referrer: 'https://search.example/',
      browser: 'Firefox',
      browser_version: '145',
      os: 'Windows',
    })
  })
  it('cannot leave any other: the database takes no other column', async () => {
    const open = await world.rows<{ column: string }>(`
      select distinct p.column_name as column from information_schema.column_privileges p
      where p.table_schema = 'website' and p.table_name = 'request' and p.privilege_type = 'INSERT' and p.grantee <> 'obhut_owner' and p.grantee like 'obhut\\_%'`)
    expect(open.map(({ column }) => column).toSorted()).toEqual([...fields, 'id'].toSorted())
  })
})

describe(clause('home/2.1.1-c'), () => {
  it('has a row a day before the six months are over, and not a day after', async () => {
    const own = await platformOf('home')
    await own.visitor().get('/')
    const [row] = await accessLog(own)
    const at = momentOf(row)
    const after = (period: Temporal.DurationLike): Date => new Date(at.add({ months: 6 }).add(period).epochMilliseconds)
    const there = async (): Promise<boolean> =>
      (await own.rows('select 1 from website.request where id = $1', [row?.['id']])).length === 1
    await own.turnTo(after({ days: -1 }))
    expect(await there()).toBe(true)
    await own.turnTo(after({ days: 1 }))
    expect(await there()).toBe(false)
  })
  it('is refused by the database to every other purpose', async () =>
    isRefusedToOtherPurposes(world, 'website.request', 'website.access-log'))
  it('is said to serve operation, security and improvement, and nothing else', async () => {
    expect(world.stating.manifest.activities['website.access-log']?.purposes).toEqual([
      'dpv:ServiceMonitoring',
      'dpv:EnforceSecurity',
      'dpv:ImproveExistingProductsAndServices',
    ])
  })
})

describe(clause('home/2.1.1-d'), () => {
  it('lies in a schema of its own, and nothing refers to it', async () => standsAlone(world, 'website.request'))
  it('holds no identifier of account or session after a signed-in visit', async () =>
    holdsNothingOfASignedInVisit(world, {
      firstName: 'Ida',
      lastName: 'Ludwig',
      street: 'Am Wehr 3',
      postcode: '14467',
      city: 'Potsdam',
      country: 'DE',
    }))
  it('yields no account when it is joined with any other table by address and time', async () => {
    expect((await accessLog(world)).map(row => held(row)['host'])).toContain('127.0.0.1')
    // No other table holds an address in any form that could be compared, so there is nothing to join by.
    expect((await world.traces('127.0.0.1')).filter(place => !place.startsWith('website.request.'))).toEqual([])
    expect(
      (await world.traces(Buffer.from([127, 0, 0, 1]).toString('hex'))).filter(
        place => !place.startsWith('website.request.'),
      ),
    ).toEqual([])
  })
})
