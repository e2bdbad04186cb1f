import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { byHand } from '../../kernel/store/by-hand.ts'
import { beforeAll, describe, expect, it } from 'vitest'
import { snake } from '../../kernel/declare/table.ts'
import { platform } from '../../kernel/store/work.ts'
import { CustomerAccounts } from '../../modules/identity/contract.ts'
import { newSerial } from '../../modules/homes/serials.ts'
import type { World } from '../../server/testing/world.ts'
import { clause, platformOf } from '../clause.ts'
import { expiresUnopened, isOnRecord, opensByTheLinkAlone, type Form } from '../registering.ts'
import {
  aCustomer,
  address,
  aGatewayFromTheFactory,
  filledIn,
  lettersTo,
  newestToken,
  password,
  signsIn,
} from './customer.ts'

let world: World
beforeAll(async () => {
  world = await platformOf('home')
})
const register = (form: object, headers?: Readonly<Record<string, string>>) =>
  world.visitor(headers).post('/api/registrations', form)
const needed = ['firstName', 'lastName', 'street', 'postcode', 'city', 'country', 'mail', 'password', 'serial']

describe(clause('home/2.3-a'), () => {
  it('asks for name, address, mail, password and serial number, and needs nothing else', async () => {
    const { fields } = (await world.visitor().get('/api/site')).body.registration
    expect(
      fields
        .filter((field: { required: boolean }) => field.required)
        .map((field: { name: string }) => field.name)
        .toSorted(),
    ).toEqual(needed.toSorted())
  })
  it.each(needed)('refuses a form without %s, by this name and no other', async field => {
    const { [field]: _, ...rest } = await filledIn(world)
    for (const form of [rest, { ...rest, [field]: '' }, { ...rest, [field]: '  ' }, { ...rest, [field]: null }]) {
      const { status, body } = await register(form)
      expect([status, Object.keys(body.fields)]).toEqual([422, [field]])
      expect(body.fields[field]).toMatch(/\w{3}/)
    }
  })
  it('names all of them at once, in the language of whoever asks', async () => {
    const german = await register({}, { 'accept-language': 'de' })
    expect(Object.keys(german.body.fields).toSorted()).toEqual(needed.toSorted())
    expect(german.body.fields.city).toBe('Diese Angabe fehlt.')
  })
  it.each<[what: string, serial: () => string | Promise<string>, status: number, id: string]>([
    ['unknown', () => newSerial(randomBytes), 422, 'serial-unknown'],
    ['malformed', () => 'QB-0000-1111-L', 422, 'serial-malformed'],
    [
      'mistyped',
      async () => {
        const { serial } = await aGatewayFromTheFactory(world)
        return `${serial.slice(0, 3)}${serial[3] === '7' ? '8' : '7'}${serial.slice(4)}`
      },
      422,
      'serial-malformed',
    ],
    [
      'already claimed',
      async () => (await aCustomer(world, 'owner@example.org')).gateway.serial,
      409,
      'serial-claimed',
    ],
  ])('refuses a serial number that is %s, and says why and what helps', async (_, serial, status, id) => {
    const got = await register(await filledIn(world, { mail: `${id}@example.org`, serial: await serial() }))
    expect(got).toMatchObject({
      status,
      body: {
        id,
        title: expect.stringMatching(/\w/),
        helps: expect.stringMatching(/\w/),
        fields: { serial: expect.stringMatching(/\w/) },
      },
    })
    expect(await world.traces(`${id}@example.org`)).toEqual([])
  })
  it('refuses another gateway in the account for the same reasons, and whoever guesses serial numbers has to wait', async () => {
    const { browser } = await aCustomer(world, 'guesses@example.org')
    const claims = (serial: string) => browser.post('/api/gateways/claims', { serial })
    expect(await claims('QB-0000-1111-L')).toMatchObject({
      status: 422,
      body: { id: 'serial-malformed', helps: expect.stringMatching(/\w/) },
    })
    const tries = await Promise.all(Array.from({ length: 12 }, () => claims(newSerial(randomBytes))))
    expect(tries.map(({ status, body }) => `${status} ${body.id}`).toSorted()).toEqual([
      ...Array<string>(10).fill('422 serial-unknown'),
      ...Array<string>(2).fill('429 too-many-attempts'),
    ])
  })
  it('asks nobody how to pay, and takes nothing of the kind', async () => {
    const asked = JSON.stringify((await world.visitor().get('/api/site')).body.registration)
    expect(asked).not.toMatch(/iban|bic|payment|card|bank|zahl(?!e)/i)
    const { status, body } = await register(
      await filledIn(world, { iban: 'DE02120300000000202051', cardNumber: '4111111111111111', paymentMethod: 'card' }),
    )
    expect([status, Object.keys(body.fields).toSorted()]).toEqual([422, ['cardNumber', 'iban', 'paymentMethod']])
    expect(
      await world.rows(
        `select table_schema from information_schema.columns where table_schema !~ '^(pg_|information_schema)' and column_name ~ 'iban|bic$|card|payment|bank'`,
      ),
    ).toEqual([])
  })
})

/** ISO 7064 MOD 11,10, written down once more from the standard. */
function hasRightCheckDigit(number: string): boolean {
  const digits = [...number].map(Number)
  const last = digits.pop() ?? 0
  const product = digits.reduce((before, digit) => (((before + digit) % 10 || 10) * 2) % 11, 10)
  return (product + last) % 10 === 1
}

describe(clause('home/2.3-b'), () => {
  it('gives each account a number of its own, with a check digit, and shows it to its owner', async () => {
    const numbers = new Set<string>()
    for (const name of ['una', 'dos', 'tres', 'quattro', 'cinque']) {
      const { browser, number } = await aCustomer(world, `${name}@example.org`)
      expect((await browser.get('/api/account')).body.customerNumber).toBe(number)
      expect(hasRightCheckDigit(number)).toBe(true)
      numbers.add(number)
    }
    expect(numbers.size).toBe(5)
  })
  it('has a check digit that finds each wrong digit', async () => {
    const { number } = await aCustomer(world, 'digits@example.org')
    for (let at = 0; at < number.length; at++) {
      for (const other of '0123456789'.replace(number[at]!, ''))
        expect(hasRightCheckDigit(`${number.slice(0, at)}${other}${number.slice(at + 1)}`)).toBe(false)
    }
  })
  it('cannot be given to two: the database refuses', async () => {
    const { number } = await aCustomer(world, 'first@example.org')
    await aCustomer(world, 'second@example.org')
    await expect(
      world.rows(`update identity.account set customer_number = $1 where mail = 'second@example.org'`, [number]),
    ).rejects.toThrow(/customer_number/)
  })
})

describe(clause('home/2.3-c'), () => {
  const form = async (of: World, mail: string): Promise<Form> => ({ ...(await filledIn(of, { mail })), mail })
  it('opens nothing before the link is opened, and by the link once', async () =>
    opensByTheLinkAlone(world, await form(world, 'link@example.org')))
  it('has a link that expires, and forgets the address with it', async () => {
    const own = await platformOf('home')
    await expiresUnopened(own, await form(own, 'never@example.org'), { after: 24 })
  })
  it('has request, mail and confirmation on record', async () => {
    const own = await platformOf('home')
    await isOnRecord(own, await form(own, 'record@example.org'))
  })
})

describe(clause('home/2.3-d'), () => {
  const voluntary = async (): Promise<{ name: string; without: string }[]> =>
    (await world.visitor().get('/api/site')).body.registration.fields.filter(
      (field: { required: boolean }) => !field.required,
    )
  it('marks what is voluntary for the form and in the API description', async () => {
    const fields = await voluntary()
    expect(fields.map(({ name }) => name)).toEqual(['phone'])
    for (const { without } of fields) expect(without).toContain('Voluntary')
    const { paths } = (await world.visitor().get('/api/openapi.json')).body
    const { properties, required } = paths['/api/registrations'].post.requestBody.content['application/json'].schema
    expect(required.toSorted()).toEqual(needed.toSorted())
    for (const { name } of fields) expect(properties[name].description).toContain('Voluntary')
  })
  it('lets one register, and correct the account, with all of it empty', async () => {
    const { browser } = await aCustomer(world, 'sparing@example.org')
    const blank = Object.fromEntries((await voluntary()).map(({ name }) => [name, '']))
    expect((await browser.patch('/api/account', { fields: blank })).status).toBe(200)
    await aCustomer(world, 'blank@example.org', blank)
  })
})

describe(clause('home/2.3-e'), () => {
  it('lets no two accounts share a mail address, however it is written', async () => {
    await aCustomer(world, 'one@example.org')
    expect((await register(await filledIn(world, { mail: 'ONE@Example.org' }))).status).toBe(202)
    await world.settle()
    expect((await lettersTo(world, 'one@example.org'))[0]).toMatchObject({
      subject: 'You already have an account',
      links: [],
    })
    expect(await world.rows(`select from identity.account where lower(mail) = 'one@example.org'`)).toHaveLength(1)
    const other = await aCustomer(world, 'other@example.org')
    for (const table of ['account', 'login'])
      await expect(
        world.rows(`update identity.${table} set mail = 'one@example.org' where subject = $1`, [other.id]),
      ).rejects.toThrow(/_mail/)
  })
  it('lets one alone claim a gateway, also of two who name it at once', async () => {
    const { serial } = await aGatewayFromTheFactory(world)
    const mails = ['left@example.org', 'right@example.org']
    for (const mail of mails) expect((await register(await filledIn(world, { mail, serial }))).status).toBe(202)
    const tokens = [await newestToken(world, mails[0]!), await newestToken(world, mails[1]!)]
    const both = await Promise.all(
      tokens.map(token => world.visitor().post('/api/registrations/confirm', { token, password })),
    )
    expect(both.map(({ status }) => status)).toEqual([200, 200])
    const homes = await Promise.all(
      mails.map(async mail => (await (await signsIn(world.visitor(), mail)).get('/api/home')).body),
    )
    expect(homes.map(home => home.gateways.length).toSorted()).toEqual([0, 1])
    const [{ gateway_id: gateway }] = await world.rows(
      'select gateway_id from homes.claim c join homes.gateway g on g.id = c.gateway_id where serial = $1',
      [serial],
    )
    await expect(
      world.rows(
        `insert into homes.claim (gateway_id, since, subject, version) values ($1, '2026-01-01', gen_random_uuid(), 1)`,
        [gateway],
      ),
    ).rejects.toThrow(/claim_is_one/)
  })
  it('refuses registration data to every other purpose: no column of it can be read', async () => {
    await world
      .offered(CustomerAccounts)
      .withPassword(
        { mail: 'kept@example.org', fields: { firstName: 'Ida', lastName: 'Ludwig', ...address } },
        password,
      )
    const others = [...world.declarations.activities.values()].filter(
      ({ name }) => !name.startsWith('identity.') && world.stating.states(name),
    )
    expect(others.length).toBeGreaterThan(8)
    const columns = await world.rows<{
      at: string
      name: string
    }>(`select format('%I.%I', table_schema, table_name) as at, column_name as name from information_schema.columns
      where table_schema = 'identity' and table_name in ('account', 'registration', 'login')`)
    expect(columns.length).toBeGreaterThan(30)
    for (const activity of others) {
      // What the statement says that it reads (an answer to a request, a notice of a change) is in the list below; all
      // else is refused.
      const told = (at: string): readonly string[] =>
        ((activity.spec.reads ?? {}) as Record<string, readonly string[]>)[at] ?? []
      for (const { at, name } of columns) {
        if (told(at).length && ['id', 'subject', ...told(at).map(snake)].includes(name)) continue
        const read = world.store.under(
          activity,
          platform,
          work =>
            byHand(
              work.over() as never,
              { reads: [world.declarations.tables.get(at)!] },
              sql`select ${sql.ref(name)} from ${sql.table(at)}`,
            ), // it is declared
        )
        await expect(read, `${activity.name} reads ${name} of ${at}`).rejects.toThrow(/permission denied/)
      }
    }
  })
  it('is refused also to the other activities of the account beyond what the statement says of them', async () => {
    const open = await world.rows<{ activity: string; at: string; name: string }>(
      `
      select a.name as activity, p.table_name as at, p.column_name as name from unnest($1::text[], $2::text[]) a (name, role)
      join information_schema.column_privileges p on p.grantee = a.role and p.privilege_type = 'SELECT' and p.table_schema = 'identity' and p.table_name in ('account', 'registration', 'login') order by 1, 2, 3`,
      [
        [...world.declarations.activities.keys()],
        [...world.declarations.activities.keys()].map(name => world.store.roles.of(name)),
      ],
    )
    const beyond = open.filter(
      ({ activity, at }) =>
        activity !==
        { account: 'identity.account', registration: 'identity.registration', login: 'identity.sign-in' }[at],
    )
    expect(
      beyond
        .filter(({ name }) => !['id', 'subject', 'restricted', 'version'].includes(name))
        .map(({ activity, at, name }) => `${activity}: ${at}.${name}`),
    ).toEqual([
      ...['login.deactivated_at', 'login.kind', 'login.roles'].map(column => `identity.administration: ${column}`),
      // Support finds a customer who calls, by the whole number or address and with a reason.
      ...[
        'city',
        'company',
        'confirmed_at',
        'country',
        'customer_number',
        'first_name',
        'language',
        'last_name',
        'mail',
        'phone',
        'postcode',
        'street',
      ].map(column => `identity.look-up: account.${column}`),
      'identity.registration: login.mail',
      'identity.session: login.kind',
      'identity.session: login.mail',
      'identity.session: login.roles',
      // The privacy desk answers a request, and a change of the statement is told before it holds.
      ...['customer_number', 'first_name', 'language', 'last_name', 'mail'].map(
        column => `rights.desk: account.${column}`,
      ),
      ...['first_name', 'language', 'last_name', 'mail'].map(column => `statements.notices: account.${column}`),
      'statements.seen: account.requested_at',
    ])
  })
})

describe(clause('home/11.2'), () => {
  it('shows each field and lets each be corrected', async () => {
    const { browser, id } = await aCustomer(world, 'each@example.org')
    const changed = {
      firstName: 'Augusta',
      lastName: 'King',
      street: 'Neue Straße 4',
      postcode: '14482',
      city: 'Werder',
      country: 'AT',
      phone: '+49 331 5550100',
    }
    expect(Object.keys((await browser.get('/api/account')).body.fields).toSorted()).toEqual(
      Object.keys(changed).toSorted(),
    )
    for (const [name, value] of Object.entries(changed)) {
      const got = await browser.patch('/api/account', { fields: { [name]: value } })
      expect([got.status, got.body.fields[name]]).toEqual([200, value])
    }
    expect((await browser.get('/api/account')).body.fields).toEqual(changed)
    const [row] = await world.rows(
      'select first_name as "firstName", last_name as "lastName", street, postcode, city, country, phone from identity.account where id = $1',
      [id],
    )
    expect(row).toEqual(changed)
    expect((await browser.patch('/api/account', { language: 'de' })).body.language).toBe('de')
  })
  it('keeps the customer number from being changed, and what is required from being emptied', async () => {
    const { browser, number } = await aCustomer(world, 'firm@example.org')
    for (const field of ['firstName', 'lastName', ...Object.keys(address)])
      expect((await browser.patch('/api/account', { fields: { [field]: '' } })).body.fields).toHaveProperty(field)
    expect((await browser.patch('/api/account', { fields: { customerNumber: '1' } })).status).toBe(422)
    expect((await browser.get('/api/account')).body).toMatchObject({
      customerNumber: number,
      fields: { firstName: 'Ada', ...address },
    })
  })
  it('lets a new mail address count once it is confirmed, and writes there from then on', async () => {
    const { browser } = await aCustomer(world, 'old@example.org')
    expect((await browser.post('/api/account/mail', { mail: 'new@example.org', password })).status).toBe(202)
    const [fromNew, fromOld] = [
      await newestToken(world, 'new@example.org'),
      await newestToken(world, 'old@example.org'),
    ]
    const signsInBy = async (mail: string): Promise<number> =>
      (await world.visitor().post('/api/sign-in', { mail, password })).status
    expect((await browser.get('/api/account')).body).toMatchObject({
      mail: 'old@example.org',
      pendingMail: 'new@example.org',
    })
    expect([await signsInBy('new@example.org'), await signsInBy('old@example.org')]).toEqual([401, 200])
    for (const token of [fromNew, fromOld])
      expect((await world.visitor().post('/api/account/mail/confirm', { token })).status).toBe(200)
    expect((await browser.get('/api/account')).body).toMatchObject({ mail: 'new@example.org', pendingMail: null })
    expect([await signsInBy('new@example.org'), await signsInBy('old@example.org')]).toEqual([200, 401])
    const before = (await lettersTo(world, 'old@example.org')).length
    for (const mail of ['new@example.org', 'old@example.org'])
      await world.visitor().post('/api/password-resets', { mail })
    await world.settle()
    expect((await lettersTo(world, 'new@example.org'))[0]?.links[0]).toContain('/app/reset#')
    expect(await lettersTo(world, 'old@example.org')).toHaveLength(before)
  })
})
