import { beforeAll, describe, expect, it } from 'vitest'
import { signsIn } from '../../modules/identity/people-for-test.ts'
import type { Browser } from '../../server/testing/browser.ts'
import type { World } from '../../server/testing/world.ts'
import { clause, platformOf } from '../clause.ts'
import { aCustomer } from '../roles/callers.ts'
import { anothersIdentifiers, everyRouteWithEveryWrongRole } from '../roles/tried.ts'

let world: World
beforeAll(async () => {
  world = await platformOf('trial')
})

describe(clause('trial/4-e'), () => {
  everyRouteWithEveryWrongRole(() => world)

  it('knows nothing of another user’s identifiers, on each route that takes one', async () => {
    const others = await signsIn(world.visitor(), await aCustomer(world, 'other@example.org'))
    const mine: Browser = await signsIn(world.visitor(), await aCustomer(world, 'mine@example.org'))
    const [other] = await world.rows<{ id: string }>(`select id from identity.account where mail = 'other@example.org'`)
    const before = await world.rows(`select * from identity.account where mail = 'other@example.org'`)
    const { tried, answered } = await anothersIdentifiers(
      world,
      { who: 'a customer', is: 'customer', roles: [], browser: mine },
      other ?? { id: '' },
    )
    expect([tried > 10, answered]).toEqual([true, []])
    expect(await world.rows(`select * from identity.account where mail = 'other@example.org'`)).toEqual(before)
    expect((await others.get('/api/account')).status).toBe(200)
  })
})
