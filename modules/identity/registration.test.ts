import { beforeAll, describe, expect, it } from 'vitest'
import { hours, minutes } from '../../kernel/clock/clock.ts'
import type { World } from '../../server/testing/world.ts'
import { passwordsAtTheirCost } from '../../tools/testing/passwords-at-their-cost.ts'
import {
  anIdentityWorld,
  goodPassword,
  lettersTo,
  person,
  registered,
  signsIn,
  stating,
  tokenIn,
} from './people-for-test.ts'

const accountsIn = (world: World) => world.rows('select mail, customer_number from identity.account order by mail')

describe('registration (home/2.3-a to e)', () => {
  let world: World
  beforeAll(async () => {
    world = await anIdentityWorld()
  })

  it('opens the account once the link is opened, and not before', async () => {
    const ada = world.visitor()
    const asked = await ada.post('/api/registrations', person({ mail: 'ada@example.org' }))
    expect({ status: asked.status, body: asked.body }).toEqual({ status: 202, body: {} })
    await world.settle()
    expect((await ada.post('/api/sign-in', { mail: 'ada@example.org', password: goodPassword })).status).toBe(401)

    const [letter] = await lettersTo(world, 'ada@example.org')
    const confirmed = await ada.post('/api/registrations/confirm', { token: tokenIn(letter), password: goodPassword })
    expect(confirmed.status).toBe(200)
    expect(confirmed.body.customerNumber).toMatch(/^[1-9]\d{9}$/)
    const account = await ada.post('/api/sign-in', { mail: 'Ada@Example.org', password: goodPassword })
    expect(account.body).toMatchObject({
      kind: 'customer',
      customerNumber: confirmed.body.customerNumber,
      mail: 'ada@example.org',
      fields: { firstName: 'Ada', lastName: 'Lovelace' },
    })
    expect(world.faults).toEqual([])
  })

  it('keeps request, mail and confirmation on record, with their times', async () => {
    await registered(world, 'record@example.org')
    const [account] = await world.rows(
      `select id, requested_at, confirmed_at from identity.account where mail = 'record@example.org'`,
    )
    const [letter] = await world.rows(
      `select posted_at, closed_at, state, content from mail.letter where subject = $1`,
      [account.id],
    )
    expect(account.requested_at <= letter.closed_at && letter.closed_at <= account.confirmed_at).toBe(true)
    expect(letter).toMatchObject({ state: 'sent', content: null })
  })

  it('keeps nothing in clear that opens anything', async () => {
    const browser = world.visitor()
    await browser.post('/api/registrations', person({ mail: 'clear@example.org', password: 'a most secret sentence' }))
    await world.settle()
    const token = tokenIn((await lettersTo(world, 'clear@example.org'))[0])
    expect(await world.traces(token)).toEqual([])
    expect(await world.traces('a most secret sentence')).toEqual([])
  })

  it('works once only: a link that was used says so', async () => {
    const browser = await registered(world, 'once@example.org')
    const token = tokenIn((await lettersTo(world, 'once@example.org'))[0])
    const again = await browser.post('/api/registrations/confirm', { token, password: goodPassword })
    expect(again).toMatchObject({ status: 410, body: { id: 'link-used', helps: expect.any(String) } })
  })

  it('makes one account of two confirmations at once', async () => {
    await world.visitor().post('/api/registrations', person({ mail: 'twice@example.org' }))
    await world.settle()
    const token = tokenIn((await lettersTo(world, 'twice@example.org'))[0])
    const both = await Promise.all(
      [1, 2, 3, 4].map(() => world.visitor().post('/api/registrations/confirm', { token, password: goodPassword })),
    )
    expect(both.map(one => one.status).sort()).toEqual([200, 410, 410, 410])
    expect((await accountsIn(world)).filter(one => one.mail === 'twice@example.org')).toHaveLength(1)
  })

  it('makes one account of two registrations of one address that were made and are confirmed at once', async () => {
    await Promise.all(
      ['One', 'Two'].map(firstName =>
        world.visitor().post('/api/registrations', person({ mail: 'race@example.org', firstName })),
      ),
    )
    await world.settle()
    const tokens = (await lettersTo(world, 'race@example.org')).map(tokenIn)
    const both = await Promise.all(
      tokens.map(token => world.visitor().post('/api/registrations/confirm', { token, password: goodPassword })),
    )
    expect(both.filter(one => one.status === 200)).toHaveLength(1)
    for (const { status, body } of both) if (status !== 200) expect(body.id).toMatch(/mail-taken|link-expired/)
    expect((await accountsIn(world)).filter(one => one.mail === 'race@example.org')).toHaveLength(1)
    expect(await world.rows(`select from identity.registration where mail = 'race@example.org'`)).toEqual([])
  })

  it('lets the newest registration of an address alone be confirmed', async () => {
    const mail = 'victim@example.org'
    await world
      .visitor()
      .post('/api/registrations', person({ mail, lastName: 'Stranger', password: 'the stranger knows this' }))
    await world.settle()
    const older = tokenIn((await lettersTo(world, mail))[0])
    await world.turnBy(minutes(1))
    await world
      .visitor()
      .post('/api/registrations', person({ mail, lastName: 'Owner', password: 'the owner knows this' }))
    await world.settle()
    const newer = tokenIn((await lettersTo(world, mail))[0])
    for (const password of ['the stranger knows this', 'the owner knows this']) {
      expect(await world.visitor().post('/api/registrations/confirm', { token: older, password })).toMatchObject({
        status: 410,
        body: { id: 'link-expired' },
      })
    }
    expect(await world.traces('Stranger')).toEqual([])
    expect(
      (await world.visitor().post('/api/registrations/confirm', { token: newer, password: 'the owner knows this' }))
        .status,
    ).toBe(200)
    expect((await world.visitor().post('/api/sign-in', { mail, password: 'the stranger knows this' })).status).toBe(401)
    expect(
      (await world.visitor().post('/api/sign-in', { mail, password: 'the owner knows this' })).body.fields,
    ).toMatchObject({ lastName: 'Owner' })
  })

  it('opens nothing for whoever has the mailbox and did not choose the password', async () => {
    const mail = 'unasked@example.org'
    await world.visitor().post('/api/registrations', person({ mail, password: 'the stranger knows this' }))
    await world.settle()
    const token = tokenIn((await lettersTo(world, mail))[0])
    expect((await world.visitor().post('/api/registrations/confirm', { token })).body.fields).toHaveProperty('password')
    expect(
      (await world.visitor().post('/api/registrations/confirm', { token, password: goodPassword })).body.fields,
    ).toHaveProperty('password')
    expect(await world.rows('select from identity.login where mail = $1', [mail])).toEqual([])
    expect((await world.visitor().post('/api/sign-in', { mail, password: 'the stranger knows this' })).status).toBe(401)
    for (let more = 0; more < 9; more++)
      await world.visitor().post('/api/registrations/confirm', { token, password: `guess number ${more}` })
    expect(
      (await world.visitor().post('/api/registrations/confirm', { token, password: 'the stranger knows this' })).status,
    ).toBe(429)
  })

  it('signs in whoever has shown mailbox and password', async () => {
    const browser = world.visitor()
    await browser.post('/api/registrations', person({ mail: 'straight@example.org' }))
    await world.settle()
    await browser.post('/api/registrations/confirm', {
      token: tokenIn((await lettersTo(world, 'straight@example.org'))[0]),
      password: goodPassword,
    })
    expect((await browser.get('/api/account')).body).toMatchObject({ mail: 'straight@example.org' })
    expect((await browser.get('/api/sessions')).body.items).toHaveLength(1)
  })

  it('gives everybody an address and a number that nobody else has', async () => {
    const numbers = (await accountsIn(world)).map(one => one.customer_number)
    expect(new Set(numbers).size).toBe(numbers.length)
    await expect(
      world.rows(`update identity.account set mail = 'ada@example.org' where mail = 'record@example.org'`),
    ).rejects.toThrow('account_mail')
  })
})

describe('an address that is never confirmed (home/2.3-c)', () => {
  it('is forgotten when its link expires', async () => {
    const world = await anIdentityWorld()
    await world.visitor().post('/api/registrations', person({ mail: 'never@example.org' }))
    await world.settle()
    const token = tokenIn((await lettersTo(world, 'never@example.org'))[0])
    expect(await world.traces('never@example.org')).not.toEqual([])
    await world.turnBy(hours(24))
    expect(await world.visitor().post('/api/registrations/confirm', { token, password: goodPassword })).toMatchObject({
      status: 410,
      body: { id: 'link-expired' },
    })
    await world.turnBy(hours(24 * 32))
    expect(await world.traces('never@example.org')).toEqual([])
    expect(await world.traces('Lovelace')).toEqual([])
  })

  it('is refused by its link already a moment after it expired, sweep or not', async () => {
    const world = await anIdentityWorld()
    await world.visitor().post('/api/registrations', person({ mail: 'late@example.org' }))
    await world.settle()
    const token = tokenIn((await lettersTo(world, 'late@example.org'))[0])
    world.clock.moveTo(hours(24) + 1000)
    expect(await world.visitor().post('/api/registrations/confirm', { token, password: goodPassword })).toMatchObject({
      status: 410,
      body: { id: 'link-expired' },
    })
  })
})

describe('an address that has an account already', () => {
  let world: World
  beforeAll(async () => {
    world = await anIdentityWorld()
    await registered(world, 'here@example.org')
  })

  it('gets the same answer, word for word', async () => {
    const known = await world.visitor().post('/api/registrations', person({ mail: 'here@example.org' }))
    const unknown = await world.visitor().post('/api/registrations', person({ mail: 'elsewhere@example.org' }))
    const shown = ({ status, text, headers }: typeof known) => ({
      status,
      text,
      headers: [...headers].filter(([name]) => name !== 'date'),
    })
    expect(shown(known)).toEqual(shown(unknown))
  })

  it('is told that somebody tried, without what that somebody typed, and nothing of the attempt stays', async () => {
    await world
      .visitor()
      .post('/api/registrations', person({ mail: 'HERE@example.org', firstName: 'Mallory', lastName: 'Intruder' }))
    await world.settle()
    const [letter] = await lettersTo(world, 'here@example.org')
    expect(letter?.subject).toBe('You already have an account')
    expect(letter?.text).not.toMatch(/Mallory|Intruder/)
    expect(letter?.links).toEqual([])
    expect(await world.traces('Intruder')).toEqual([])
    expect(await world.rows(`select from identity.login where mail = 'here@example.org'`)).toHaveLength(1)
  })

  it('takes no other time to answer', async () => {
    passwordsAtTheirCost()
    const times = { known: [] as number[], unknown: [] as number[] }
    for (let round = 0; round < 24; round++) {
      for (const kind of ['known', 'unknown'] as const) {
        // A fresh address of the same shape each time, so that the limit on mails to one address says nothing here.
        const mail = kind === 'known' ? 'here@example.org' : `there${round}@example.org`
        await world.rows('delete from security.attempt')
        const before = performance.now()
        await world.visitor().post('/api/registrations', person({ mail }))
        times[kind].push(performance.now() - before)
        await world.jobs.drain()
      }
    }
    const middle = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
    const ratio = middle(times.known) / middle(times.unknown)
    expect(ratio).toBeGreaterThan(0.7)
    expect(ratio).toBeLessThan(1.4)
  })
})

const ofHome = stating({
  'identity.account': { required: ['firstName', 'lastName', 'street', 'postcode', 'city'], voluntary: ['phone'] },
})
const ofTrial = stating({
  'identity.account': { required: ['firstName', 'lastName', 'company', 'gender'], voluntary: [] },
})

describe('the form (home/2.2-c, 2.3-a, 2.3-d, trial/2-a)', () => {
  it('follows from the manifest, and another manifest gives another form', async () => {
    const home = await anIdentityWorld({ manifest: ofHome })
    const trial = await anIdentityWorld({ manifest: ofTrial })
    const fieldsOf = async (world: World) =>
      (await world.visitor().get('/api/site')).body.registration.fields.map(
        (field: { name: string; required: boolean }) => `${field.name}${field.required ? '' : '?'}`,
      )
    expect(await fieldsOf(home)).toEqual([
      'firstName',
      'lastName',
      'street',
      'postcode',
      'city',
      'phone?',
      'mail',
      'password',
    ])
    expect(await fieldsOf(trial)).toEqual(['gender', 'firstName', 'lastName', 'company', 'mail', 'password'])
  })

  it('says of each field in the reader’s language what it is for and what fails without it', async () => {
    const world = await anIdentityWorld({ manifest: ofHome })
    const german = (await world.visitor({ 'accept-language': 'de' }).get('/api/site')).body.registration.fields
    expect(german.find((field: { name: string }) => field.name === 'street')).toMatchObject({
      label: 'Straße und Hausnummer',
      why: expect.stringContaining('Vertrag'),
      without: expect.stringContaining('kein Konto'),
      autocomplete: 'street-address',
    })
    expect(german.find((field: { name: string }) => field.name === 'phone')).toMatchObject({
      label: 'Telefonnummer',
      required: false,
      without: expect.stringContaining('Freiwillig'),
    })
  })

  it('names each missing field and asks for no other', async () => {
    const world = await anIdentityWorld({ manifest: ofHome })
    const { status, body } = await world.visitor().post('/api/registrations', { language: 'en' })
    expect(status).toBe(422)
    expect(Object.keys(body.fields).sort()).toEqual([
      'city',
      'firstName',
      'lastName',
      'mail',
      'password',
      'postcode',
      'street',
    ])
    const blank = await world
      .visitor()
      .post('/api/registrations', person({ mail: 'a@example.org', street: '  ', postcode: '', city: '\u200B' }))
    expect(Object.keys(blank.body.fields).sort()).toEqual(['city', 'postcode', 'street'])
  })

  it('takes a registration without anything voluntary, and one with it', async () => {
    const world = await anIdentityWorld({ manifest: ofHome })
    const needed = { street: 'Weg 1', postcode: '10115', city: 'Berlin' }
    expect(
      (await world.visitor().post('/api/registrations', person({ mail: 'a@example.org', ...needed }))).status,
    ).toBe(202)
    expect(
      (await world.visitor().post('/api/registrations', person({ mail: 'b@example.org', ...needed, phone: '' })))
        .status,
    ).toBe(202)
    expect(
      (
        await world
          .visitor()
          .post('/api/registrations', person({ mail: 'c@example.org', ...needed, phone: '+49 30 1234567' }))
      ).status,
    ).toBe(202)
  })

  it('refuses what it does not ask for: nobody is asked how to pay', async () => {
    const world = await anIdentityWorld({ manifest: ofHome })
    const { status, body } = await world.visitor().post(
      '/api/registrations',
      person({
        mail: 'a@example.org',
        street: 'Weg 1',
        postcode: '10115',
        city: 'Berlin',
        iban: 'DE00',
        company: 'X',
      }),
    )
    expect({ status, fields: Object.keys(body.fields).sort() }).toEqual({ status: 422, fields: ['company', 'iban'] })
  })

  it('lets gender be answered by “no answer”', async () => {
    const world = await anIdentityWorld({ manifest: ofTrial })
    const browser = await registered(world, 'free@example.org', { company: 'Probe', gender: 'none' })
    await signsIn(browser, 'free@example.org')
    expect((await browser.get('/api/account')).body.fields).toMatchObject({ gender: 'none', company: 'Probe' })
    expect(
      (
        await world
          .visitor()
          .post('/api/registrations', person({ mail: 'b@example.org', company: 'P', gender: 'sometimes' }))
      ).body.fields,
    ).toHaveProperty('gender')
    for (const gender of ['constructor', 'valueOf', '__proto__'])
      expect(
        (await world.visitor().post('/api/registrations', person({ mail: 'b@example.org', company: 'P', gender }))).body
          .fields,
        gender,
      ).toHaveProperty('gender')
  })

  it('marks in the API description what is voluntary', async () => {
    const world = await anIdentityWorld({ manifest: ofHome })
    const { paths } = (await world.visitor().get('/api/openapi.json')).body
    const { properties, required } = paths['/api/registrations'].post.requestBody.content['application/json'].schema
    expect(required.toSorted()).toEqual(['city', 'firstName', 'lastName', 'mail', 'password', 'postcode', 'street'])
    expect(properties.phone.description).toContain('Voluntary')
  })
})

describe('where accounts are opened by staff (meter/4.2-b)', () => {
  it('registers nobody, whatever is sent, and says why', async () => {
    const world = await anIdentityWorld({
      manifest: stating({ 'identity.account': { opening: 'by staff' }, 'identity.registration': null }),
    })
    expect((await world.visitor().get('/api/site')).body.registration.open).toBe(false)
    for (const body of [person({ mail: 'a@example.org' }), {}, { mail: 5 }]) {
      expect(await world.visitor().post('/api/registrations', body)).toMatchObject({
        status: 403,
        body: { id: 'registration-closed', helps: expect.any(String) },
      })
    }
  })
})

describe('bad input', () => {
  let world: World
  beforeAll(async () => {
    world = await anIdentityWorld()
  })

  it.each([
    ['no address', 'ada'],
    ['two', 'a@example.org, b@example.org'],
    ['a header', 'a@example.org\r\nBcc: b@example.org'],
    ['a name with it', 'Ada <a@example.org>'],
    ['an address without a dot', 'a@localhost'],
    ['an IP address', 'a@[127.0.0.1]'],
    ['numbers for a domain', 'a@127.0.0.1'],
    ['quotes', '"a b"@example.org'],
    ['a Kelvin sign', 'mi\u212Ae@example.org'],
    ['a fullwidth letter', '\uFF41da@example.org'],
    ['a hidden letter', 'a\u200Bda@example.org'],
    ['a right-to-left turn', 'a\u202Eda@example.org'],
    ['a dotless i', 'ad\u0131@example.org'],
    ['dots in a row', 'a..b@example.org'],
    ['something endless', `${'a'.repeat(60_000)}@example.org`],
  ])('refuses %s as an address and says what one looks like', async (_, mail) => {
    const { status, body } = await world.visitor().post('/api/registrations', person({ mail }))
    expect({ status, fields: Object.keys(body.fields) }).toEqual({ status: 422, fields: ['mail'] })
  })

  it('takes a domain of any script in the one form that DNS knows', async () => {
    await registered(world, 'ada@xn--bcher-kva.example')
    const same = await world.visitor().post('/api/registrations', person({ mail: 'ada@B\u00DCCHER.example' }))
    expect(same.status).toBe(202)
    await world.settle()
    expect((await lettersTo(world, 'ada@xn--bcher-kva.example'))[0]?.subject).toBe('You already have an account')
  })

  it.each([
    ['short', 'short', /At least 10/],
    ['of ten thousand characters', 'x1'.repeat(5000), /At most/],
    ['common', 'Password123', /used often/],
    ['one character again and again', 'aaaaaaaaaaaaaaa', /used often/],
    ['a run', 'abcdefghijklm', /used often/],
    ['the address', 'weak@example.org', /e-mail address or your name/],
    ['name and a year', 'AdaLovelace1', /e-mail address or your name/],
  ])('refuses a password that is %s', async (_, password, says) => {
    const { status, body } = await world
      .visitor()
      .post('/api/registrations', person({ mail: 'weak@example.org', password }))
    expect(status).toBe(422)
    expect(body.fields.password).toMatch(says)
  })

  it.each([[null], [5], [[]], [{}], [true]])('refuses %j where text belongs', async wrong => {
    for (const field of ['mail', 'password', 'firstName']) {
      const { status, body } = await world
        .visitor()
        .post('/api/registrations', person({ mail: 'a@example.org', [field]: wrong }))
      expect({ status, field: field in body.fields }).toEqual({ status: 422, field: true })
    }
    expect(
      (await world.visitor().post('/api/registrations/confirm', { token: wrong, password: goodPassword })).status,
    ).toBe(422)
  })

  it.each([[''], ['x'], ['a'.repeat(43)], ['../../etc/passwd'], ["' or 1=1 --"]])('knows no link %j', async token => {
    expect(await world.visitor().post('/api/registrations/confirm', { token, password: goodPassword })).toMatchObject({
      status: 410,
      body: { id: 'link-expired' },
    })
  })

  it('refuses more registrations from one place than people make, and says when to come back', async () => {
    const own = await anIdentityWorld()
    const answers = []
    for (let one = 0; one < 62; one++)
      answers.push(await own.visitor().post('/api/registrations', person({ mail: 'flood@example.org' })))
    expect(new Set(answers.slice(0, 60).map(answer => answer.status))).toEqual(new Set([202]))
    expect(answers.at(-1)).toMatchObject({ status: 429 })
    expect(Number(answers.at(-1)?.headers.get('retry-after'))).toBeGreaterThan(0)
    await own.settle()
    const letters = (await lettersTo(own, 'flood@example.org')).length
    expect(letters).toBeGreaterThan(0)
    expect(letters).toBeLessThanOrEqual(5)
    expect(await own.traces('127.0.0.1')).toEqual([])
    expect(own.faults).toEqual([])
  })

  it('refuses nobody because strangers had many letters sent to the same address, and the last one opens what its owner typed', async () => {
    const own = await anIdentityWorld({ trustedProxies: ['127.0.0.1'] })
    const mail = 'owner@example.org'
    const from = (place: number, more = {}) =>
      own.visitor({ 'x-forwarded-for': `198.51.100.${place}` }).post('/api/registrations', person({ mail, ...more }))
    const answers = []
    for (let place = 0; place < 15; place++) {
      answers.push(await from(place, { password: 'the stranger knows this', lastName: 'Stranger' }))
      await own.settle()
    }
    answers.push(await from(99, { password: 'the owner knows this', lastName: 'Owner' }))
    await own.settle()
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`))).toEqual(new Set(['202 {}']))
    const letters = await lettersTo(own, mail)
    expect(letters).toHaveLength(10)
    expect(await own.traces('Stranger')).toEqual([])
    const token = tokenIn(letters[0])
    const confirm = (password: string) => own.visitor().post('/api/registrations/confirm', { token, password })
    expect(await confirm('the stranger knows this')).toMatchObject({ status: 422 })
    expect(await confirm('the owner knows this')).toMatchObject({ status: 200 })
    expect(
      (await own.visitor().post('/api/sign-in', { mail, password: 'the owner knows this' })).body.fields,
    ).toMatchObject({ lastName: 'Owner' })
  })
})
