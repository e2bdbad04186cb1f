import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { everybody, ok, route } from './route.ts'

describe('a route', () => {
  const at = 'GET /api/wishes'
  const rest = { at, who: everybody, says: 'Lists wishes.', does: async () => ok({}) } as const
  const looksLikeOne = { _zod: { output: { name: 'Ida' } } }

  it('takes and gives what schemas of zod say', () => {
    const takes = z.object({ name: z.string() })
    expect(route({ ...rest, takes, gives: z.object({}) })).toMatchObject({ at, takes })
    expect(route(rest).at).toBe(at)
  })
  it('is refused where it is declared with something that only has the type of a schema', () => {
    expect(() => route({ ...rest, takes: looksLikeOne })).toThrow("GET /api/wishes: 'takes' is no schema of zod.")
    expect(() => route({ ...rest, gives: { _zod: { output: {} } } })).toThrow("'gives' is no schema of zod")
  })
})
