import { expect, it } from 'vitest'
import { estates } from '../kernel/tenants/example-for-test.ts'
import { aCase, disagreements, play } from '../kernel/tenants/oracle-for-test.ts'
import { aWorld } from '../server/testing/world.ts'
import { whole } from './whole.ts'

/** Trees in a store, and stores: a tree costs the others nothing but the time of `everyTenant`. */
const [inEach, rounds] = whole ? [50, 200] : [12, 1]

it(`database and oracle agree about who sees, adds and changes which rows of which tenant, in ${inEach * rounds} trees`, async () => {
  const modules = await estates()
  for (let round = 0; round < rounds; round++) {
    const world = await aWorld({ modules })
    const start = world.clock.now()
    const trees = Array.from({ length: inEach }, (_, index) => aCase(round * inEach + index))
    const wrong: string[] = []
    for (const one of trees) wrong.push(...(await play(world, one, start)))
    for (const day of [0, 1, 2]) {
      if (day > 0) await world.turnBy(86_400_000)
      for (const [seed, one] of trees.entries()) wrong.push(...(await disagreements(world, one, day, seed)))
    }
    expect(wrong).toEqual([])
    await world.stop()
  }
}, 36_000_000)
