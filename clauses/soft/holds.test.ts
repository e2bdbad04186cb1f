import { beforeAll, describe, expect, it } from 'vitest'
import { days, later } from '../../kernel/clock/clock.ts'
import { givesCode, signsIn } from '../../modules/identity/people-for-test.ts'
import type { Browser } from '../../server/testing/browser.ts'
import type { World } from '../../server/testing/world.ts'
import { clause, platformOf } from '../clause.ts'
import { staffOf } from '../staff.ts'
import { accessLog } from '../site.ts'

let world: World
let grace: Browser & { account: string; mail: string }
/** Days have passed since she was here. */
const comesBack = async (): Promise<void> => {
  grace = { ...grace, ...(await signsIn(world.visitor(), grace.mail)) }
}
/** The moments of two visits, a day apart; the first one is to be examined. */
let visits: readonly [Date, Date]
const why = 'Anmeldeversuche in großer Zahl von einer Adresse'

beforeAll(async () => {
  world = await platformOf('soft')
  visits = [await visit('/impressum'), await visit('/datenschutz')]
  grace = await staffOf(world, ['privacy'])
})

async function visit(page: string): Promise<Date> {
  await world.turnBy(days(1))
  const at = world.clock.now()
  await world.visitor().get(page)
  return at
}
const pages = async (): Promise<unknown[]> =>
  (await accessLog(world)).map(({ path }) => path).filter(path => path === '/impressum' || path === '/datenschutz')
const asked = (more: object = {}) => ({
  held: 'website.request',
  begins: visits[0].toISOString(),
  ends: later(visits[0], 60_000).toISOString(),
  reason: why,
  until: later(world.clock.now(), days(20)).toISOString(),
  ...more,
})
const steppedUp = async (path: string, body?: object) => {
  await givesCode(grace, grace.mail)
  return grace.post(path, body)
}

describe(clause('soft/1-b'), () => {
  it('keeps rows under a recorded hold past their period, with its reason, and lets all others go on time', async () => {
    const {
      status,
      body: { id },
    } = await grace.post('/api/desk/holds', asked())
    expect(status).toBe(201)
    expect((await grace.get('/api/desk/holds')).body).toMatchObject({
      holdable: [{ name: 'website.request', title: expect.stringMatching(/^\w/) }],
      items: [{ id, reason: why, recordedBy: grace.account, liftedAt: null, looks: [], mayLook: true }],
    })
    expect(await pages()).toEqual(['/impressum', '/datenschutz'])
    await world.turnBy(days(10))
    expect(await pages()).toEqual(['/impressum'])
    await comesBack()
    expect(world.faults).toEqual([])
  })
  it('has each look at them on record, with its reason, where the desk and the audit log show it', async () => {
    const [{ id }] = (await grace.get('/api/desk/holds')).body.items as [{ id: string }]
    const { status, body } = await steppedUp(`/api/desk/holds/${id}/looks`, {
      reason: 'Abgleich mit der Anzeige vom Vortag',
    })
    expect([status, body.next, (body.items as { path: string }[]).map(({ path }) => path)]).toEqual([
      200,
      null,
      ['/impressum'],
    ])
    expect(await steppedUp(`/api/desk/holds/${id}/looks`, { reason: 'so' })).toMatchObject({
      status: 422,
      body: { fields: { reason: expect.any(String) } },
    })
    const {
      items: [{ looks }],
    } = (await grace.get('/api/desk/holds')).body
    expect(looks).toEqual([
      { at: expect.any(String), by: grace.account, reason: 'Abgleich mit der Anzeige vom Vortag', rows: 1 },
    ])
    const entries = await world.rows(
      `select e.what, e.rows, p.subject, p.facts from obhut.audit_entry e join obhut.audit_person p on p.entry_id = e.id where e.about = $1 order by e.at`,
      [id],
    )
    expect(entries).toEqual([
      { what: 'placed a hold', rows: 0, subject: grace.account, facts: {} },
      {
        what: 'looked under a hold',
        rows: 1,
        subject: grace.account,
        facts: { reason: 'Abgleich mit der Anzeige vom Vortag', held: 'website.request' },
      },
    ])
  })
  it('holds nothing without reason, without end, for longer than a year, or of somebody', async () => {
    const wrong = async (more: object): Promise<string[]> => {
      const { status, body } = await grace.post('/api/desk/holds', asked(more))
      expect(status).toBe(422)
      return Object.keys(body.fields as object)
    }
    expect(await wrong({ reason: ' ' })).toEqual(['reason'])
    expect(await wrong({ until: visits[0].toISOString() })).toEqual(['until'])
    expect(await wrong({ until: later(world.clock.now(), days(400)).toISOString() })).toEqual(['until'])
    expect(await wrong({ ends: visits[0].toISOString() })).toEqual(['ends'])
    expect(await wrong({ held: 'identity.account' })).toEqual(['held'])
  })
  it('is for the privacy desk alone, and asks for a fresh code before a look', async () => {
    const [{ id }] = (await grace.get('/api/desk/holds')).body.items as [{ id: string }]
    const others = await staffOf(world, ['support', 'administration', 'officer', 'marketing'])
    expect((await others.get('/api/desk/holds')).status).toBe(403)
    expect((await others.post('/api/desk/holds', asked())).status).toBe(403)
    expect((await others.post(`/api/desk/holds/${id}/looks`, { reason: why })).status).toBe(403)
    await world.turnBy(6 * 60_000)
    expect(await grace.post(`/api/desk/holds/${id}/looks`, { reason: why })).toMatchObject({
      status: 403,
      body: { id: 'fresh-code-needed' },
    })
  })
  it('lets them go when it is lifted, or when its end comes', async () => {
    const { id: second } = (
      await grace.post('/api/desk/holds', asked({ until: later(world.clock.now(), days(2)).toISOString() }))
    ).body as { id: string }
    const first = ((await grace.get('/api/desk/holds')).body.items as { id: string }[]).find(
      one => one.id !== second,
    )?.id
    expect((await steppedUp(`/api/desk/holds/${first}/lift`)).status).toBe(204)
    await world.settle()
    expect(await pages()).toEqual(['/impressum'])
    await world.turnBy(days(2))
    expect(await pages()).toEqual([])
    await comesBack()
    expect(await steppedUp(`/api/desk/holds/${first}/looks`, { reason: why })).toMatchObject({
      status: 409,
      body: { id: 'hold-is-over' },
    })
    expect(await steppedUp(`/api/desk/holds/${second}/lift`)).toMatchObject({
      status: 409,
      body: { id: 'hold-is-over' },
    })
  })
})
