import { beforeAll, describe, expect, it } from 'vitest'
import { days } from '../../kernel/clock/clock.ts'
import { declarations } from '../../kernel/declare/declarations.ts'
import { possessionFunctions } from '../../kernel/enforce/possessions-seen.ts'
import { objectable } from '../../kernel/rights/objections.ts'
import type { UsableActivity } from '../../kernel/declare/activity.ts'
import type { Browser } from '../../server/testing/browser.ts'
import { homes } from '../homes/index.ts'
import { telemetry } from '../telemetry/index.ts'
import { aWorld, type World } from '../../server/testing/world.ts'
import { administration, signIn } from './activities.ts'
import { CustomerAccounts, StaffAccounts } from './contract.ts'
import {
  anIdentityWorld,
  goodPassword,
  lettersTo,
  signedIn,
  signsIn,
  stating,
  tokenIn,
  parts,
} from './people-for-test.ts'
import { login } from './tables.ts'

const chief = {
  mail: 'chief@example.org',
  firstName: 'Grace',
  lastName: 'Hopper',
  roles: ['administration'],
  language: 'en',
} as const

/** A member of staff who may administrate and is signed in. */
async function administrator(world: World): Promise<Browser> {
  await world.offered(StaffAccounts).withPassword(chief, goodPassword)
  return signsIn(world.visitor(), chief.mail)
}

describe('accounts of staff', () => {
  it('begin with one that the platform itself makes, by a link', async () => {
    const world = await anIdentityWorld()
    const { link } = await world.offered(StaffAccounts).invite(chief)
    expect((await world.visitor().post('/api/sign-in', { mail: chief.mail, password: '' })).status).toBe(422)
    expect((await world.visitor().post('/api/sign-in', { mail: chief.mail, password: goodPassword })).status).toBe(401)
    expect(
      (await world.visitor().post('/api/activations', { token: link.split('#')[1], password: goodPassword })).status,
    ).toBe(204)
    const browser = await signsIn(world.visitor(), chief.mail)
    expect((await browser.get('/api/account')).body).toMatchObject({
      kind: 'staff',
      customerNumber: null,
      fields: { firstName: 'Grace', lastName: 'Hopper' },
      may: expect.arrayContaining(['staff:administration']),
    })
    expect((await browser.patch('/api/account', { fields: { lastName: 'Murray' } })).body.fields.lastName).toBe(
      'Murray',
    )
    expect((await browser.patch('/api/account', { fields: { lastName: '' } })).status).toBe(422)
  })

  it('are opened by the administration and activated by a link that works once, expires and can be renewed', async () => {
    const world = await anIdentityWorld()
    const browser = await administrator(world)
    const opened = await browser.post('/api/staff/accounts', {
      mail: 'new@example.org',
      firstName: 'Ida',
      lastName: 'Neu',
      roles: ['support'],
    })
    expect(opened).toMatchObject({ status: 201, body: { id: expect.any(String) } })
    expect(opened.text).not.toContain('activate')
    await world.settle()
    const first = tokenIn((await lettersTo(world, 'new@example.org'))[0])
    expect((await browser.post(`/api/staff/accounts/${opened.body.id}/link`)).status).toBe(202)
    await world.settle()
    const second = tokenIn((await lettersTo(world, 'new@example.org'))[0])
    expect((await world.visitor().post('/api/activations', { token: first, password: goodPassword })).status).toBe(410)
    expect(
      (await world.visitor().post('/api/activations', { token: second, password: 'IdaNeu1234' })).body.fields,
    ).toHaveProperty('password')
    expect((await world.visitor().post('/api/activations', { token: second, password: goodPassword })).status).toBe(204)
    expect(
      await world.visitor().post('/api/activations', { token: second, password: 'another password' }),
    ).toMatchObject({ status: 410, body: { id: 'link-used' } })
    await signsIn(world.visitor(), 'new@example.org')
    expect(await browser.post(`/api/staff/accounts/${opened.body.id}/link`)).toMatchObject({
      status: 409,
      body: { id: 'already-active' },
    })
  })

  it('expire unopened after a week, and “forgotten password” brings a new link', async () => {
    const world = await anIdentityWorld()
    const { link } = await world.offered(StaffAccounts).invite(chief)
    await world.turnBy(days(7))
    expect(
      await world.visitor().post('/api/activations', { token: link.split('#')[1], password: goodPassword }),
    ).toMatchObject({ status: 410, body: { id: 'link-expired' } })
    await world.visitor().post('/api/password-resets', { mail: chief.mail })
    await world.settle()
    const [letter] = await lettersTo(world, chief.mail)
    expect(letter?.links[0]).toContain('/app/activate#')
    expect(
      (await world.visitor().post('/api/activations', { token: tokenIn(letter), password: goodPassword })).status,
    ).toBe(204)
  })

  it('are all that the administration finds, in what holds sign-in details of customers, too; and no customer is asked about it', async () => {
    const world = await anIdentityWorld()
    await administrator(world)
    const ida = await signedIn(world, 'ida@example.org')
    const found = await world.store.under(administration, { is: 'platform' }, work =>
      work.read(login, 'kind').execute(),
    )
    expect(found).toEqual([{ kind: 'staff' }])
    expect((await world.rows('select kind from identity.login order by kind')).map(one => one.kind)).toEqual([
      'customer',
      'staff',
    ])
    expect(objectable(world.store, 'customer').map(one => one.name)).not.toContain(administration.name)
    // It rests on Art. 32 GDPR: nobody objects to it, nor do those whom it is about.
    expect(objectable(world.store, 'staff').map(one => one.name)).not.toContain(administration.name)
    expect((await ida.get('/api/account')).status).toBe(200)
  })
  it('are told from others by a table about staff, without which the platform does not start', () => {
    const reads = { 'identity.login': ['kind'] }
    const blind = { ...administration, spec: { ...administration.spec, reads } } as UsableActivity
    expect(() => declarations([{ name: 'identity', activities: [blind, signIn], keeps: [login] }])).toThrow(
      /'identity\.administration' works for staff alone, and neither keeps a table about these nor reads 'subject' of one/,
    )
  })

  it('are told from others in what is held by somebody, too: readings of whoever is of another kind are not seen', async () => {
    const world = await aWorld({ modules: [...parts, homes, telemetry] })
    const [held] = [...world.declarations.tables.values()].filter(({ about }) => about.who === 'through')
    if (!held) throw new Error('nothing is held by anybody')
    const reading = {
      name: 'identity.administration',
      spec: { ...administration.spec, reads: { ...administration.spec.reads, [held.name]: Object.keys(held.columns) } },
    } as unknown as UsableActivity
    const all = { ...world.declarations, activities: new Map([[reading.name, reading]]) }
    const [resolving] = possessionFunctions(all, world.store.roles)
    expect(resolving?.body).toContain('h.subject in (select known.subject from "identity"."staff" known)')
    expect(resolving?.callers).toEqual([world.store.roles.of(reading.name)])
  })

  it('cannot be opened by anybody else', async () => {
    const world = await anIdentityWorld()
    await world
      .offered(StaffAccounts)
      .withPassword({ ...chief, mail: 'support@example.org', roles: ['support'] }, goodPassword)
    const support = await signsIn(world.visitor(), 'support@example.org')
    const customer = await signedIn(world, 'customer@example.org')
    const body = { mail: 'x@example.org', firstName: 'X', lastName: 'Y', roles: ['administration'] }
    for (const [browser, status] of [
      [support, 403],
      [customer, 403],
      [world.visitor(), 401],
    ] as const) {
      expect((await browser.post('/api/staff/accounts', body)).status).toBe(status)
      expect((await browser.post('/api/staff/customers', { mail: 'x@example.org', fields: {} })).status).toBe(status)
      expect((await browser.post('/api/staff/accounts/00000000-0000-4000-8000-000000000000/link')).status).toBe(status)
    }
    expect((await support.post('/api/account/delete', { password: goodPassword })).status).toBe(403)
  })

  it('share no address with anybody', async () => {
    const world = await anIdentityWorld()
    await signedIn(world, 'customer@example.org')
    const browser = await administrator(world)
    const body = { mail: 'Customer@example.org', firstName: 'X', lastName: 'Y', roles: [] }
    expect(await browser.post('/api/staff/accounts', body)).toMatchObject({ status: 409, body: { id: 'mail-taken' } })
    expect(await world.rows('select from identity.staff')).toHaveLength(1)
  })

  it('have no password at once in a live store', async () => {
    const world = await anIdentityWorld({ kind: 'live', settings: { smtpUrl: 'smtp://localhost:2525' } })
    await expect(world.offered(StaffAccounts).withPassword(chief, goodPassword)).rejects.toThrow('live store')
  })
})

const ofMeter = stating({
  'identity.account': {
    opening: 'by staff',
    required: ['firstName', 'lastName'],
    voluntary: ['company', 'phone', 'street', 'postcode', 'city'],
  },
  'identity.registration': null,
})

describe('accounts of customers, opened by staff (meter/4.2-a, b)', () => {
  let world: World
  let browser: Browser
  beforeAll(async () => {
    world = await anIdentityWorld({ manifest: ofMeter })
    browser = await administrator(world)
  })
  const fields = { firstName: 'Ada', lastName: 'Lovelace' }

  it('need a contract on record', async () => {
    const refused = await browser.post('/api/staff/customers', { mail: 'ada@example.org', fields })
    expect(refused).toMatchObject({
      status: 422,
      body: { fields: { contractReference: expect.stringContaining('contract') } },
    })
    await expect(world.offered(CustomerAccounts).invite({ mail: 'ada@example.org', fields })).rejects.toMatchObject({
      fields: { contractReference: expect.anything() },
    })
    expect(await world.traces('ada@example.org')).toEqual([])
  })

  it('name each missing field, and bear none that was not asked for', async () => {
    const refused = await browser.post('/api/staff/customers', {
      mail: 'ada@example.org',
      fields: { lastName: ' ', birthDate: '1815-12-10' },
      contractReference: 'V-1',
    })
    expect(Object.keys(refused.body.fields).sort()).toEqual(['birthDate', 'firstName', 'lastName'])
  })

  it('open with the optional fields empty, wait for the password, and sign in with the address', async () => {
    const opened = await browser.post('/api/staff/customers', {
      mail: 'ada@example.org',
      fields,
      contractReference: 'V-2026-17',
      language: 'de',
    })
    expect(opened.status).toBe(201)
    expect(
      (await world.visitor().post('/api/sign-in', { mail: 'ada@example.org', password: goodPassword })).status,
    ).toBe(401)
    await world.settle()
    const [letter] = await lettersTo(world, 'ada@example.org')
    expect(letter?.subject).toBe('Ihr Konto bei Testhaus')
    expect(
      (await world.visitor().post('/api/activations', { token: tokenIn(letter), password: goodPassword })).status,
    ).toBe(204)
    const ada = await signsIn(world.visitor(), 'ada@example.org')
    expect((await ada.get('/api/account')).body).toMatchObject({
      kind: 'customer',
      customerNumber: expect.stringMatching(/^\d{10}$/),
      fields: { ...fields, company: '', phone: '' },
    })
    expect(
      (await world.rows(`select contract_reference from identity.account where mail = 'ada@example.org'`))[0],
    ).toEqual({ contract_reference: 'V-2026-17' })
  })

  it('tell in the audit log which member of staff opened them', async () => {
    const [{ id }] = await world.rows(`select id from identity.account where mail = 'ada@example.org'`)
    const entries = await world.rows(
      `select e.actor, a.subject as by from obhut.audit_entry e join obhut.audit_person p on p.entry_id = e.id and p.part = 'concerned' join obhut.audit_person a on a.entry_id = e.id and a.part = 'acted'
      where e.about = 'identity.account' and e.what = 'insert' and p.subject = $1`,
      [id],
    )
    const [{ id: grace }] = await world.rows(`select id from identity.staff`)
    expect(entries).toEqual([{ actor: 'staff', by: grace }])
  })
})

describe('a manifest with half an account', () => {
  it('does not start, and says what it lacks', async () => {
    await expect(anIdentityWorld({ manifest: stating({ 'identity.registration': null }) })).rejects.toThrow(
      'identity.registration',
    )
    await expect(
      anIdentityWorld({ manifest: stating({ 'identity.session': null, 'identity.security': null }) }),
    ).rejects.toThrow(/'identity\.session' is not stated[^]*'identity\.security' is not stated/)
  })
})
