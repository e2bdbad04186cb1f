import { beforeAll, describe, expect, it } from 'vitest'
import { days, later } from '../../kernel/clock/clock.ts'
import { StaffAccounts } from '../identity/contract.ts'
import { goodPassword, parts, registered, signsIn } from '../identity/people-for-test.ts'
import type { Browser } from '../../server/testing/browser.ts'
import { aWorld, type World } from '../../server/testing/world.ts'
import { disclosures } from './index.ts'

let world: World
let grace: Browser
let ruth: Browser
let ida: Browser
let customerNumber: string
beforeAll(async () => {
  world = await aWorld({ modules: [...parts, disclosures] })
  for (const [name, firstName] of [
    ['grace', 'Grace'],
    ['ruth', 'Ruth'],
  ] as const)
    await world
      .offered(StaffAccounts)
      .withPassword(
        { mail: `${name}@testhaus.example`, firstName, lastName: 'Muster', roles: ['privacy'] },
        goodPassword,
      )
  grace = await signsIn(world.visitor({ 'accept-language': 'en' }), 'grace@testhaus.example')
  ruth = await signsIn(world.visitor({ 'accept-language': 'en' }), 'ruth@testhaus.example')
  ida = await signsIn(await registered(world, 'ida@example.org'), 'ida@example.org')
  customerNumber = (await ida.get('/api/account')).body.customerNumber
})
const asked = (more: object = {}) => ({
  customerNumber,
  fileNumber: '3 O 12/26',
  ground: 'claims',
  because: 'Ida sued for damages',
  until: later(world.clock.now(), days(90)).toISOString(),
  ...more,
})
const list = async (who: Browser) => (await who.get('/api/desk/legal-holds')).body.items

describe('a hold on a person', () => {
  it('says who it is about, for a time of a year at most', async () => {
    const refused = async (more: object) => (await grace.post('/api/desk/legal-holds', asked(more))).status
    expect(await refused({ customerNumber: '99999999' })).toBe(422)
    expect(await refused({ until: world.clock.now().toISOString() })).toBe(422)
    expect(await refused({ until: later(world.clock.now(), days(400)).toISOString() })).toBe(422)
    expect(await refused({ because: 'short' })).toBe(422)
    expect(
      await refused({ silent: { until: later(world.clock.now(), -days(1)).toISOString(), because: 'StPO 95a' } }),
    ).toBe(422)
    // A kind that this person is not: an erasure would wait for nobody.
    expect(await refused({ kind: 'staff' })).toBe(404)
    expect(await refused({ kind: 'nothing' })).toBe(404)
    expect(await list(grace)).toEqual([])
  })

  it('takes a second person, has the account deleted later, and says so', async () => {
    const { id } = (await grace.post('/api/desk/legal-holds', asked())).body
    const decide = (who: Browser, number: string | null = customerNumber) =>
      who.post(`/api/desk/legal-holds/${id}/decision`, {
        decision: 'approved',
        reason: 'looked at the file',
        ...(number !== null && { customerNumber: number }),
      })
    const waiting = async (who: Browser) => (await who.get('/api/desk/legal-holds')).body.forYou
    expect([await waiting(grace), await waiting(ruth)]).toEqual([0, 1])
    expect((await decide(grace)).status).toBe(403)
    expect(await list(grace)).toMatchObject([{ id, recordedByYou: true, mayDecide: false, stands: false }])
    expect(await list(ruth)).toMatchObject([
      { id, mayDecide: true, groundInWords: expect.stringContaining('legal claims') },
    ])
    // The second person comes to the same customer by themselves.
    expect((await decide(ruth, null)).status).toBe(422)
    // What the list says beside the hold is no knowledge of their own.
    const [{ subject }] = await list(ruth)
    const byList = { decision: 'approved', reason: 'looked at the list', subject }
    expect((await ruth.post(`/api/desk/legal-holds/${id}/decision`, byList)).status).toBe(422)
    const other = await signsIn(await registered(world, 'mia@example.org'), 'mia@example.org')
    const { customerNumber: another } = (await other.get('/api/account')).body
    expect((await decide(ruth, another)).body).toMatchObject({ id: 'hold-on-another-person' })
    expect(
      await world.rows(`select from obhut.audit_entry where what = 'named another person for a legal hold'`),
    ).toHaveLength(1)
    expect((await decide(ruth)).status).toBe(204)
    expect((await decide(ruth)).body).toMatchObject({ id: 'hold-decided-already' })
    expect(await waiting(ruth)).toBe(0)
    expect(await list(ruth)).toMatchObject([{ stands: true, mayEnd: true, erasureAskedAt: null }])

    expect((await ida.get('/api/account/deletion')).body).toMatchObject({ waits: true, gone: [] })
    const deleted = await ida.post('/api/account/delete', { password: goodPassword })
    expect(deleted.body).toMatchObject({
      waits: true,
      gone: [],
      kept: expect.arrayContaining([expect.objectContaining({ rows: 1 })]),
    })
    expect(JSON.stringify(deleted.body.kept)).toContain('Art. 17')
    expect((await ida.get('/api/account')).status).toBe(401)
    expect(await list(ruth)).toMatchObject([{ erasureAskedAt: expect.any(String) }])
    expect(await world.traces('ida@example.org')).not.toEqual([])

    expect((await ruth.post(`/api/desk/legal-holds/${id}/end`, { reason: 'the claim was settled' })).status).toBe(204)
    expect(await list(ruth)).toMatchObject([{ stands: false, mayEnd: false }])
    await world.turnBy(days(0.01))
    expect(await list(ruth)).toEqual([])
    // Mia's is there.
    expect(await world.rows('select from identity.account')).toHaveLength(1)
  })

  it('on a member of staff is nothing that this one reads, decides or ends', async () => {
    const [{ id: subject }] = (await world.rows(`select id from identity.staff where first_name = 'Ruth'`)) as [
      { id: string },
    ]
    const asking = asked({ customerNumber: undefined, subject, kind: 'staff' })
    const { status, body } = await grace.post('/api/desk/legal-holds', asking)
    expect(status).toBe(201)
    expect(await list(grace)).toMatchObject([{ id: body.id, kind: 'staff' }])
    expect((await ruth.get('/api/desk/legal-holds')).body).toMatchObject({ items: [], forYou: 0 })
    const decision = { decision: 'refused', reason: 'not me' }
    ruth = await signsIn(world.visitor({ 'accept-language': 'en' }), 'ruth@testhaus.example')
    expect((await ruth.post(`/api/desk/legal-holds/${body.id}/decision`, decision)).status).toBe(404)
    expect((await ruth.post(`/api/desk/legal-holds/${body.id}/end`, { reason: 'not me at all' })).status).toBe(404)
  })
})
