import { beforeAll, describe, expect, it } from 'vitest'
import { days, hours } from '../../kernel/clock/clock.ts'
import { StaffAccounts } from '../../modules/identity/contract.ts'
import {
  goodPassword as password,
  lettersTo,
  person,
  signsIn,
  tokenIn,
} from '../../modules/identity/people-for-test.ts'
import type { Browser } from '../../server/testing/browser.ts'
import type { World } from '../../server/testing/world.ts'
import { clause, platformOf } from '../clause.ts'

/** A platform and somebody of its administration, signed in. */
async function aBrowserWorld(): Promise<{ world: World; staff: Browser }> {
  const world = await platformOf('meter')
  await world
    .offered(StaffAccounts)
    .withPassword(
      { mail: 'grace@zaehlwerk-nord.example', firstName: 'Grace', lastName: 'Hopper', roles: ['administration'] },
      password,
    )
  return { world, staff: await signsIn(world.visitor(), 'grace@zaehlwerk-nord.example') }
}
let world: World
let staff: Browser
beforeAll(async () => {
  ;({ world, staff } = await aBrowserWorld())
})

const fields = { firstName: 'Ida', lastName: 'Ludwig' }
const opens = (by: Browser, mail: string, more: object = {}) =>
  by.post('/api/staff/customers', { mail, fields, contractReference: 'V-2026-17', ...more })
const token = async (of: World, mail: string): Promise<string> => {
  await of.settle()
  return tokenIn((await lettersTo(of, mail))[0])
}
const activates = (of: World, by: string, chosen: unknown = password) =>
  of.visitor().post('/api/activations', { token: by, password: chosen })

describe(clause('meter/4.2-a'), () => {
  const optional = ['company', 'phone', 'street', 'postcode', 'city', 'country']

  it('asks for first name and last name beside mail and password, and leaves company, phone and address open', async () => {
    const asked = (await world.visitor().get('/api/site')).body.registration.fields as {
      name: string
      required: boolean
    }[]
    expect(
      asked
        .filter(({ required }) => required)
        .map(({ name }) => name)
        .toSorted(),
    ).toEqual(['firstName', 'lastName', 'mail', 'password'])
    expect(
      asked
        .filter(({ required }) => !required)
        .map(({ name }) => name)
        .toSorted(),
    ).toEqual(optional.toSorted())
  })
  it.each<[missing: string, input: object]>([
    ['firstName', { mail: 'a@example.org', fields: { lastName: 'Ludwig' } }],
    ['lastName', { mail: 'a@example.org', fields: { firstName: 'Ida', lastName: ' ' } }],
    ['mail', { fields }],
  ])('refuses an account without %s, by this name and no other', async (missing, input) => {
    const { status, body } = await staff.post('/api/staff/customers', { contractReference: 'V-2026-17', ...input })
    expect([status, Object.keys(body.fields)]).toEqual([422, [missing]])
    expect(await world.rows('select from identity.account')).toEqual([])
  })
  it('refuses a missing password by name, when its owner activates the account', async () => {
    await opens(staff, 'wordless@example.org')
    const link = await token(world, 'wordless@example.org')
    for (const input of [{ token: link }, { token: link, password: '' }, { token: link, password: null }]) {
      const { status, body } = await world.visitor().post('/api/activations', input)
      expect([status, Object.keys(body.fields)]).toEqual([422, ['password']])
    }
  })
  it('signs in by the mail address, with all that is optional left empty', async () => {
    expect(
      (
        await opens(staff, 'ida@example.org', {
          fields: { ...fields, ...Object.fromEntries(optional.map(name => [name, ''])) },
        })
      ).status,
    ).toBe(201)
    expect((await activates(world, await token(world, 'ida@example.org'))).status).toBe(204)
    const ida = await signsIn(world.visitor(), 'Ida@Example.org')
    expect((await ida.get('/api/account')).body).toMatchObject({
      mail: 'ida@example.org',
      fields: { ...fields, ...Object.fromEntries(optional.map(name => [name, ''])) },
    })
    expect((await ida.patch('/api/account', { fields: { company: 'Wehrmühle' } })).body.fields.company).toBe(
      'Wehrmühle',
    )
    expect((await ida.patch('/api/account', { fields: { company: '' } })).body.fields.company).toBe('')
  })
  it('gives no address to two', async () => {
    expect((await opens(staff, 'twice@example.org')).status).toBe(201)
    expect(await opens(staff, 'TWICE@example.org')).toMatchObject({ status: 409, body: { id: 'mail-taken' } })
    expect(await world.rows(`select from identity.account where lower(mail) = 'twice@example.org'`)).toHaveLength(1)
  })
})

describe(clause('meter/4.2-b'), () => {
  it('lets nobody register, says so on the form’s place and why in the refusal', async () => {
    expect((await world.visitor().get('/api/site')).body.registration.open).toBe(false)
    const visitor = world.visitor({ 'accept-language': 'de' })
    expect(await visitor.post('/api/registrations', person({ mail: 'self@example.org' }))).toMatchObject({
      status: 403,
      body: { id: 'registration-closed', title: expect.stringContaining('Vertrag'), helps: expect.any(String) },
    })
    expect(await world.traces('self@example.org')).toEqual([])
  })
  it('opens no account without a contract on record', async () => {
    const refused = await staff.post('/api/staff/customers', { mail: 'bare@example.org', fields })
    expect([refused.status, Object.keys(refused.body.fields)]).toEqual([422, ['contractReference']])
    expect(await world.traces('bare@example.org')).toEqual([])
    await opens(staff, 'backed@example.org')
    expect(
      await world.rows(`select contract_reference from identity.account where mail = 'backed@example.org'`),
    ).toEqual([{ contract_reference: 'V-2026-17' }])
  })
  it('lets only staff of the administration open one', async () => {
    await world
      .offered(StaffAccounts)
      .withPassword(
        { mail: 'help@zaehlwerk-nord.example', firstName: 'Alan', lastName: 'Helfer', roles: ['support'] },
        password,
      )
    const support = await signsIn(world.visitor(), 'help@zaehlwerk-nord.example')
    expect((await opens(world.visitor(), 'x@example.org')).status).toBe(401)
    expect((await opens(support, 'x@example.org')).status).toBe(403)
  })
  it('lets nobody in before the password is set, and has a link that works once', async () => {
    await opens(staff, 'own@example.org')
    const link = await token(world, 'own@example.org')
    for (const guess of [password, '', ' '])
      expect(
        (await world.visitor().post('/api/sign-in', { mail: 'own@example.org', password: guess })).status,
      ).toBeGreaterThanOrEqual(401)
    expect((await activates(world, link)).status).toBe(204)
    expect(await activates(world, link, 'another password')).toMatchObject({ status: 410, body: { id: 'link-used' } })
    await signsIn(world.visitor(), 'own@example.org')
  })
  it('has a link that expires, and staff or the person can have it renewed', async () => {
    const { world: own, staff: chief } = await aBrowserWorld()
    const {
      body: { id },
    } = await opens(chief, 'slow@example.org')
    const first = await token(own, 'slow@example.org')
    await own.turnBy(days(7) - hours(1))
    expect((await chief.get('/api/account')).status).toBe(401)
    const again = await signsIn(own.visitor(), 'grace@zaehlwerk-nord.example')
    expect((await again.post(`/api/staff/accounts/${id}/link`)).status).toBe(202)
    const second = await token(own, 'slow@example.org')
    expect(second).not.toBe(first)
    expect((await activates(own, first)).status).toBe(410)
    await own.turnBy(days(7))
    expect(await activates(own, second)).toMatchObject({ status: 410, body: { id: 'link-expired' } })
    await own.visitor().post('/api/password-resets', { mail: 'slow@example.org' })
    expect((await activates(own, await token(own, 'slow@example.org'))).status).toBe(204)
    await signsIn(own.visitor(), 'slow@example.org')
  })
})
