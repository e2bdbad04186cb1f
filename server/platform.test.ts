import { describe, expect, it } from 'vitest'
import { aWorld } from './testing/world.ts'

describe('a platform', () => {
  it('starts from a manifest and tells its API', async () => {
    const world = await aWorld()
    const got = await world.visitor().get('/api/openapi.json')
    expect(got.status).toBe(200)
    expect(got.body.openapi).toBe('3.1.0')
  })
  it('answers what is not there with a problem and a way on', async () => {
    const world = await aWorld()
    expect((await world.visitor().get('/api/nothing')).body).toMatchObject({ status: 404, id: 'not-found' })
  })
})
