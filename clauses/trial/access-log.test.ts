import { beforeAll, describe, expect, it } from 'vitest'
import type { World } from '../../server/testing/world.ts'
import { clause, platformOf } from '../clause.ts'
import {
  aBrowserThatTells,
  holdsNothingOfASignedInVisit,
  isRefusedToOtherPurposes,
  publicPages,
  requests,
  rowsOf,
  standsAlone,
} from '../site.ts'

let world: World
beforeAll(async () => {
  world = await platformOf('trial', { trustedProxies: ['127.0.0.1'] })
})

describe(clause('trial/1-a'), () => {
  it('lets everybody see the public pages without an account', async () => {
    for (const address of await publicPages(world)) {
      const got = await world.visitor().get(address)
      expect([address, got.status, got.headers.getSetCookie()]).toEqual([address, 200, []])
    }
  })
  it.each(requests)('leaves one row, with a shortened address, for %s', async (_, ask) => {
    const rows = await rowsOf(world, () => ask(world, { ...aBrowserThatTells, 'x-forwarded-for': '203.0.113.42' }))
    expect(rows.map(({ host }) => host)).toEqual(['203.0.113.0'])
  })
  it('shortens an address of the newer kind, too', async () => {
    const rows = await rowsOf(world, () =>
      world.visitor({ 'x-forwarded-for': '2001:db8:85a3:8d3:1319:8a2e:370:7348' }).get('/'),
    )
    expect(rows.map(({ host }) => host)).toEqual(['2001:db8:85a3::'])
  })
  it('has stored the full address nowhere', async () => {
    for (const address of ['203.0.113.42', '2001:db8:85a3:8d3', '127.0.0.1'])
      expect(await world.traces(address)).toEqual([])
  })
  it('keeps the rows apart from everything else', async () => standsAlone(world, 'website.request'))
  it('holds no identifier of account or session after a signed-in visit', async () =>
    holdsNothingOfASignedInVisit(world, { firstName: 'Ida', lastName: 'Ludwig', company: 'Wehrmühle', gender: 'none' }))
})

describe(clause('trial/1-b'), () => {
  it('is refused by the database to every other purpose', async () =>
    isRefusedToOtherPurposes(world, 'website.request', 'website.access-log'))
  it('is said to serve better service and usability, and nothing else', () => {
    expect(world.stating.manifest.activities['website.access-log']?.purposes).toEqual([
      'dpv:ImproveExistingProductsAndServices',
    ])
  })
})
