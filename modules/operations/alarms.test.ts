import { describe, expect, it } from 'vitest'
import type { Contract } from '../../platform/contract.ts'
import { TheReporter } from '../../platform/services.ts'
import { OperatorProblem } from '../../kernel/problems/problem.ts'
import { days } from '../../kernel/clock/clock.ts'
import { website } from '../website/index.ts'
import { operations } from './index.ts'
import type { Browser } from '../../server/testing/browser.ts'
import { aWorld, type World } from '../../server/testing/world.ts'
import { StaffAccounts } from '../identity/contract.ts'
import { goodPassword, parts, signsIn } from '../identity/people-for-test.ts'

class DiskIsFull extends OperatorProblem {
  constructor() {
    super({
      says: { de: 'Der Speicher ist voll.', en: 'The disk is full.' },
      mend: { de: 'Schaffen Sie Platz.', en: 'Free some space.' },
    })
  }
}
const started = (): Promise<World> => aWorld({ modules: [...parts, website, operations] })

async function colleague(world: World, role: string): Promise<Browser> {
  const mail = `${role}@testhaus.example`
  await world
    .offered(StaffAccounts as Contract<any>)
    .withPassword({ mail, firstName: 'Kim', lastName: 'Muster', roles: [role] }, goodPassword) // any: only its type differs
  return signsIn(world.visitor(), mail)
}
async function raises(world: World): Promise<void> {
  world.offered(TheReporter).fault('disk', new DiskIsFull())
  await world.turnBy(1500)
  world.faults.splice(0)
}
const open = async (desk: Browser): Promise<readonly { readonly id: string }[]> =>
  (await desk.get('/api/desk/alarms')).body.items

describe('alarms in the console', () => {
  it('say what happened and what to do in the language of whoever looks, and who looks after them', async () => {
    const world = await started()
    const [admin, privacy] = [await colleague(world, 'administration'), await colleague(world, 'privacy')]
    expect(await open(admin)).toEqual([])
    await raises(world)
    await raises(world)
    expect(await open(admin)).toMatchObject([
      {
        kind: 'DiskIsFull',
        place: 'disk',
        says: 'The disk is full.',
        mend: 'Free some space.',
        times: 2,
        acknowledgedBy: null,
        may: ['acknowledge', 'end'],
      },
    ])
    const [{ id } = { id: '' }] = await open(privacy)
    expect((await privacy.get('/api/desk/alarms', { 'accept-language': 'de' })).body.items).toMatchObject([
      { says: 'Der Speicher ist voll.' },
    ])
    expect((await admin.post(`/api/desk/alarms/${id}/acknowledge`, {})).status).toBe(204)
    expect((await privacy.post(`/api/desk/alarms/${id}/acknowledge`, {})).status).toBe(204)
    const [{ id: account }] = (await world.rows<{ id: string }>(
      `select id from identity.login where mail = 'administration@testhaus.example'`,
    )) as [{ id: string }]
    expect(await open(admin)).toMatchObject([
      { acknowledgedBy: account, acknowledgedByYou: true, acknowledgedAt: expect.any(String), may: ['end'] },
    ])
    expect(await open(privacy)).toMatchObject([{ acknowledgedByYou: false }])
  })
  it('end by hand, or by themselves after three quiet days once somebody looks after them', async () => {
    const world = await started()
    const desk = await colleague(world, 'administration')
    await raises(world)
    const [{ id } = { id: '' }] = await open(desk)
    expect((await desk.post(`/api/desk/alarms/${id}/end`, {})).status).toBe(204)
    expect(await desk.post(`/api/desk/alarms/${id}/end`, {})).toMatchObject({
      status: 409,
      body: { id: 'alarm-is-over' },
    })
    expect((await desk.get('/api/desk/alarms?state=over')).body.items).toMatchObject([{ id, may: [] }])
    expect(await world.rows(`select what from obhut.audit_entry where about = $1`, [id])).toEqual([
      { what: 'ended an alarm' },
    ])
    await raises(world)
    expect(await world.rows('select ended_at is null as open, times from obhut.alarm order by since')).toEqual([
      { open: false, times: 1 },
      { open: true, times: 1 },
    ])
    await world.turnBy(days(4))
    expect(await world.rows('select from obhut.alarm where ended_at is null')).toHaveLength(1)
    const again = await colleague(world, 'privacy')
    await again.post(`/api/desk/alarms/${(await open(again))[0]?.id}/acknowledge`, {})
    await world.turnBy(days(2))
    expect(await world.rows('select from obhut.alarm where ended_at is null')).toHaveLength(1)
    await world.turnBy(days(2))
    expect(await world.rows('select from obhut.alarm where ended_at is null')).toEqual([])
  })
  it('are for administration and privacy desk alone', async () => {
    const world = await started()
    const support = await colleague(world, 'support')
    expect((await support.get('/api/desk/alarms')).status).toBe(403)
    expect((await support.post('/api/desk/alarms/00000000-0000-4000-8000-000000000000/end', {})).status).toBe(403)
    expect((await world.visitor().get('/api/desk/alarms')).status).toBe(401)
    const admin = await colleague(world, 'administration')
    expect((await admin.post('/api/desk/alarms/00000000-0000-4000-8000-000000000000/end', {})).status).toBe(404)
  })
  it('are counted by kind in the metrics', async () => {
    const world = await started()
    await raises(world)
    await raises(world)
    const { text } = await world.visitor().get('/metrics')
    expect(text).toContain('obhut_faults_total{kind="DiskIsFull"} 2')
    expect(text).toContain('obhut_alarms_open{urgent="no"} 1')
  })
})
