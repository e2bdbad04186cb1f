import { beforeAll, describe, expect, it } from 'vitest'
import { CustomerAccounts } from '../../modules/identity/contract.ts'
import { goodPassword as password, signsIn } from '../../modules/identity/people-for-test.ts'
import { verifyAudit } from '../../kernel/checkpoints/verify.ts'
import type { Browser } from '../../server/testing/browser.ts'
import type { World } from '../../server/testing/world.ts'
import { clause, platformOf } from '../clause.ts'
import { aBrowserThatTells } from '../site.ts'
import { staffOf } from '../staff.ts'

let world: World
let staff: Browser
const ida = 'ida@example.org'
const from = '198.51.100.7'
const visitor = (of = world): Browser =>
  of.visitor({ 'user-agent': aBrowserThatTells['user-agent'], 'x-forwarded-for': from })

beforeAll(async () => {
  world = await platformOf('meter', { trustedProxies: ['127.0.0.1'] })
  staff = await staffOf(world, ['administration'])
  await world
    .offered(CustomerAccounts)
    .withPassword(
      { mail: ida, contractReference: 'V-2026-17', fields: { firstName: 'Ida', lastName: 'Ludwig' } },
      password,
    )
  const browser = await signsIn(visitor(), ida)
  await browser.get('/api/account')
  await browser.patch('/api/account', { fields: { company: 'Wehrmühle' } })
  await browser.post('/api/sign-out')
  await visitor().post('/api/sign-in', { mail: ida, password: 'guessed wrongly' })
  await visitor().post('/api/sign-in', { mail: 'nobody@example.org', password: 'guessed wrongly' })
  await world.settle()
})

const found = async (query: string): Promise<Record<string, unknown>[]> =>
  (await staff.get(`/api/desk/audit?limit=200&${query}`)).body.items as Record<string, unknown>[]

describe(clause('meter/4.2-c'), () => {
  it('keeps who signed in and out and what they did, failed attempts too', async () => {
    await expect
      .poll(async () => (await found(`user=${ida}`)).map(({ what, about }) => [what, about].filter(Boolean).join(' ')))
      .toEqual(
        expect.arrayContaining([
          'signed in',
          'signed out',
          'sign-in failed',
          'update identity.account',
          'select identity.account',
        ]),
      )
    expect((await found('user=nobody@')).map(({ what }) => what)).toEqual(['sign-in failed'])
  })
  it('keeps user name, IP, browser with version and operating system, and nothing else about whoever acted', async () => {
    for (const entry of await found(`user=${ida}`))
      expect(entry).toMatchObject({
        userName: ida,
        address: from,
        browser: 'Firefox',
        browserVersion: '145',
        os: 'Windows',
      })
    const columns = await world.rows(
      `select column_name as name from information_schema.columns where table_schema = 'obhut' and table_name = 'audit_origin'`,
    )
    expect(columns.map(({ name }) => name).toSorted()).toEqual([
      'address',
      'at',
      'browser',
      'browser_version',
      'entry_id',
      'id',
      'os',
      'place',
      'restricted',
      'salt',
      'subject',
      'user_name',
      'version',
    ])
    const facts = await world.rows(
      `select distinct jsonb_object_keys(p.facts) as name from obhut.audit_person p join obhut.audit_origin o using (entry_id)`,
    )
    expect(facts).toEqual([])
  })
  it('lies with its addresses sealed, and each look at one is an entry', async () => {
    expect(await world.traces(from)).toEqual(['website.request.host'])
    await found(`user=${ida}`)
    expect((await found('what=opened')).map(({ about, actor }) => [about, actor])).toContainEqual([
      'obhut.audit_origin.address',
      'staff',
    ])
  })
  it('shows an entry that was changed or removed', async () => {
    const periods = await world.periods()
    await world.settle()
    // Sealed within a second.
    await expect
      .poll(() => world.rows(`select from obhut.audit_entry where what = 'sign-in failed' and seal is null`))
      .toEqual([])
    expect((await verifyAudit(world.store, periods)).faults).toEqual([])
    const [kept] = await world.rows(`select user_name, id from obhut.audit_origin where user_name = $1 limit 1`, [ida])
    await world.rows(`update obhut.audit_origin set user_name = 'somebody@example.org' where id = $1`, [kept.id])
    expect((await verifyAudit(world.store, periods)).faults).toEqual([expect.stringContaining('were changed')])
    await world.rows(`update obhut.audit_origin set user_name = $2 where id = $1`, [kept.id, kept.user_name])
    const [gone] = await world.rows(
      `delete from obhut.audit_entry where what = 'sign-in failed' and seal is not null returning *`,
    )
    expect(gone).toBeDefined()
    expect((await verifyAudit(world.store, periods)).faults).toContainEqual(
      expect.stringMatching(/^seal \d+ covers \d+ entries and \d+ are there$/),
    )
  })
  it('is searched by time and person, and exported, by the administration and by nobody else', async () => {
    const [{ acted } = {}] = await found(`user=${ida}`)
    const its = await found(`person=${String(acted)}`)
    expect(its.length).toBeGreaterThan(3)
    for (const entry of its) expect([entry['acted'], entry['concerned']]).toContain(acted)
    expect(await found('to=2020-01-01T00:00:00Z')).toEqual([])
    const csv = (await staff.get(`/api/desk/audit/export?dialect=rfc4180&user=${ida}`)).text.trim().split('\r\n')
    expect(csv[0]).toBe(
      'at,activity,what,about,rows,actor,acted,concerned,userName,address,browser,browserVersion,os,reason',
    )
    expect(csv.slice(1).every(line => line.includes(`,${ida},${from},Firefox,145,Windows`))).toBe(true)
    expect(csv.length).toBeGreaterThan(4)
    const support = await staffOf(world, ['support', 'privacy'])
    for (const path of ['/api/desk/audit', '/api/desk/audit/export']) {
      expect((await support.get(path)).status).toBe(403)
      expect((await world.visitor().get(path)).status).toBe(401)
    }
  })
  it('is this statement’s, and no other’s', async () => {
    const home = await platformOf('home')
    await home.visitor().post('/api/sign-in', { mail: 'nobody@example.org', password: 'guessed wrongly' })
    await home.settle()
    expect(await home.rows('select from obhut.audit_origin')).toEqual([])
    expect(await home.traces('nobody@example.org')).toEqual([])
  })
})
