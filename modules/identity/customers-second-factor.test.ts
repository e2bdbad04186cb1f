import { beforeAll, describe, expect, it } from 'vitest'
import { days, hours, minutes } from '../../kernel/clock/clock.ts'
import { rights } from '../rights/index.ts'
import { website } from '../website/index.ts'
import type { Browser } from '../../server/testing/browser.ts'
import { aWorld, type World } from '../../server/testing/world.ts'
import { StaffAccounts } from './contract.ts'
import {
  anIdentityWorld,
  codeOf,
  givesCode,
  goodPassword,
  lettersTo,
  parts,
  setsUpSecondFactor,
  signedIn,
  signsIn,
  stating,
  tokenIn,
} from './people-for-test.ts'

const withPassword = { password: goodPassword }
const gives = (browser: Browser, code: string) => browser.post('/api/second-factor', { code })
const wrongFor = async (browser: Browser, mail: string): Promise<string> =>
  (await codeOf(browser, mail)) === '000000' ? '000001' : '000000'
/** What a browser sends as its session. */
const sessionOf = ({ cookies }: Browser): string =>
  [...cookies]
    .filter(([name]) => !name.endsWith('_known'))
    .map(([name, value]) => `${name}=${value}`)
    .join('; ')

let world: World
beforeAll(async () => {
  world = await aWorld({ modules: [...parts, rights, website] })
})

/** Signed in by the password, and no further. */
async function halfway(mail: string, browser = world.visitor()): Promise<Browser> {
  expect((await browser.post('/api/sign-in', { mail, password: goodPassword })).body.secondFactor).toBe('to give')
  return browser
}
/** A customer with a second factor, in the browser that set it up, and the recovery codes. */
async function careful(mail: string): Promise<{ browser: Browser; codes: string[] }> {
  const browser = await signedIn(world, mail)
  return { browser, codes: await setsUpSecondFactor(browser, mail, withPassword) }
}
async function newestLetter(mail: string) {
  await world.settle()
  return (await lettersTo(world, mail))[0]
}
const idOf = async (mail: string): Promise<string> =>
  (await world.rows('select id from identity.account where mail = $1', [mail]))[0].id
const notedAbout = async (mail: string): Promise<string[]> => {
  await world.settle()
  return (
    await world.rows(
      'select e.what from obhut.audit_entry e join obhut.audit_person p on p.entry_id = e.id where p.subject = $1 order by e.what',
      [await idOf(mail)],
    )
  ).map(({ what }) => what)
}

describe('a customer sets up a second factor', () => {
  const ada = 'ada@example.org'
  it('with the password, by a first code, and is told by mail', async () => {
    const browser = await signedIn(world, ada)
    expect((await browser.get('/api/account')).body).toMatchObject({
      secondFactor: 'not needed',
      may: expect.arrayContaining(['second-factor']),
    })
    for (const body of [{}, { password: 'something else' }])
      expect(await browser.post('/api/second-factor/enrolment', body)).toMatchObject({
        status: 422,
        body: { fields: { password: expect.any(String) } },
      })
    const {
      body: { key, uri },
    } = await browser.post('/api/second-factor/enrolment', withPassword)
    expect([key, uri]).toEqual([
      expect.stringMatching(/^[A-Z2-7]{32}$/),
      expect.stringContaining(`otpauth://totp/Testhaus:${encodeURIComponent(ada)}?secret=${key}`),
    ])
    expect(
      (await browser.post('/api/second-factor/enrolment/confirm', { code: await wrongFor(browser, ada) })).body.fields,
    ).toHaveProperty('code')
    expect((await browser.get('/api/second-factor')).body).toEqual({
      isSetUp: false,
      since: null,
      shown: 'none',
      recoveryCodesLeft: 0,
    })
    const before = sessionOf(browser)
    const {
      body: { recoveryCodes },
    } = await browser.post('/api/second-factor/enrolment/confirm', { code: await codeOf(browser, ada) })
    expect(new Set(recoveryCodes).size).toBe(10)
    expect((await browser.get('/api/second-factor')).body).toMatchObject({
      isSetUp: true,
      since: expect.any(String),
      shown: 'fresh',
      recoveryCodesLeft: 10,
    })
    expect((await browser.get('/api/account')).body.secondFactor).toBe('given')
    // Whoever knew the session before is outside.
    expect((await world.visitor({ cookie: before }).get('/api/account')).status).toBe(401)
    expect(await newestLetter(ada)).toMatchObject({
      subject: 'Your second factor is set up',
      text: expect.stringContaining('write to us at once'),
    })
  })
  it('and other browsers are asked for the code from then on, also after another app took its place', async () => {
    const mail = 'two-browsers@example.org'
    const [one, two] = [await signedIn(world, mail), await signsIn(world.visitor(), mail)]
    await setsUpSecondFactor(one, mail, withPassword)
    expect(await two.get('/api/sessions')).toMatchObject({ status: 403, body: { id: 'second-factor-needed' } })
    await givesCode(two, mail)
    expect((await two.get('/api/sessions')).status).toBe(200)
    await world.turnBy(minutes(1))
    await setsUpSecondFactor(one, mail, withPassword)
    expect((await two.get('/api/sessions')).status).toBe(403)
    expect(await world.rows('select from identity.second_factor where subject = $1', [await idOf(mail)])).toHaveLength(
      1,
    )
  })
  it('within an hour of the password, or begins anew', async () => {
    const mail = 'late@example.org'
    const browser = await signedIn(world, mail)
    await browser.post('/api/second-factor/enrolment', withPassword)
    await world.turnBy(hours(1))
    expect(
      await browser.post('/api/second-factor/enrolment/confirm', { code: await codeOf(browser, mail) }),
    ).toMatchObject({ status: 410, body: { id: 'enrolment-expired' } })
    expect(await setsUpSecondFactor(browser, mail, withPassword)).toHaveLength(10)
  })
})

describe('the password of a customer who has a second factor', () => {
  const mail = 'ida@example.org'
  let codes: string[]
  beforeAll(async () => {
    ;({ codes } = await careful(mail))
  })

  it('opens the question for the code, and nothing about the person', async () => {
    const browser = await halfway(mail)
    expect((await browser.get('/api/account')).body).toMatchObject({
      customerNumber: null,
      fields: {},
      may: [],
      secondFactor: 'to give',
      pendingMail: null,
    })
    expect([...browser.cookies.keys()].filter(name => name.endsWith('_known'))).toEqual([])
    for (const path of [
      '/api/second-factor/enrolment',
      '/api/second-factor/recovery-codes',
      '/api/second-factor/removal',
      '/api/account/delete',
    ]) {
      expect(await browser.post(path, withPassword)).toMatchObject({
        status: 403,
        body: { id: 'second-factor-needed' },
      })
    }
    const before = sessionOf(browser)
    await givesCode(browser, mail)
    expect((await browser.get('/api/account')).body).toMatchObject({
      fields: { lastName: 'Lovelace' },
      secondFactor: 'given',
    })
    expect((await world.visitor({ cookie: before }).get('/api/account')).status).toBe(401)
  })
  it('is enough with a recovery code, which works once', async () => {
    const browser = await halfway(mail)
    expect((await gives(browser, ` ${codes[0]?.toUpperCase()} `)).status).toBe(204)
    expect((await browser.get('/api/second-factor')).body).toMatchObject({ shown: 'fresh', recoveryCodesLeft: 9 })
    expect((await gives(await halfway(mail), codes[0] ?? '')).status).toBe(422)
  })
  it('goes on opening a session that gave the code, for as long as that lasts', async () => {
    const browser = await halfway(mail)
    await gives(browser, codes[1] ?? '')
    await world.turnBy(hours(11.9))
    expect((await browser.get('/api/sessions')).status).toBe(200)
    await world.turnBy(hours(11.9))
    expect((await browser.get('/api/second-factor')).body.shown).toBe('given')
  })
  it('cannot be helped by guessing codes, each of which is on record', async () => {
    await world.turnBy(days(1))
    const browser = await halfway(mail)
    const wrong = await wrongFor(browser, mail)
    for (let tries = 0; tries < 5; tries++) expect((await gives(browser, wrong)).status).toBe(422)
    expect(await gives(browser, await codeOf(browser, mail))).toMatchObject({
      status: 429,
      body: { id: 'too-many-attempts' },
    })
    expect((await notedAbout(mail)).filter(what => what === 'code refused').length).toBeGreaterThanOrEqual(5)
    await world.turnBy(hours(1))
    await givesCode(browser, mail)
  })
  it('can be set anew by the mailbox, which opens no more than it did', async () => {
    await world.visitor().post('/api/password-resets', { mail })
    const browser = world.visitor()
    expect(
      (
        await browser.post('/api/password-resets/redeem', {
          token: tokenIn(await newestLetter(mail)),
          password: goodPassword,
        })
      ).status,
    ).toBe(204)
    expect([...browser.cookies.keys()]).toEqual([])
    expect((await (await halfway(mail, browser)).get('/api/sessions')).status).toBe(403)
    expect((await gives(browser, codes[2] ?? '')).status).toBe(204)
    expect([...browser.cookies.keys()].some(name => name.endsWith('_known'))).toBe(true)
  })
  it('does not reach around the second factor where the person had the data restricted', async () => {
    const browser = await halfway(mail)
    await gives(browser, codes[3] ?? '')
    expect(
      (await browser.put('/api/my-data/restriction', { ground: 'accuracy', says: 'My address is wrong.' })).status,
    ).toBe(204)
    const again = await halfway(mail)
    expect((await again.get('/api/sessions')).status).toBe(403)
    expect((await gives(again, codes[4] ?? '')).status).toBe(204)
    expect((await again.delete('/api/my-data/restriction')).status).toBe(204)
  })
})

describe('whoever has a second factor', () => {
  it('makes new recovery codes with the password; the old ones no longer work', async () => {
    const mail = 'grete@example.org'
    const { browser, codes } = await careful(mail)
    expect((await browser.post('/api/second-factor/recovery-codes', { password: 'something else' })).status).toBe(422)
    const {
      body: { recoveryCodes },
    } = await browser.post('/api/second-factor/recovery-codes', withPassword)
    expect((await gives(await halfway(mail), codes[0] ?? '')).status).toBe(422)
    expect((await gives(await halfway(mail), recoveryCodes[0])).status).toBe(204)
  })
  it('switches it off with the password, is told by mail, and no session that waited for the code is open', async () => {
    const mail = 'otto@example.org'
    const { browser } = await careful(mail)
    const waiting = await halfway(mail)
    expect((await browser.post('/api/second-factor/removal', { password: 'something else' })).status).toBe(422)
    expect((await browser.post('/api/second-factor/removal', withPassword)).status).toBe(204)
    expect((await waiting.get('/api/account')).status).toBe(401)
    expect((await browser.get('/api/account')).body.secondFactor).toBe('not needed')
    expect((await world.visitor().post('/api/sign-in', { mail, password: goodPassword })).body.secondFactor).toBe(
      'not needed',
    )
    expect((await newestLetter(mail))?.subject).toBe('Your second factor is switched off')
    const id = await idOf(mail)
    for (const table of ['second_factor', 'recovery_code'])
      expect(await world.rows(`select from identity.${table} where subject = $1`, [id])).toEqual([])
    for (const path of ['recovery-codes', 'removal'])
      expect((await browser.post(`/api/second-factor/${path}`, withPassword)).status).toBe(404)
  })
  it('finds it in the copy of the own data, without what is secret', async () => {
    const mail = 'rosa@example.org'
    const browser = await signedIn(world, mail)
    const {
      body: { key },
    } = await browser.post('/api/second-factor/enrolment', withPassword)
    const {
      body: { recoveryCodes },
    } = await browser.post('/api/second-factor/enrolment/confirm', { code: await codeOf(browser, mail) })
    const { status, text } = await browser.get('/api/my-data/copy')
    const held = JSON.parse(text).held as { what: { table: string }; rows: Record<string, unknown>[] }[]
    expect(status).toBe(200)
    const rowsOf = (table: string) => held.find(one => one.what.table === table)?.rows ?? []
    expect(rowsOf('identity.second_factor')).toEqual([expect.objectContaining({ confirmedAt: expect.any(String) })])
    expect(rowsOf('identity.recovery_code')).toHaveLength(10)
    for (const secret of [key, ...recoveryCodes]) expect(text).not.toContain(secret)
    for (const row of [...rowsOf('identity.second_factor'), ...rowsOf('identity.recovery_code')])
      for (const column of ['secret', 'code']) expect(row).not.toHaveProperty(column)
  })
  it('leaves nothing of it behind', async () => {
    const mail = 'hedy@example.org'
    const { browser } = await careful(mail)
    const id = await idOf(mail)
    expect((await browser.post('/api/account/delete', withPassword)).status).toBe(200)
    for (const table of ['second_factor', 'recovery_code'])
      expect(await world.rows(`select from identity.${table} where subject = $1`, [id])).toEqual([])
  })
})

describe('a customer who has lost app and recovery codes', () => {
  it('gets a new beginning from the administration: second factor, password and sessions go, and a link comes', async () => {
    const mail = 'emmy@example.org'
    const { browser } = await careful(mail)
    await world.offered(StaffAccounts).withPassword(
      {
        mail: 'grace@staff.example',
        firstName: 'Grace',
        lastName: 'Hopper',
        roles: ['administration'],
        language: 'en',
      },
      goodPassword,
    )
    const chief = await signsIn(world.visitor(), 'grace@staff.example')
    const id = await idOf(mail)
    expect((await chief.post('/api/staff/customers/00000000-0000-4000-8000-000000000000/reset')).status).toBe(404)
    expect((await chief.post(`/api/staff/customers/${id}/reset`)).status).toBe(202)
    expect((await browser.get('/api/account')).status).toBe(401)
    expect((await world.visitor().post('/api/sign-in', { mail, password: goodPassword })).status).toBe(401)
    const letter = await newestLetter(mail)
    expect(letter?.subject).toBe('Your access has been reset')
    expect(
      (await world.visitor().post('/api/activations', { token: tokenIn(letter), password: goodPassword })).status,
    ).toBe(204)
    expect((await world.visitor().post('/api/sign-in', { mail, password: goodPassword })).body.secondFactor).toBe(
      'not needed',
    )
    expect(await notedAbout(mail)).toContain('reset')
  })
})

describe('a statement without a second factor', () => {
  it('offers customers none, and signs them in all the same', async () => {
    const site = await anIdentityWorld({
      manifest: stating({
        'identity.second-factor': null,
        'identity.staff': null,
        'identity.administration': null,
        'identity.look-up': null,
      }),
    })
    const browser = await signedIn(site, 'ada@example.org')
    const { body } = await browser.get('/api/account')
    expect([body.secondFactor, body.may]).toEqual(['not needed', ['change', 'delete']])
    expect((await browser.get('/api/second-factor')).status).toBe(404)
    expect((await browser.post('/api/second-factor/enrolment', withPassword)).status).toBe(404)
  })
})
