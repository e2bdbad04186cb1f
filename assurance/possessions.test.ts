import { describe, expect, it } from 'vitest'
import { flats } from '../kernel/enforce/meters-for-test.ts'
import { aCase, disagreements, store } from '../kernel/enforce/possessions-oracle-for-test.ts'
import { aWorld } from '../server/testing/world.ts'
import { whole } from './whole.ts'

/** Random cases, so many stores with so many each. */
const [stores, inEach] = whole ? [100, 100] : [1, 40]

describe('an oracle on paper and the database agree who sees, gets and takes along what', () => {
  it.each(Array.from({ length: stores }, (_, round) => round))('store %i of random cases', async round => {
    const world = await aWorld({ modules: await flats() })
    const cases = Array.from({ length: inEach }, (_, index) => aCase(round * inEach + index, index * 10))
    await store(world, cases)
    expect(await disagreements(world, cases)).toEqual([])
  })
})
