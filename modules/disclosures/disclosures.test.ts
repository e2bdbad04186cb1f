import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { days, later, minutes } from '../../kernel/clock/clock.ts'
import { StaffAccounts } from '../identity/contract.ts'
import { goodPassword, parts, registered, signsIn } from '../identity/people-for-test.ts'
import type { Browser } from '../../server/testing/browser.ts'
import { aWorld, type World } from '../../server/testing/world.ts'
import { disclosures } from './index.ts'

let world: World
let grace: Browser
let customerNumber: string
beforeAll(async () => {
  world = await aWorld({ modules: [...parts, disclosures] })
  await world
    .offered(StaffAccounts)
    .withPassword(
      { mail: 'grace@testhaus.example', firstName: 'Grace', lastName: 'Muster', roles: ['privacy'] },
      goodPassword,
    )
  grace = await signsIn(world.visitor({ 'accept-language': 'en' }), 'grace@testhaus.example')
  const ida = await signsIn(await registered(world, 'ida@example.org'), 'ida@example.org')
  customerNumber = (await ida.get('/api/account')).body.customerNumber
})
const asked = (more: object = {}) => ({
  customerNumber,
  authority: 'Staatsanwaltschaft Elbmark',
  fileNumber: '412 Js 1/26',
  ground: 'StPO 95',
  because: 'ordered in writing the day before',
  fields: ['identity.account.mail'],
  ...more,
})

describe('what an authority can ask for', () => {
  it('is all that a copy would show of what the statement states, by the names that people know', async () => {
    const { items } = (await grace.get('/api/desk/disclosures/fields')).body
    const account = items.find((one: any) => one.table === 'identity.account')
    expect(account).toMatchObject({
      title: 'Your account',
      fields: expect.arrayContaining([{ field: 'identity.account.mail', label: 'E-mail address' }]),
    })
    const all = items.flatMap((one: any) => one.fields.map(({ field }: any) => field))
    expect(all).not.toContain('identity.login.password')
    expect(all).not.toContain('identity.staff.mail')
    for (const field of all)
      expect([field, (await grace.post('/api/desk/disclosures', asked({ fields: [field] }))).status]).toEqual([
        field,
        201,
      ])
  })
  it('is of the kind of person that it asks about', async () => {
    const { items } = (await grace.get('/api/desk/disclosures/fields?kind=staff')).body
    expect(items.map((one: any) => one.table)).toContain('identity.staff')
    expect(items.map((one: any) => one.table)).not.toContain('identity.account')
  })
})

describe('the request of an authority', () => {
  const refused = async (more: object) => {
    const { status, body } = await grace.post('/api/desk/disclosures', asked(more))
    return [status, body.fields ?? body.id]
  }
  it('is about somebody of whom something is held', async () => {
    expect(await refused({ customerNumber: undefined, subject: randomUUID() })).toEqual([404, 'not-found'])
    expect(await refused({ customerNumber: '99999999' })).toEqual([
      422,
      { customerNumber: 'There is no account with it. Please enter the whole customer number.' },
    ])
    expect(await refused({ customerNumber: undefined })).toMatchObject([422, { customerNumber: expect.any(String) }])
  })
  it('names what it asks for, and forbids telling for a time that is still to come', async () => {
    expect(await refused({ fields: ['identity.account.mail', 'identity.account.shoes'] })).toEqual([
      422,
      { fields: 'There are no such details: identity.account.shoes.' },
    ])
    const silent = { until: later(world.clock.now(), -minutes(1)).toISOString(), because: 'StPO 95a' }
    expect(await refused({ silent })).toEqual([422, { silent: 'The end lies in the past.' }])
  })
})

describe('what went out day by day', () => {
  const wentOut = (recipient: string, at: Date, request: string | null = null) =>
    world.rows(
      `insert into obhut.disclosure (at, recipient, activity, fields, ground, subject, version, request) values ($1, $2, $3, '{pd:EmailAddress}', $3, gen_random_uuid(), 1, $4)`,
      [at, recipient, 'identity.account', request],
    )
  const shown = async (query = '') => (await grace.get(`/api/desk/disclosures/handed-over${query}`)).body

  it('is counted by recipient, activity and ground, the latest first, and names nobody', async () => {
    const now = world.clock.now()
    for (const ago of [1, 2, 3]) await wentOut('post', later(now, -days(ago)))
    await wentOut('a carrier of before', later(now, -days(5)))
    await wentOut('post', later(now, -days(91)))
    await wentOut('Staatsanwaltschaft', later(now, -days(1)), randomUUID())
    const { items, next, since } = await shown()
    expect(next).toBeNull()
    expect(new Date(since).getTime() - later(now, -days(90)).getTime()).toBeLessThan(minutes(1))
    expect(items).toEqual([
      {
        recipient: 'Briefdienst GmbH',
        role: 'processor',
        country: 'DE',
        activity: 'identity.account',
        title: 'Account',
        ground: 'Account',
        fields: ['e-mail address'],
        times: 3,
        last: later(now, -days(1)).toISOString(),
      },
      expect.objectContaining({ recipient: 'a carrier of before', role: null, country: null, times: 1 }),
    ])
  })
  it('goes on from page to page', async () => {
    const first = await shown('?limit=1')
    const second = await shown(`?limit=1&after=${encodeURIComponent(first.next)}`)
    expect([first.items, second.items, second.next].flat().map((one: any) => one?.recipient ?? one)).toEqual([
      'Briefdienst GmbH',
      'a carrier of before',
      null,
    ])
  })
})
