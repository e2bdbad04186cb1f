import { expect, it } from 'vitest'
import { aWorld } from '../../server/testing/world.ts'
import { manifestOf, thePaper } from './example-for-test.ts'
import { races } from './races-for-test.ts'

// The whole ten thousand: npm run soak -- consent
it('no hand-over begins, and nothing is kept, after a withdrawal has committed; and no withdrawal is lost', async () => {
  const modules = await thePaper()
  const world = await aWorld({ modules, manifest: manifestOf(modules) })
  const raced = await races({
    store: world.store,
    manifest: world.stating.manifest,
    outside: world.rows,
    people: 200,
    atOnce: 4,
  })
  expect(raced).toMatchObject({ late: 0, lost: 0 })
  // Both happened, or it was no race.
  expect([raced.begun > 20, raced.refused > 20]).toEqual([true, true])
}, 120_000)
