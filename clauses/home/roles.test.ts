import { beforeAll, describe, expect, it } from 'vitest'
import { signsIn } from '../../modules/identity/people-for-test.ts'
import type { World } from '../../server/testing/world.ts'
import { clause, platformOf } from '../clause.ts'
import { aCustomer } from '../roles/callers.ts'
import { anothersIdentifiers, everyRouteWithEveryWrongRole } from '../roles/tried.ts'
import { aHousehold } from './household.ts'

let world: World
beforeAll(async () => {
  world = await platformOf('home')
})

describe(clause('home/8.1'), () => {
  everyRouteWithEveryWrongRole(() => world)

  it('answers a customer about another’s gateway, devices, readings, sessions and requests as about what does not exist', async () => {
    const other = await aHousehold(world, 'household@example.org')
    expect(
      (await other.browser.post('/api/my-data/requests', { says: 'Where does the tariff come from?' })).status,
    ).toBeLessThan(300)
    const browser = await signsIn(world.visitor(), await aCustomer(world, 'mine@example.org'))
    const { tried, of, answered } = await anothersIdentifiers(
      world,
      { who: 'a customer', is: 'customer', roles: [], browser },
      other,
    )
    expect(answered).toEqual([])
    expect([of > 5, tried > 100]).toEqual([true, true])
    expect((await other.browser.get('/api/home')).body.gateways).toHaveLength(1)
  })
})
