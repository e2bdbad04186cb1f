import { describe, expect, it } from 'vitest'
import { hours, minutes } from '../../kernel/clock/clock.ts'
import { aWorld, type World } from '../../server/testing/world.ts'
import { lettersTo, person, registered, signedIn, tokenIn } from './people-for-test.ts'

describe('registration (home/2.3)', () => {
  it('opens the account once the link is opened, and not before', async () => {
    const world = await aWorld()
    const ada = world.visitor()
    const asked = await ada.post('/api/registrations', person({ mail: 'ada@example.org' }))
    expect({ status: asked.status, body: asked.body }).toEqual({ status: 202, body: {} })
    await world.settle()
    expect((await ada.post('/api/sign-in', { mail: 'ada@example.org', password: 'correct horse battery' })).status).toBe(401)

    const [letter] = await lettersTo(world, 'ada@example.org')
    const confirmed = await ada.post('/api/registrations/confirm', { token: tokenIn(letter) })
    expect(confirmed.status).toBe(200)
    expect(confirmed.body.customerNumber).toMatch(/^[1-9]\d{9}$/)
    const account = await ada.post('/api/sign-in', { mail: 'Ada@Example.org', password: 'correct horse battery' })
    expect(account.status).toBe(200)
    expect(account.body).toMatchObject({ kind: 'customer', customerNumber: confirmed.body.customerNumber, mail: 'ada@example.org', fields: { firstName: 'Ada', lastName: 'Lovelace' } })
    expect(world.faults).toEqual([])
  })
})
void [hours, minutes, registered, signedIn, null as unknown as World]
