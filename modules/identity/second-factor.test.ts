import { describe, expect, it } from 'vitest'
import { hours, minutes } from '../../kernel/clock/clock.ts'
import type { Browser } from '../../server/testing/browser.ts'
import type { World } from '../../server/testing/world.ts'
import { StaffAccounts, type StaffRole } from './contract.ts'
import {
  anIdentityWorld,
  codeOf,
  givesCode,
  goodPassword,
  lettersTo,
  setsUpSecondFactor,
  signedIn,
  signsIn,
  stating,
  tokenIn,
} from './people-for-test.ts'
import { mostSessions } from './sessions.ts'
import { codeOf as totp, stepAt } from './totp.ts'

const grace = 'grace@example.org'
const ida = 'ida@example.org'
const aColleague = (world: World, mail: string, roles: readonly StaffRole[] = ['administration']): Promise<string> =>
  world
    .offered(StaffAccounts)
    .withPassword({ mail, firstName: 'Grace', lastName: 'Hopper', roles, language: 'en' }, goodPassword)
/** Signed in by the password, and no further. */
async function halfway(world: World, mail: string): Promise<Browser> {
  const browser = world.visitor()
  expect((await browser.post('/api/sign-in', { mail, password: goodPassword })).body.secondFactor).toBe('to give')
  return browser
}
/** As an app reads it. */
const secretIn = (key: string): Buffer =>
  Buffer.from(
    [...key]
      .map(sign => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(sign).toString(2).padStart(5, '0'))
      .join('')
      .match(/.{8}/g)
      ?.map(byte => parseInt(byte, 2)) ?? [],
  )
const gives = (browser: Browser, code: string) => browser.post('/api/second-factor', { code })

describe('the password of a member of staff', () => {
  it('alone opens the own account’s name and nothing else', async () => {
    const world = await anIdentityWorld()
    await aColleague(world, grace)
    const browser = await halfway(world, grace)
    expect((await browser.get('/api/account')).status).toBe(200)
    for (const path of ['/api/staff/accounts', '/api/sessions'])
      expect(await browser.get(path)).toMatchObject({
        status: 403,
        body: { id: 'second-factor-needed', helps: expect.any(String) },
      })
    expect(
      (await browser.post('/api/account/password', { current: goodPassword, next: 'another good one' })).status,
    ).toBe(403)
    expect((await browser.post('/api/staff/look-ups', { by: ida, reason: 'called us' })).status).toBe(403)
    await givesCode(browser, grace)
    for (const path of ['/api/staff/accounts', '/api/sessions']) expect((await browser.get(path)).status).toBe(200)
  })
})

describe('sessions in which the code was not shown', () => {
  it('put out each other alone, never one in which it was, for staff and for customers who have a second factor', async () => {
    const world = await anIdentityWorld()
    const sessionsOf = async (mail: string): Promise<number> =>
      (
        await world.rows(
          'select from identity.session where subject = (select id from identity.login where mail = $1)',
          [mail],
        )
      ).length
    await aColleague(world, grace)
    const ours = await signsIn(world.visitor(), grace)
    const customer = await signedIn(world, ida)
    await setsUpSecondFactor(customer, ida, { password: goodPassword })
    for (const [browser, mail] of [
      [ours, grace],
      [customer, ida],
    ] as const) {
      for (let one = 0; one < mostSessions + 2; one++) await halfway(world, mail)
      expect((await browser.get('/api/sessions')).status).toBe(200)
      expect(await sessionsOf(mail)).toBe(mostSessions + 1)
    }
    for (let one = 0; one < mostSessions; one++) await signsIn(world.visitor(), grace)
    expect((await ours.get('/api/account')).status).toBe(401)
    expect(await sessionsOf(grace)).toBeLessThanOrEqual(mostSessions * 2)
  })
})

describe('a code', () => {
  it('opens once, and of two at once one is refused', async () => {
    const world = await anIdentityWorld()
    await aColleague(world, grace)
    const [one, two] = [await halfway(world, grace), await halfway(world, grace)]
    const code = await codeOf(one, grace)
    const both = await Promise.all([gives(one, code), gives(two, code)])
    expect(both.map(({ status }) => status).toSorted()).toEqual([204, 422])
    expect((await gives(await halfway(world, grace), code)).body.fields).toHaveProperty('code')
  })
  it('that is older than one already used is refused, though its time has not passed', async () => {
    const world = await anIdentityWorld()
    await aColleague(world, grace)
    const browser = await signsIn(world.visitor(), grace)
    const secret = secretIn((await browser.post('/api/second-factor/enrolment')).body.key)
    const now = stepAt(world.clock.now())
    expect((await browser.post('/api/second-factor/enrolment/confirm', { code: totp(secret, now - 1) })).status).toBe(
      200,
    )
    expect((await gives(browser, totp(secret, now + 1))).status).toBe(204)
    expect((await gives(browser, totp(secret, now))).status).toBe(422)
  })
  it('cannot be guessed: after a few wrong ones the right one waits, too', async () => {
    const world = await anIdentityWorld()
    await aColleague(world, grace)
    const browser = await halfway(world, grace)
    const right = await codeOf(browser, grace)
    const wrong = right === '000000' ? '000001' : '000000'
    for (let tries = 0; tries < 5; tries++) expect((await gives(browser, wrong)).status).toBe(422)
    expect(await gives(browser, right)).toMatchObject({ status: 429, body: { id: 'too-many-attempts' } })
    await world.turnBy(minutes(5))
    await givesCode(browser, grace)
  })
  it('renews the token of the session that it opens: whoever knows the one before is still outside', async () => {
    const world = await anIdentityWorld()
    await aColleague(world, grace)
    const browser = await halfway(world, grace)
    const before = new Map(browser.cookies)
    await givesCode(browser, grace)
    const other = world.visitor()
    for (const [name, value] of before) other.cookies.set(name, value)
    expect((await other.get('/api/account')).status).toBe(401)
    expect((await browser.get('/api/staff/accounts')).status).toBe(200)
    expect((await browser.get('/api/sessions')).body.items).toHaveLength(1)
    // A fresh code within the session leaves it, because other requests of the page are under way.
    const [session] = [...browser.cookies.values()]
    await givesCode(browser, grace)
    expect([...browser.cookies.values()][0]).toBe(session)
  })
  it('that is wrong is on record, and so is what staff were refused for lack of permission', async () => {
    const world = await anIdentityWorld()
    await aColleague(world, grace, ['support'])
    const browser = await halfway(world, grace)
    const wrong = (await codeOf(browser, grace)) === '000000' ? '000001' : '000000'
    await gives(browser, wrong)
    await givesCode(browser, grace)
    expect((await browser.get('/api/staff/accounts')).status).toBe(403)
    await browser.post('/api/account/password', { current: 'not the password', next: 'another good one' })
    await world.settle()
    const rows = await world.rows<{ what: string }>(
      `select what from obhut.audit_entry where what in ('code refused', 'denied', 'password refused') order by what`,
    )
    expect(rows.map(({ what }) => what)).toEqual(['code refused', 'denied', 'password refused'])
  })
  it('that others guess does not lock out its holder in a browser that gave codes before', async () => {
    const world = await anIdentityWorld()
    await aColleague(world, grace)
    const own = await signsIn(world.visitor(), grace)
    const stranger = await halfway(world, grace)
    const wrong = (await codeOf(own, grace)) === '000000' ? '000001' : '000000'
    for (let tries = 0; tries < 5; tries++) expect((await gives(stranger, wrong)).status).toBe(422)
    expect((await gives(stranger, wrong)).status).toBe(429)
    // The password alone makes no browser known.
    expect((await gives(await halfway(world, grace), wrong)).status).toBe(429)
    await own.post('/api/sign-out')
    expect((await own.post('/api/sign-in', { mail: grace, password: goodPassword })).status).toBe(200)
    await givesCode(own, grace)
  })
  it('is asked for again before what cannot be taken back, and after half a day before anything', async () => {
    const world = await anIdentityWorld()
    const id = await aColleague(world, ida, ['support'])
    await aColleague(world, grace)
    const chief = await signsIn(world.visitor(), grace)
    expect((await chief.patch(`/api/staff/accounts/${id}`, { roles: ['marketing'] })).status).toBe(200)
    await world.turnBy(minutes(5))
    expect((await chief.get('/api/staff/accounts')).status).toBe(200)
    expect((await chief.patch(`/api/staff/accounts/${id}`, { roles: [] })).body.id).toBe('fresh-code-needed')
    await givesCode(chief, grace)
    expect((await chief.patch(`/api/staff/accounts/${id}`, { roles: [] })).status).toBe(200)
    await world.turnBy(hours(11))
    await chief.get('/api/account')
    await world.turnBy(hours(1))
    expect((await chief.get('/api/staff/accounts')).body.id).toBe('second-factor-needed')
    expect((await chief.get('/api/account')).body.secondFactor).toBe('to give')
  })
})

describe('setting up a second factor', () => {
  it('is what the first sign-in leads to, and is told by mail', async () => {
    const world = await anIdentityWorld()
    const { link } = await world
      .offered(StaffAccounts)
      .invite({ mail: grace, firstName: 'Grace', lastName: 'Hopper', roles: ['administration'], language: 'en' })
    await world.visitor().post('/api/activations', { token: link.split('#')[1], password: goodPassword })
    const browser = world.visitor()
    expect((await browser.post('/api/sign-in', { mail: grace, password: goodPassword })).body.secondFactor).toBe(
      'to set up',
    )
    expect((await browser.get('/api/staff/accounts')).status).toBe(403)
    const { body: first } = await browser.post('/api/second-factor/enrolment')
    expect(first).toEqual({
      key: expect.stringMatching(/^[A-Z2-7]{32}$/),
      uri: expect.stringContaining(`secret=${first.key}`),
    })
    expect((await browser.post('/api/second-factor/enrolment/confirm', { code: '000000' })).status).toBe(422)
    expect(await setsUpSecondFactor(browser, grace)).toHaveLength(10)
    expect((await browser.get('/api/staff/accounts')).status).toBe(200)
    expect((await browser.get('/api/second-factor')).body).toEqual({
      isSetUp: true,
      since: expect.any(String),
      shown: 'fresh',
      recoveryCodesLeft: 10,
    })
    await world.settle()
    expect((await lettersTo(world, grace))[0]?.subject).toBe('Your second factor is set up')
  })
  it('anew is for those alone who have just shown the present one', async () => {
    const world = await anIdentityWorld()
    await aColleague(world, grace)
    const browser = await halfway(world, grace)
    expect((await browser.post('/api/second-factor/enrolment')).body.id).toBe('fresh-code-needed')
    await givesCode(browser, grace)
    await setsUpSecondFactor(browser, grace)
    await signsIn(world.visitor(), grace)
    expect(await world.rows('select from identity.second_factor')).toHaveLength(1)
  })
  it('leaves no secret in the database that could be read there', async () => {
    const world = await anIdentityWorld()
    await aColleague(world, grace)
    const browser = await signsIn(world.visitor(), grace)
    const {
      body: { key },
    } = await browser.post('/api/second-factor/enrolment')
    const bytes = secretIn(key)
    expect(bytes).toHaveLength(20)
    const rows = await world.rows<{ secret: Buffer }>('select secret from identity.second_factor')
    expect(rows.map(({ secret }) => secret.includes(bytes))).toEqual([false, false])
    expect((await browser.get('/api/my-data/identity.second_factor')).text).not.toContain(key)
  })
  it('cannot be undone by staff themselves', async () => {
    const world = await anIdentityWorld()
    await aColleague(world, grace)
    const browser = await signsIn(world.visitor(), grace)
    expect(await browser.post('/api/second-factor/removal', { password: goodPassword })).toMatchObject({
      status: 403,
      body: { id: 'not-allowed' },
    })
  })
})

describe('a recovery code', () => {
  it('opens once when the app is not at hand, however it is typed', async () => {
    const world = await anIdentityWorld()
    await aColleague(world, grace)
    const codes = await setsUpSecondFactor(await signsIn(world.visitor(), grace), grace)
    const browser = await halfway(world, grace)
    expect((await gives(browser, ` ${codes[0]?.toUpperCase().replaceAll('-', ' ')} `)).status).toBe(204)
    expect((await gives(await halfway(world, grace), codes[0] ?? '')).status).toBe(422)
    expect((await browser.get('/api/second-factor')).body.recoveryCodesLeft).toBe(9)
    const { body } = await browser.post('/api/second-factor/recovery-codes')
    expect(body.recoveryCodes).toHaveLength(10)
    expect((await gives(await halfway(world, grace), codes[1] ?? '')).status).toBe(422)
  })
})

describe('another administrator', () => {
  it('resets what is lost: password, second factor and sessions go, and a link comes', async () => {
    const world = await anIdentityWorld()
    const id = await aColleague(world, ida, ['support'])
    await aColleague(world, grace)
    const [colleague, chief] = [await signsIn(world.visitor(), ida), await signsIn(world.visitor(), grace)]
    expect((await chief.post(`/api/staff/accounts/${id}/reset`)).status).toBe(202)
    expect((await colleague.get('/api/account')).status).toBe(401)
    expect((await world.visitor().post('/api/sign-in', { mail: ida, password: goodPassword })).status).toBe(401)
    await world.settle()
    expect(
      (
        await world
          .visitor()
          .post('/api/activations', { token: tokenIn((await lettersTo(world, ida))[0]), password: goodPassword })
      ).status,
    ).toBe(204)
    expect((await world.visitor().post('/api/sign-in', { mail: ida, password: goodPassword })).body.secondFactor).toBe(
      'to set up',
    )
    const [{ id: hers }] = await world.rows('select id from identity.staff where mail = $1', [grace])
    expect(
      await world.rows(
        `select e.actor, p.part, p.subject from obhut.audit_entry e join obhut.audit_person p on p.entry_id = e.id where e.what = 'reset' order by p.part`,
      ),
    ).toEqual([
      { actor: 'staff', part: 'acted', subject: hers },
      { actor: 'staff', part: 'concerned', subject: id },
    ])
  })
  it('keeps somebody out at once, by no way back in but the administration’s', async () => {
    const world = await anIdentityWorld()
    const id = await aColleague(world, ida, ['support'])
    await aColleague(world, grace)
    const [colleague, chief] = [await signsIn(world.visitor(), ida), await signsIn(world.visitor(), grace)]
    expect((await chief.post(`/api/staff/accounts/${id}/deactivation`)).status).toBe(204)
    expect((await colleague.get('/api/account')).status).toBe(401)
    await world.visitor().post('/api/password-resets', { mail: ida })
    await world.settle()
    expect(await lettersTo(world, ida)).toEqual([])
    expect((await chief.post(`/api/staff/accounts/${id}/link`)).status).toBe(404)
    expect((await chief.get('/api/staff/accounts')).body.items).toContainEqual(
      expect.objectContaining({ id, state: 'deactivated', secondFactor: false, may: ['reactivate'] }),
    )
    expect((await chief.delete(`/api/staff/accounts/${id}/deactivation`)).status).toBe(204)
    await world.settle()
    expect(
      (
        await world
          .visitor()
          .post('/api/activations', { token: tokenIn((await lettersTo(world, ida))[0]), password: goodPassword })
      ).status,
    ).toBe(204)
  })
  it('is another: nobody does so to the own account, and there is no such customer', async () => {
    const world = await anIdentityWorld()
    const own = await aColleague(world, grace)
    await signedIn(world, ida)
    const [{ id: customer }] = await world.rows('select id from identity.account')
    const chief = await signsIn(world.visitor(), grace)
    for (const [id, status] of [
      [own, 409],
      [customer, 404],
    ] as const) {
      expect((await chief.patch(`/api/staff/accounts/${id}`, { roles: [] })).status).toBe(status)
      expect((await chief.post(`/api/staff/accounts/${id}/reset`)).status).toBe(status)
      expect((await chief.post(`/api/staff/accounts/${id}/deactivation`)).status).toBe(status)
    }
    expect((await chief.get('/api/staff/accounts')).body.items).toMatchObject([
      { id: own, oneself: true, may: [], secondFactor: true },
    ])
  })
})

describe('looking a customer up', () => {
  it('takes the whole number or address and a reason, and the customer sees that it happened', async () => {
    const world = await anIdentityWorld({
      manifest: stating({ 'identity.account': { required: ['firstName', 'lastName'], voluntary: ['country'] } }),
    })
    const customer = await signedIn(world, ida)
    await customer.patch('/api/account', { fields: { country: 'DE' } })
    const {
      body: { customerNumber },
    } = await customer.get('/api/account')
    await aColleague(world, grace, ['support'])
    const support = await signsIn(world.visitor(), grace)
    const looks = (by: string, reason = 'asked us on the phone') => support.post('/api/staff/look-ups', { by, reason })
    const spaced = `${customerNumber.slice(0, 3)} ${customerNumber.slice(3, 6)}-${customerNumber.slice(6)}`
    for (const by of [spaced, 'IDA@example.org'])
      expect((await looks(by)).body.customer).toMatchObject({
        customerNumber,
        name: 'Ada Lovelace',
        mail: ida,
        address: expect.arrayContaining(['Germany']),
      })
    for (const by of ['ida', 'ida@', '1234567890', '%@example.org'])
      expect((await looks(by)).body).toEqual({ customer: null })
    expect((await looks(ida, ' ')).body.fields).toHaveProperty('reason')
    const [{ id }] = await world.rows('select id from identity.account')
    const noted = await world.rows(
      `select e.actor, p.facts from obhut.audit_entry e join obhut.audit_person p on p.entry_id = e.id where e.what = 'look up' and p.subject = $1`,
      [id],
    )
    expect(noted).toMatchObject([
      { actor: 'staff', facts: { reason: 'asked us on the phone' } },
      { facts: { reason: 'asked us on the phone' } },
    ])
  })
})
