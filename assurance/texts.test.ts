import { readFile } from 'node:fs/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import { needs, type Standing } from '../clauses/roles/callers.ts'
import { whoNeedsWhat } from '../clauses/roles/who-needs-what.ts'
import { days } from '../kernel/clock/clock.ts'
import { aGateway, hello, lamp, meter } from '../modules/homes/gateway-for-test.ts'
import { everyModule } from '../server/modules.ts'
import { aHomesWorld, type Customer, type HomesWorld } from '../modules/homes/home-for-test.ts'
import { StaffAccounts, staffRoles } from '../modules/identity/contract.ts'
import { goodPassword, signsIn } from '../modules/identity/people-for-test.ts'
import type { Browser } from '../server/testing/browser.ts'
import type { Api } from '../server/testing/api-description.ts'
import { replaced, textRoutes, type TextField, type TextRoute } from './texts/fields.ts'

/**
 * What JSON and forms can carry and a database, a pattern or a screen may choke on. `raw` is how it stands in an
 * address.
 */
const hostile: readonly { readonly name: string; readonly text: string; readonly raw?: string }[] = [
  { name: 'NUL', text: 'ab\0cd efgh ijkl' },
  { name: 'half a character', text: 'abc \ud800 defgh ijkl', raw: 'abc%ED%A0%80defgh' },
  { name: 'a turn of direction', text: 'abcdef \u202Egnp.exe' },
  { name: 'nothing visible', text: '\u200B\u200D\uFEFF\u2060' },
  { name: 'another line', text: 'abcdef\n\r\n\u2028ghijk' },
  { name: 'signs of SQL and patterns', text: `%_\\'";--$1(a+)+$` },
  { name: 'a name that every object inherits', text: 'valueOf' },
  { name: '200 KB', text: `${'a'.repeat(200_000)}\u0001\u0001`, raw: 'a'.repeat(12_000) },
]
const megabyte = 'a'.repeat(1_000_000)

describe('every text field of the API document', () => {
  let world: HomesWorld
  let callers: readonly Standing[]
  let routes: readonly TextRoute[]
  let ids: Readonly<Record<string, string>>
  let calls = 0

  beforeAll(async () => {
    world = await aHomesWorld({ modules: everyModule, trustedProxies: ['127.0.0.1'] })
    const customer = await world.customer('Ida')
    await world
      .offered(StaffAccounts)
      .withPassword(
        { mail: 'kim@staff.example', firstName: 'Kim', lastName: 'Muster', roles: staffRoles, language: 'en' },
        goodPassword,
      )
    const staff = await signsIn(world.visitor(), 'kim@staff.example')
    callers = [
      { who: 'a customer', is: 'customer', roles: [], browser: customer },
      { who: 'staff', is: 'staff', roles: staffRoles, browser: staff },
      { who: 'a visitor', is: 'visitor', roles: [], browser: world.visitor() },
    ]
    await customer.post('/api/my-data/proof', { password: customer.password })
    ids = await somethingOfEach(world, customer, staff)
    const { registration } = (await customer.get('/api/site')).body
    const answers = Object.fromEntries(
      registration.fields.map((field: { name: string; choices?: { value: string }[] }) => [
        field.name,
        field.choices?.[0]?.value ?? 'Beispiel',
      ]),
    )
    const manifest = await readFile(`${import.meta.dirname}/../statements/home.yaml`, 'utf8')
    const {
      body: { customerNumber },
    } = await customer.get('/api/account')
    const at = (day: number): string => new Date(world.clock.now().getTime() + days(day)).toISOString()
    routes = textRoutes((await customer.get('/api/openapi.json')).body as Api, {
      ...answers,
      mail: 'new@example.org',
      password: goodPassword,
      current: customer.password,
      next: 'another long enough phrase',
      manifest,
      effective: '2027-03-01',
      customerNumber,
      by: 'new@example.org',
      kind: 'customer',
      held: 'website.request',
      serial: (await world.gateway()).serial,
      begins: at(-20),
      ends: at(-10),
      until: at(20),
      fields: { firstName: 'Ida', lastName: 'Beispiel' },
      'fields.0': 'identity.account.mail',
      contractReference: 'V-2026-1',
      firstName: 'Ida',
      lastName: 'Beispiel',
      fileNumber: '4 Js 17/26',
      authority: 'Amtsgericht',
    })
  })

  it('are many', () => {
    expect(routes.flatMap(({ fields }) => fields).length).toBeGreaterThan(80)
  })
  it('is answered whatever comes, and never by a fault of ours', async () => {
    const faults: string[] = []
    // What ends an account comes last.
    for (const route of [...routes].sort((a, b) => Number(ends(a)) - Number(ends(b)))) {
      for (const caller of callers.filter(one => needs(one, whoNeedsWhat[route.at]?.by ?? 'everybody')).slice(0, 2)) {
        for (const field of route.fields)
          for (const attack of hostile)
            for (const sample of samplesOf(route)) {
              const status = await sent(caller.browser, { ...route, sample }, field, attack)
              if (status >= 500)
                faults.push(
                  `${route.at} ${field.place} ${field.at.join('.')}${field.isName ? ' (name)' : ''}, ${attack.name}, ${caller.who}: ${status}`,
                )
            }
      }
    }
    expect(faults).toEqual([])
    expect(world.faults.splice(0)).toEqual([])
    expect(calls).toBeGreaterThan(1000)
  }, 900_000)
  it('refuses a megabyte', async () => {
    for (const route of routes.filter(({ sample }) => sample.body)) {
      const { status } = await visitorOf(world).fetch(route.template, {
        method: route.method,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ text: megabyte }),
      })
      expect([route.at, status]).toEqual([route.at, 413])
    }
  })

  const ends = ({ at }: TextRoute): boolean => /delete|sessions|carry-out|deactivation|restriction/i.test(at)
  /** A body that says what is done is tried with each of its choices. */
  const samplesOf = ({ sample, choices: [choice] }: TextRoute) =>
    choice && sample.body
      ? choice.values.map(value => ({ ...sample, body: { ...sample.body, [choice.name]: value } }))
      : [sample]

  async function sent(
    browser: Browser,
    { method, template, sample }: TextRoute,
    { place, at: [name = '', ...rest], isName }: TextField,
    { text, raw = encodeURIComponent(text.toWellFormed()) }: (typeof hostile)[number],
  ): Promise<number> {
    calls++
    const prefix = template.split('/:')[0] ?? ''
    const path = template.replaceAll(/:(\w+)/g, (_, part: string) =>
      place === 'path' && part === name ? raw : (ids[`${prefix}/:${part}`] ?? '00000000-0000-4000-8000-000000000000'),
    )
    const query = Object.entries(sample.query)
      .filter(([key]) => key !== name || place !== 'query')
      .map(([key, value]) => `${key}=${encodeURIComponent(String(value))}`)
    if (place === 'query') query.push(`${name}=${raw}`)
    const at = [name, ...rest].filter(Boolean)
    const fresh =
      sample.body && 'mail' in sample.body ? { ...sample.body, mail: `new${calls}@example.org` } : sample.body
    const body = place !== 'body' ? fresh : replaced(fresh, isName ? [...at, text] : at, isName ? 'x' : text)
    const response = await browser.fetch(`${path}${query.length ? `?${query.join('&')}` : ''}`, {
      method,
      headers: {
        'x-forwarded-for': `10.${(calls >> 16) & 255}.${(calls >> 8) & 255}.${calls & 255}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    await response.body?.cancel()
    return response.status
  }
})

const visitorOf = (world: HomesWorld): Browser => world.visitor()

/** One thing of each kind that routes name by an id, by the path before it. */
async function somethingOfEach(world: HomesWorld, customer: Customer, staff: Browser): Promise<Record<string, string>> {
  const made = await world.claimed({ by: customer })
  const gateway = await aGateway(world.mqttPort, made)
  await gateway.says('hello', hello(meter, lamp))
  await gateway.hears('welcome')
  await gateway.leaves()
  const {
    gateways: [home],
  } = (await customer.get('/api/home')).body
  const plug = home.devices.find((device: { kind: string }) => device.kind === 'plug')
  const channel = home.devices.flatMap((device: { channels: { id: string }[] }) => device.channels)[0]
  await customer.post('/api/my-data/requests', { says: 'What do you hold about me?' })
  await customer.put('/api/my-data/objections/all', { grounds: 'my own situation' })
  const {
    body: { id },
  } = await customer.get('/api/account').then(async () => ({ body: { id: customer.id } }))
  const ids: Record<string, string> = {
    '/api/devices/:id': plug.id,
    '/api/channels/:id': channel.id,
    '/api/gateways/:id': home.id,
    '/api/desk/restrictions/:subject': id,
    '/api/my-data/objections/:activity': 'all',
    '/api/my-data/:table': 'identity.account',
    '/api/desk/statement/:version': '1',
    '/api/desk/assessments/:year': '2026',
  }
  for (const [list, browser] of [
    ['/api/desk/requests', staff],
    ['/api/desk/objections', staff],
    ['/api/staff/accounts', staff],
    ['/api/my-data/requests', customer],
    ['/api/consents', customer],
  ] as const) {
    const first = (await browser.get(list)).body?.items?.find((one: { id: string | null }) => one.id)
    if (first) ids[`${list}/:id`] = first.id
  }
  return ids
}
