import { describe, expect, it } from 'vitest'
import { offer } from '../../platform/contract.ts'
import { defineModule } from '../../platform/module.ts'
import { Refusal } from '../../platform/refusal.ts'
import { AtRegistration } from './contract.ts'
import { anIdentityWorld, goodPassword, lettersTo, parts, person, tokenIn } from './people-for-test.ts'

class NoSuchKey extends Refusal {
  readonly id = 'key-unknown'
  readonly status = 422
  readonly says = { de: 'Diesen Schlüssel gibt es nicht.', en: 'There is no such key.' }
}
class KeyTaken extends Refusal {
  readonly id = 'key-taken'
  readonly status = 409
  readonly says = { de: 'Dieser Schlüssel ist vergeben.', en: 'This key is taken.' }
}

/** A module that wants a key at registration; each belongs to one account. */
function keys() {
  const holders = new Map<string, string>()
  const known = new Set(['KEY-1', 'KEY-2'])
  const words = { de: 'Schlüssel', en: 'Key' }
  const module = defineModule('keys', {
    offers: [AtRegistration],
    starts: () => ({
      offers: [
        offer(AtRegistration, {
          field: { name: 'key', kind: 'serial', label: words, why: words, without: words, required: true },
          check: async typed => {
            if (!known.has(typed.toUpperCase())) throw new NoSuchKey()
            if (holders.has(typed.toUpperCase())) throw new KeyTaken()
            return typed.toUpperCase()
          },
          confirmed: async (_work, account, key) => {
            if (holders.has(key)) throw new KeyTaken()
            holders.set(key, account)
          },
        }),
      ],
    }),
  })
  return { module, holders }
}

describe('a module that takes part in registration (home/2.3-a)', () => {
  it('adds its field to the form and to what is missing', async () => {
    const { module } = keys()
    const world = await anIdentityWorld({ modules: [...parts, module] })
    expect((await world.visitor().get('/api/site')).body.registration.fields.at(-1)).toMatchObject({
      name: 'key',
      kind: 'serial',
      required: true,
      label: 'Key',
    })
    expect((await world.visitor().post('/api/registrations', person({ mail: 'a@example.org' }))).body.fields).toEqual({
      key: 'This is missing.',
    })
  })

  it('refuses before anything is stored', async () => {
    const { module } = keys()
    const world = await anIdentityWorld({ modules: [...parts, module] })
    expect(
      await world.visitor().post('/api/registrations', person({ mail: 'a@example.org', key: 'KEY-9' })),
    ).toMatchObject({ status: 422, body: { id: 'key-unknown' } })
    expect(await world.traces('a@example.org')).toEqual([])
  })

  it('counts no letter to the address for what it refuses', async () => {
    const { module } = keys()
    const world = await anIdentityWorld({ modules: [...parts, module], trustedProxies: ['127.0.0.1'] })
    const mail = 'victim@example.org'
    const from = (place: number, key: string) =>
      world.visitor({ 'x-forwarded-for': `198.51.100.${place}` }).post('/api/registrations', person({ mail, key }))
    for (let one = 0; one < 15; one++) expect((await from(one % 3, 'KEY-9')).status).toBe(422)
    expect((await from(99, 'KEY-1')).status).toBe(202)
    await world.settle()
    expect(await lettersTo(world, mail)).toHaveLength(1)
  })

  it('binds with the confirmation, and an unconfirmed registration binds nothing', async () => {
    const { module, holders } = keys()
    const world = await anIdentityWorld({ modules: [...parts, module] })
    for (const name of ['first', 'second'])
      await world.visitor().post('/api/registrations', person({ mail: `${name}@example.org`, key: 'key-1' }))
    await world.settle()
    expect(holders.size).toBe(0)
    const second = await world.visitor().post('/api/registrations/confirm', {
      token: tokenIn((await lettersTo(world, 'second@example.org'))[0]),
      password: goodPassword,
    })
    expect(second.status).toBe(200)
    const [row] = await world.rows(`select id from identity.account where mail = 'second@example.org'`)
    expect(holders.get('KEY-1')).toBe(row.id)
  })

  it('can refuse the confirmation, which then has not happened: the link still works', async () => {
    const { module, holders } = keys()
    const world = await anIdentityWorld({ modules: [...parts, module] })
    await world.visitor().post('/api/registrations', person({ mail: 'a@example.org', key: 'KEY-1' }))
    await world.settle()
    const token = tokenIn((await lettersTo(world, 'a@example.org'))[0])
    holders.set('KEY-1', 'somebody else')
    expect(await world.visitor().post('/api/registrations/confirm', { token, password: goodPassword })).toMatchObject({
      status: 409,
      body: { id: 'key-taken' },
    })
    expect(await world.rows('select from identity.login')).toEqual([])
    holders.clear()
    expect((await world.visitor().post('/api/registrations/confirm', { token, password: goodPassword })).status).toBe(
      200,
    )
  })
})
