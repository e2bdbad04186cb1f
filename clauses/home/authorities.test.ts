import { beforeAll, describe, expect, it } from 'vitest'
import { days, later } from '../../kernel/clock/clock.ts'
import { CustomerAccounts } from '../../modules/identity/contract.ts'
import { givesCode, goodPassword as password, signsIn } from '../../modules/identity/people-for-test.ts'
import type { Browser } from '../../server/testing/browser.ts'
import type { World } from '../../server/testing/world.ts'
import { clause, platformOf } from '../clause.ts'
import { staffOf } from '../staff.ts'

let world: World
let grace: Browser & { account: string; mail: string }
let alan: Browser & { account: string; mail: string }
let subject: string
let customer: Browser
let number: string

beforeAll(async () => {
  world = await platformOf('home')
  grace = await staffOf(world, ['privacy'], 'Grace')
  alan = await staffOf(world, ['privacy'], 'Alan')
  subject = await world.offered(CustomerAccounts).withPassword(
    {
      mail: 'ida@example.org',
      fields: {
        firstName: 'Ida',
        lastName: 'Ludwig',
        street: 'Uferweg 1',
        postcode: '14467',
        city: 'Potsdam',
        country: 'DE',
      },
    },
    password,
  )
  customer = await signsIn(world.visitor(), 'ida@example.org')
  number = (await customer.get('/api/account')).body.customerNumber
})

const asked = (more: object = {}) => ({
  subject,
  authority: 'Staatsanwaltschaft Elbmark',
  fileNumber: '412 Js 1/26',
  ground: 'StPO 95',
  because: 'Herausgabeverlangen vom Vortag, unterschrieben',
  fields: ['identity.account.mail', 'identity.account.lastName'],
  ...more,
})
const records = async (by: Browser, more: object = {}): Promise<string> =>
  (await by.post('/api/desk/disclosures', asked(more))).body.id as string
const decides = async (by: Browser & { mail: string }, id: string, decision: string) => {
  await givesCode(by, by.mail)
  return by.post(`/api/desk/disclosures/${id}/decision`, { decision, reason: 'geprüft', customerNumber: number })
}
const fetches = async (by: Browser & { mail: string }, id: string) => {
  await givesCode(by, by.mail)
  return by.post(`/api/desk/disclosures/${id}/package`)
}
const seen = async (): Promise<{ recipient: string }[]> =>
  (await customer.get('/api/my-data/obhut.disclosure')).body.items as { recipient: string }[]

describe(clause('home/4.5'), () => {
  it('records no request without a legal ground, and none for what is not asked for by name', async () => {
    for (const [wrong, field] of [
      [{ ground: '' }, 'ground'],
      [{ ground: 'because we like to' }, 'ground'],
      [{ because: ' ' }, 'because'],
      [{ fields: [] }, 'fields'],
      [{ fields: ['identity.account.everything'] }, 'fields'],
      [{ fields: ['identity.login.password'] }, 'fields'],
    ] as const) {
      const { status, body } = await grace.post('/api/desk/disclosures', asked(wrong))
      expect([status, Object.keys(body.fields)]).toEqual([422, [field]])
    }
    expect(await world.rows('select from obhut.authority_request')).toEqual([])
  })
  it('hands nothing out before another person approved, and the database holds to that too', async () => {
    const id = await records(grace)
    expect(await fetches(grace, id)).toMatchObject({ status: 409, body: { id: 'not-approved' } })
    expect(await decides(grace, id, 'approved')).toMatchObject({ status: 403, body: { id: 'needs-another' } })
    await expect(
      world.rows(
        `update obhut.authority_request set decision = 'approved', decided_by = recorded_by, decided_at = recorded_at where id = $1`,
        [id],
      ),
    ).rejects.toThrow('decided_by_another')
    await expect(
      world.rows(`update obhut.authority_request set fetched_at = recorded_at where id = $1`, [id]),
    ).rejects.toThrow('fetched_if_approved')
    expect(await seen()).toEqual([])
  })
  it('hands out exactly the fields that were approved, once, to whoever recorded the request; the log keeps both persons and the person sees it', async () => {
    const id = await records(grace)
    expect((await decides(alan, id, 'approved')).status).toBe(204)
    expect(await decides(alan, id, 'refused')).toMatchObject({ status: 409, body: { id: 'decided-already' } })
    expect(await fetches(alan, id)).toMatchObject({ status: 403, body: { id: 'recorded-by-another' } })
    const got = await fetches(grace, id)
    expect(JSON.parse(got.text)).toEqual({
      disclosure: { authority: 'Staatsanwaltschaft Elbmark', fileNumber: '412 Js 1/26' },
      data: [{ table: 'identity.account', mail: 'ida@example.org', lastName: 'Ludwig' }],
    })
    expect(await fetches(grace, id)).toMatchObject({ status: 410, body: { id: 'fetched-already' } })
    const { items } = (await alan.get('/api/desk/disclosures')).body
    expect((items as { id: string }[]).find(one => one.id === id)).toMatchObject({
      recordedBy: grace.account,
      decidedBy: alan.account,
      decision: 'approved',
      ground: 'StPO 95',
    })
    expect(await seen()).toEqual([
      expect.objectContaining({
        recipient: 'Staatsanwaltschaft Elbmark',
        ground: 'StPO 95, 412 Js 1/26',
        fields: ['pd:EmailAddress', 'pd:Name'],
      }),
    ])
    await world.settle()
    const acts = await world.rows(
      `select e.what, p.subject from obhut.audit_entry e join obhut.audit_person p on p.entry_id = e.id where e.about = $1 order by e.at`,
      [id],
    )
    expect(acts).toEqual([
      { what: 'recorded a request of an authority', subject: grace.account },
      { what: 'approved a request of an authority', subject: alan.account },
      { what: 'handed out to an authority', subject: grace.account },
    ])
  })
  it('is approved by nobody who does not come to the same person by the letter of the authority', async () => {
    const other = await world.offered(CustomerAccounts).withPassword(
      {
        mail: 'jonas@example.org',
        fields: {
          firstName: 'Jonas',
          lastName: 'Ludwig',
          street: 'Uferweg 1',
          postcode: '14467',
          city: 'Potsdam',
          country: 'DE',
        },
      },
      password,
    )
    const [{ customer_number: theirs }] = await world.rows(
      'select customer_number from identity.account where id = $1',
      [other],
    )
    const {
      body: { id },
    } = await grace.post('/api/desk/disclosures', { ...asked(), subject: undefined, customerNumber: number })
    await givesCode(alan, alan.mail)
    const approves = (customerNumber?: string) =>
      alan.post(`/api/desk/disclosures/${id}/decision`, {
        decision: 'approved',
        reason: 'geprüft',
        ...(customerNumber !== undefined && { customerNumber }),
      })
    expect(await approves()).toMatchObject({ status: 422, body: { fields: { customerNumber: expect.any(String) } } })
    expect(await approves(theirs)).toMatchObject({ status: 409, body: { id: 'another-person' } })
    expect((await approves(number)).status).toBe(204)
  })
  it('gives it to one of two who fetch at once', async () => {
    const id = await records(grace)
    await decides(alan, id, 'approved')
    await givesCode(grace, grace.mail)
    const both = await Promise.all([1, 2].map(() => grace.post(`/api/desk/disclosures/${id}/package`)))
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 410])
  })
  it('hands nothing out that was refused', async () => {
    const id = await records(grace)
    expect((await decides(alan, id, 'refused')).status).toBe(204)
    expect(await fetches(grace, id)).toMatchObject({ status: 409, body: { id: 'not-approved' } })
  })
  it('is for the privacy desk alone', async () => {
    const id = await records(grace)
    const support = await staffOf(world, ['support', 'administration', 'marketing'])
    for (const by of [support, customer]) {
      expect((await by.get('/api/desk/disclosures')).status).toBe(403)
      expect((await by.post('/api/desk/disclosures', asked())).status).toBe(403)
      expect(
        (await by.post(`/api/desk/disclosures/${id}/decision`, { decision: 'approved', reason: 'geprüft' })).status,
      ).toBe(403)
      expect((await by.post(`/api/desk/disclosures/${id}/package`)).status).toBe(403)
    }
  })
  it('tells the person of it only after the day until which a law forbids that, and then by itself', async () => {
    const until = later(world.clock.now(), days(3))
    const before = (await seen()).length
    const id = await records(grace, { silent: { until, because: 'StPO 95a' } })
    await decides(alan, id, 'approved')
    expect((await fetches(grace, id)).status).toBe(200)
    expect(await seen()).toHaveLength(before)
    const { items } = (await customer.get('/api/my-data/obhut.authority_request')).body
    expect((items as { silentBecause: string | null }[]).filter(({ silentBecause }) => silentBecause !== null)).toEqual(
      [],
    )
    await world.turnTo(later(until, 1000))
    customer = await signsIn(world.visitor(), 'ida@example.org')
    expect(await seen()).toHaveLength(before + 1)
  })
})
