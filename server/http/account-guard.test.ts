import { beforeAll, describe, expect, it } from 'vitest'
import { everybody, type AnyRoute } from '../../platform/route.ts'
import { CustomerAccounts, StaffAccounts, staffRoles } from '../../modules/identity/contract.ts'
import { goodPassword, signsIn } from '../../modules/identity/people-for-test.ts'
import type { Browser, Got } from '../testing/browser.ts'
import { aWholeWorld } from '../testing/whole-world.ts'
import type { World } from '../testing/world.ts'
import { accountHeader, accountNames, safe } from './account-guard.ts'

/** Somebody signed in, in a browser of their own. */
interface Person {
  readonly browser: Browser
  readonly name: string
  readonly is: 'customer' | 'staff'
}
let world: World
let emre: Person
let jana: Person
let staff: Person

const fields = {
  firstName: 'Emre',
  lastName: 'Yildiz',
  street: 'Uferweg 3',
  postcode: '14467',
  city: 'Potsdam',
  country: 'DE',
}
async function entered(mail: string, is: Person['is']): Promise<Person> {
  const browser = await signsIn(world.visitor(), mail)
  return { browser, is, name: (await browser.get('/api/account')).headers.get(accountHeader) ?? '' }
}
beforeAll(async () => {
  world = await aWholeWorld({ manifest: 'demo' })
  for (const mail of ['emre@example.org', 'jana@example.org'])
    await world.offered(CustomerAccounts).withPassword({ mail, fields }, goodPassword)
  await world
    .offered(StaffAccounts)
    .withPassword(
      { mail: 'ada@staff.example', firstName: 'Ada', lastName: 'Beispiel', roles: staffRoles, language: 'en' },
      goodPassword,
    )
  ;[emre, jana, staff] = [
    await entered('emre@example.org', 'customer'),
    await entered('jana@example.org', 'customer'),
    await entered('ada@staff.example', 'staff'),
  ]
})

const nobodys = '00000000-0000-4000-8000-000000000000'
const asked = async (
  { browser }: Person,
  { at }: Pick<AnyRoute, 'at'>,
  headers: Readonly<Record<string, string>>,
): Promise<[number, string | undefined, string | null]> => {
  const [method = '', template = ''] = at.split(' ')
  const response = await browser.fetch(template.replaceAll(/:\w+/g, nobodys), {
    method,
    headers: { accept: 'application/json', ...headers },
  })
  const text = await response.text()
  return [
    response.status,
    (text.startsWith('{') ? (JSON.parse(text) as { id?: string }) : {}).id,
    response.headers.get(accountHeader),
  ]
}
const personal = (): AnyRoute[] => world.routes().filter(({ who }) => who !== everybody)
const writing = (): AnyRoute[] => personal().filter(({ at }) => !safe.has(at.split(' ')[0] ?? ''))
/** Who would be let in here. */
const admitted = ({ who }: AnyRoute): Person =>
  who.admits({ is: 'customer', account: 'x', session: 'x' }) ? emre : staff
const fromBrowser = { 'sec-fetch-site': 'same-origin' }

describe('a page that was drawn for somebody else', () => {
  it('changes nothing and is told nothing, on each route that is not everybody’s', async () => {
    expect(personal().length).toBeGreaterThan(80)
    const passed: unknown[] = []
    for (const route of personal()) {
      for (const person of [emre, staff]) {
        const [status, id, name] = await asked(person, route, { ...fromBrowser, [accountHeader]: jana.name })
        // It hears who is signed in, so that it can begin anew.
        if (status !== 409 || id !== 'other-account' || name !== person.name)
          passed.push([route.at, person.is, status, id])
      }
    }
    expect(passed).toEqual([])
  })
  it('cannot even sign the other one out', async () => {
    expect(await asked(emre, { at: 'POST /api/sign-out' }, { [accountHeader]: jana.name })).toEqual([
      409,
      'other-account',
      emre.name,
    ])
    expect((await emre.browser.get('/api/account')).status).toBe(200)
  })
  it('leaves what the other one has as it was', async () => {
    const before = (await jana.browser.get('/api/account')).body as unknown
    const refused = await jana.browser.fetch('/api/account', {
      method: 'PATCH',
      headers: { 'content-type': 'application/json', [accountHeader]: emre.name },
      body: JSON.stringify({ fields: { ...fields, street: 'Uferweg 4' } }),
    })
    expect(refused.status).toBe(409)
    expect((await jana.browser.get('/api/account')).body).toEqual(before)
  })
})

describe('a change that a browser asks for', () => {
  it.each([fromBrowser, { origin: 'the own one' }])(
    'names the account it is meant for, on each route that writes: %o',
    async said => {
      const headers = 'origin' in said ? { origin: world.url } : said
      expect(writing().length).toBeGreaterThan(50)
      const passed: unknown[] = []
      for (const route of writing()) {
        const [status, id] = await asked(admitted(route), route, headers)
        if (status !== 428 || id !== 'account-not-named') passed.push([route.at, status, id])
      }
      expect(passed).toEqual([])
    },
  )
  it('is done where it names the one that is signed in', async () => {
    const got = await emre.browser.fetch('/api/account', {
      method: 'PATCH',
      headers: { 'content-type': 'application/json', ...fromBrowser, [accountHeader]: emre.name },
      body: JSON.stringify({ language: 'en' }),
    })
    expect(got.status).toBe(200)
  })
})

describe('the end of a session', () => {
  it('takes the pages that the browser keeps for going back', async () => {
    const { browser } = await entered('emre@example.org', 'customer')
    const { headers } = await browser.post('/api/sign-out')
    expect([headers.get('clear-site-data'), headers.get('cache-control')]).toEqual(['"cache"', 'no-store'])
  })
})

describe('an answer to a person', () => {
  it('is kept by no cache, on each route that reads', async () => {
    const kept: unknown[] = []
    for (const route of personal().filter(({ at }) => at.startsWith('GET') && at !== 'GET /api/live')) {
      const response = await admitted(route).browser.fetch(route.at.split(' ')[1]?.replaceAll(/:\w+/g, nobodys) ?? '')
      await response.body?.cancel()
      if (response.headers.get('cache-control') !== 'no-store')
        kept.push([route.at, response.status, response.headers.get('cache-control')])
    }
    expect(kept).toEqual([])
  })
})

describe('the name of an account', () => {
  it('is that of the account and not of its session, and another store calls it otherwise', async () => {
    const again = await entered('emre@example.org', 'customer')
    expect(again.name).toBe(emre.name)
    expect(new Set([emre.name, jana.name, staff.name]).size).toBe(3)
    expect(accountNames(Buffer.alloc(32, 1))('a')).not.toBe(accountNames(Buffer.alloc(32, 2))('a'))
  })
  it('is not the account’s id, and stands in no log and no address', async () => {
    const [row] = await world.rows<{ id: string }>('select id from identity.login where mail = $1', [
      'emre@example.org',
    ])
    expect(emre.name).toMatch(/^[\w-]{22}$/)
    expect(emre.name).not.toContain(row?.id)
    await world.settle()
    expect(await world.traces(emre.name)).toEqual([])
  })
  it('is on no answer that a cache may keep, and on none to a visitor', async () => {
    const named = async (got: Promise<Got>): Promise<string | null> => (await got).headers.get(accountHeader)
    for (const path of ['/', '/datenschutz', '/api/openapi.json', '/api/site'])
      expect([path, await named(emre.browser.get(path))]).toEqual([path, null])
    expect(await named(world.visitor().get('/api/account'))).toBeNull()
  })
  it('of a session that has ended asks to sign in', async () => {
    expect(
      await asked(
        { ...emre, browser: world.visitor() },
        { at: 'PATCH /api/account' },
        { ...fromBrowser, [accountHeader]: emre.name },
      ),
    ).toEqual([401, 'not-signed-in', null])
  })
})
