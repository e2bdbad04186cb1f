import { afterAll } from 'vitest'

const ends: (() => unknown)[] = []

/**
 * Does this when the test file is through. It may be said from within a test, where vitest's own `afterAll` is not
 * heard any more.
 */
export const atTheEnd = (does: () => unknown): void => {
  ends.push(does)
}

afterAll(async () => {
  for (const does of ends.splice(0).toReversed()) await does()
})
