import { expect, it } from 'vitest'
import { utilities } from '../kernel/tenants/metered-for-test.ts'
import { aCase, disagreements, store } from '../kernel/tenants/things-oracle-for-test.ts'
import { aWorld } from '../server/testing/world.ts'
import { whole } from './whole.ts'

/** Random cases, so many stores with so many each. */
const [stores, inEach] = whole ? [50, 100] : [1, 25]

it.each(Array.from({ length: stores }, (_, round) => round))(
  'an oracle on paper and the database agree who sees what is recorded of things of tenants, store %i',
  async round => {
    const world = await aWorld({ modules: await utilities() })
    const cases = Array.from({ length: inEach }, (_, index) => aCase(round * inEach + index))
    await store(world, cases)
    expect(await disagreements(world, cases)).toEqual([])
    await world.stop()
  },
  36_000_000,
)
