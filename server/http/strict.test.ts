import { beforeAll, describe, expect, it } from 'vitest'
import { StaffAccounts } from '../../modules/identity/contract.ts'
import { goodPassword, signsIn } from '../../modules/identity/people-for-test.ts'
import { aWholeWorld } from '../testing/whole-world.ts'
import type { World } from '../testing/world.ts'
import { strictly } from './strict.ts'

let world: World
beforeAll(async () => {
  world = await aWholeWorld()
})

describe('a name in a query that a route of the API does not know', () => {
  it('is refused on every route that reads the query', () => {
    const reading = world.routes().filter(({ at }) => /^(GET|DELETE) \/api\//.test(at))
    expect(reading.length).toBeGreaterThan(50)
    const silent = reading.filter(
      route =>
        !strictly(route)
          ?.safeParse({ 'state[]': 'open' })
          .error?.issues.some(issue => issue.code === 'unrecognized_keys'),
    )
    expect(silent.map(({ at }) => at)).toEqual([])
  })
  it('is named in the answer, also where it looks like a filter; pages leave it alone', async () => {
    await world.offered(StaffAccounts).withPassword(
      {
        mail: 'kim@testhaus.example',
        firstName: 'Kim',
        lastName: 'Muster',
        roles: ['privacy', 'administration'],
        language: 'en',
      },
      goodPassword,
    )
    const desk = await signsIn(world.visitor(), 'kim@testhaus.example')
    for (const path of ['/api/desk/requests?state[]=open', '/api/staff/accounts?state[]=open'])
      expect(await desk.get(path)).toMatchObject({
        status: 422,
        body: { fields: { 'state[]': 'This is not expected here.' } },
      })
    expect((await desk.get('/api/site?utm_source=mail')).status).toBe(422)
    expect((await desk.get('/privacy?utm_source=mail')).status).toBe(200)
  })
  it('nor goes a list on from a place that is not in it', async () => {
    const chief = await signsIn(world.visitor(), 'kim@testhaus.example')
    const gone = '2026-01-01T00:00:00.000Z_00000000-0000-4000-8000-000000000000'
    expect(await chief.get(`/api/staff/accounts?after=${gone}`)).toMatchObject({
      status: 422,
      body: { fields: { after: expect.stringContaining('begin anew') } },
    })
  })
})
