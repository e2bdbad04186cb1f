import { describe, expect, it } from 'vitest'
import { hours, minutes, type Doubt } from '../../kernel/clock/clock.ts'
import type { Browser } from '../../server/testing/browser.ts'
import type { World } from '../../server/testing/world.ts'
import { SecondPerson, StaffAccounts, type StaffRole } from './contract.ts'
import { anIdentityWorld, givesCode, goodPassword, lettersTo, signsIn, tokenIn } from './people-for-test.ts'

const from = (world: World, mail: string, roles: readonly StaffRole[] = ['administration']): Promise<string> =>
  world
    .offered(StaffAccounts)
    .withPassword(
      { mail, firstName: mail.split('@')[0] ?? '', lastName: 'Muster', roles, language: 'en' },
      goodPassword,
    )
const enters = async (world: World, mail: string): Promise<Browser> => signsIn(world.visitor(), mail)
/** An account that somebody of the administration opens in the console, activated by its holder. */
async function opens(world: World, chief: Browser, mail: string, roles: readonly StaffRole[]): Promise<string> {
  const { status, body } = await chief.post('/api/staff/accounts', {
    mail,
    firstName: 'New',
    lastName: 'Muster',
    roles,
    language: 'en',
  })
  expect(status).toBe(201)
  await world.settle()
  await world.visitor().post('/api/activations', {
    token: tokenIn((await lettersTo(world, mail)).findLast(({ links }) => links[0]?.includes('activate'))),
    password: goodPassword,
  })
  return body.id
}
const nobody = '00000000-0000-4000-8000-000000000000'
const rolesOf = async (world: World, mail: string): Promise<StaffRole[]> =>
  (await world.rows<{ roles: StaffRole[] }>('select roles from identity.login where mail = $1', [mail]))[0]?.roles ?? []
const waitingFor = async (
  chief: Browser,
): Promise<{ id: string; may: string[]; because: string | null; state: string }> =>
  (await chief.get('/api/staff/role-requests')).body.items[0]

describe('a permission that gives power over others’ data', () => {
  it('is asked for by one administrator, told to all of them, approved by a second one, and given after the wait', async () => {
    const world = await anIdentityWorld()
    await from(world, 'kim@example.org')
    await from(world, 'lou@example.org')
    await from(world, 'mio@example.org')
    const [kim, lou] = [await enters(world, 'kim@example.org'), await enters(world, 'lou@example.org')]
    expect(
      (
        await kim.post('/api/staff/accounts', {
          mail: 'new@example.org',
          firstName: 'N',
          lastName: 'M',
          roles: ['support', 'privacy'],
        })
      ).body,
    ).toMatchObject({ waiting: ['privacy'] })
    await world.settle()
    expect(await rolesOf(world, 'new@example.org')).toEqual(['support'])
    for (const mail of ['kim@example.org', 'lou@example.org', 'mio@example.org']) {
      const [letter] = await lettersTo(world, mail)
      expect([mail, letter?.subject]).toEqual([mail, 'A permission was requested'])
      expect(letter?.text).toMatch(/privacy[^]*after one day|privacy[^]*after 24 hours/)
      // Who and for whom is read in the console: a mail names nobody else.
      for (const name of ['new@example.org', 'N M', 'kim', 'lou', 'mio'].filter(name => !mail.startsWith(name)))
        expect(letter?.text).not.toContain(name)
    }
    const own = await waitingFor(kim)
    expect(own).toMatchObject({
      state: 'open',
      may: ['cancel'],
      because: 'own',
      colleague: {
        name: 'N M',
        mail: 'new@example.org',
        since: expect.any(String),
        openedBy: { name: 'kim Muster', mail: 'kim@example.org' },
      },
      askedBy: { name: 'kim Muster', mail: 'kim@example.org' },
      roles: ['privacy'],
    })
    expect(await kim.post(`/api/staff/role-requests/${own.id}/approval`)).toMatchObject({
      status: 403,
      body: { id: 'not-independent' },
    })
    expect(await waitingFor(lou)).toMatchObject({ may: ['approve', 'cancel'], because: null })
    expect((await lou.post(`/api/staff/role-requests/${own.id}/approval`)).status).toBe(204)
    await world.turnBy(hours(23))
    expect(await rolesOf(world, 'new@example.org')).toEqual(['support'])
    await world.turnBy(hours(1) + minutes(1))
    expect(await rolesOf(world, 'new@example.org')).toEqual(['support', 'privacy'])
    expect((await lettersTo(world, 'mio@example.org'))[0]?.subject).toBe('A permission has been granted')
    const log = await world.rows<{ what: string }>(
      `select what from obhut.audit_entry where what like 'roles %' order by at, id`,
    )
    expect(log.map(({ what }) => what)).toEqual(['roles asked', 'roles approved', 'roles granted'])
  })
  it('waits its time from now on where it was asked for by a clock that was ahead', async () => {
    const world = await anIdentityWorld()
    await from(world, 'kim@example.org')
    await from(world, 'lou@example.org')
    const [kim, lou] = [await enters(world, 'kim@example.org'), await enters(world, 'lou@example.org')]
    await opens(world, kim, 'new@example.org', ['support', 'privacy'])
    await world.rows(
      `update identity.role_request set asked_at = asked_at + interval '600 days', waits_until = waits_until + interval '600 days'`,
    )
    expect((await lou.post(`/api/staff/role-requests/${(await waitingFor(lou)).id}/approval`)).status).toBe(204)
    await world.turnBy(hours(23))
    expect(await rolesOf(world, 'new@example.org')).toEqual(['support'])
    await world.turnBy(hours(2))
    expect(await rolesOf(world, 'new@example.org')).toEqual(['support', 'privacy'])
  })
  it('whose wait is over only by a clock in doubt is given once that is right', async () => {
    const world = await anIdentityWorld()
    await from(world, 'kim@example.org')
    await from(world, 'lou@example.org')
    await opens(world, await enters(world, 'kim@example.org'), 'new@example.org', ['support', 'privacy'])
    await world.turnBy(hours(25))
    const lou = await enters(world, 'lou@example.org')
    const { id } = await waitingFor(lou)
    let doubt: Doubt | undefined = { is: 'ahead', shows: world.clock.now(), expected: new Date() }
    world.clock.watchedBy(() => doubt)
    expect((await lou.post(`/api/staff/role-requests/${id}/approval`)).status).toBe(204)
    expect(await rolesOf(world, 'new@example.org')).toEqual(['support'])
    doubt = undefined
    await world.turnBy(minutes(2))
    expect(await rolesOf(world, 'new@example.org')).toEqual(['support', 'privacy'])
  })
  it('is approved by nobody whose account goes back to the one who asked, over however many steps, nor the other way round, nor by the one concerned', async () => {
    const world = await anIdentityWorld()
    await from(world, 'kim@example.org')
    await from(world, 'lou@example.org')
    const [kim, lou] = [await enters(world, 'kim@example.org'), await enters(world, 'lou@example.org')]
    const puppet = await opens(world, kim, 'puppet@example.org', ['support'])
    // An administrator by way of two, and still somebody whom Kim let in.
    await givesCode(kim, 'kim@example.org')
    expect((await kim.patch(`/api/staff/accounts/${puppet}`, { roles: ['support', 'administration'] })).body).toEqual({
      waiting: ['administration'],
    })
    expect((await lou.post(`/api/staff/role-requests/${(await waitingFor(lou)).id}/approval`)).status).toBe(204)
    await world.turnBy(hours(25))
    expect(await rolesOf(world, 'puppet@example.org')).toEqual(['support', 'administration'])
    const second = await enters(world, 'puppet@example.org')
    const third = await opens(world, second, 'third@example.org', ['support'])
    const again = await enters(world, 'kim@example.org')
    expect((await again.patch(`/api/staff/accounts/${third}`, { roles: ['privacy'] })).status).toBe(200)
    const asked = await waitingFor(second)
    expect(asked).toMatchObject({ may: ['cancel'], because: 'not independent' })
    expect(await second.post(`/api/staff/role-requests/${asked.id}/approval`)).toMatchObject({
      status: 403,
      body: { id: 'not-independent' },
    })
    // The puppet asks, and the one behind it approves.
    await again.post(`/api/staff/role-requests/${asked.id}/cancellation`)
    await givesCode(second, 'puppet@example.org')
    await second.patch(`/api/staff/accounts/${third}`, { roles: ['officer'] })
    await givesCode(again, 'kim@example.org')
    expect((await again.post(`/api/staff/role-requests/${(await waitingFor(again)).id}/approval`)).status).toBe(403)
    await world.turnBy(hours(48))
    expect(await rolesOf(world, 'third@example.org')).toEqual([])
    const ids = new Map(
      (await world.rows<{ mail: string; id: string }>('select mail, id from identity.staff')).map(one => [
        one.mail.split('@')[0],
        one.id,
      ]),
    )
    const independent = (one: string, other: string) =>
      world.offered(SecondPerson).independent(ids.get(one) ?? nobody, ids.get(other) ?? nobody)
    expect(
      await Promise.all([
        independent('kim', 'third'),
        independent('third', 'kim'),
        independent('puppet', 'third'),
        independent('kim', 'kim'),
        independent('kim', 'gone'),
        independent('lou', 'third'),
        independent('kim', 'lou'),
      ]),
    ).toEqual([false, false, false, false, false, true, true])
    const idsOf = (...names: string[]) => names.map(name => ids.get(name) ?? nobody)
    expect([
      ...(await world.offered(SecondPerson).independentOf(idsOf('third')[0]!, idsOf('kim', 'lou', 'puppet', 'gone'))),
    ]).toEqual(idsOf('lou'))
  })
  it('is given by nobody where there is no second administrator, except from the command line', async () => {
    const world = await anIdentityWorld()
    await from(world, 'kim@example.org')
    const kim = await enters(world, 'kim@example.org')
    expect(
      await kim.post('/api/staff/accounts', {
        mail: 'puppet@example.org',
        firstName: 'P',
        lastName: 'M',
        roles: ['privacy'],
      }),
    ).toMatchObject({
      status: 409,
      body: { id: 'second-administrator-needed', helps: expect.stringContaining('obhut staff') },
    })
    expect(await world.rows(`select from identity.staff where mail = 'puppet@example.org'`)).toEqual([])
    const puppet = await opens(world, kim, 'puppet@example.org', ['support'])
    for (const roles of [['administration'], ['officer'], ['support', 'privacy']])
      expect((await kim.patch(`/api/staff/accounts/${puppet}`, { roles })).status).toBe(409)
    expect((await kim.patch(`/api/staff/accounts/${puppet}`, { roles: ['marketing'] })).body).toEqual({ waiting: [] })
    expect(await world.offered(StaffAccounts).setRoles('puppet@example.org', ['privacy'])).toEqual(['privacy'])
    expect(await rolesOf(world, 'puppet@example.org')).toEqual(['privacy'])
    expect(await world.offered(StaffAccounts).setRoles('nobody@example.org', ['privacy'])).toBeUndefined()
  })
  it('is stopped by any administrator, by blocking who asked, who approved or whom it is for, and by asking for something else', async () => {
    const world = await anIdentityWorld()
    const id = await from(world, 'ida@example.org', ['support'])
    const ids = {
      kim: await from(world, 'kim@example.org'),
      lou: await from(world, 'lou@example.org'),
      mio: await from(world, 'mio@example.org'),
    }
    const [kim, lou, mio] = [
      await enters(world, 'kim@example.org'),
      await enters(world, 'lou@example.org'),
      await enters(world, 'mio@example.org'),
    ]
    const asks = async (roles: readonly StaffRole[]) => {
      await givesCode(kim, 'kim@example.org')
      expect((await kim.patch(`/api/staff/accounts/${id}`, { roles })).status).toBe(200)
      await givesCode(lou, 'lou@example.org')
      const { id: request } = await waitingFor(lou)
      expect((await lou.post(`/api/staff/role-requests/${request}/approval`)).status).toBe(204)
      return request
    }
    const first = await asks(['support', 'privacy'])
    expect((await mio.post(`/api/staff/role-requests/${first}/cancellation`)).status).toBe(204)
    expect(await lou.post(`/api/staff/role-requests/${first}/approval`)).toMatchObject({
      status: 409,
      body: { id: 'role-request-ended' },
    })
    await world.settle()
    expect((await lettersTo(world, 'kim@example.org'))[0]?.subject).toBe('A request for permissions has ended')

    await asks(['support', 'privacy'])
    expect(await world.offered(StaffAccounts).setRoles('ida@example.org', ['support'])).toEqual(['support'])
    expect(await world.rows(`select from identity.role_request where state in ('open', 'approved')`)).toEqual([])
    await asks(['support', 'privacy'])
    await asks(['support', 'officer'])
    expect(await world.rows(`select roles, state from identity.role_request order by asked_at`)).toEqual([
      ...Array.from({ length: 3 }, () => ({ roles: ['privacy'], state: 'cancelled' })),
      { roles: ['officer'], state: 'approved' },
    ])
    await givesCode(mio, 'mio@example.org')
    expect((await mio.post(`/api/staff/accounts/${ids.kim}/deactivation`)).status).toBe(204)
    await world.turnBy(hours(25))
    expect(await rolesOf(world, 'ida@example.org')).toEqual(['support'])
    expect(
      (await world.rows(`select state from identity.role_request order by asked_at`)).map(
        ({ state }: { state: string }) => state,
      ),
    ).toEqual(['cancelled', 'cancelled', 'cancelled', 'cancelled'])

    const [mio2, lou2] = [await enters(world, 'mio@example.org'), await enters(world, 'lou@example.org')]
    await mio2.patch(`/api/staff/accounts/${id}`, { roles: ['support', 'privacy'] })
    expect((await lou2.post(`/api/staff/accounts/${id}/deactivation`)).status).toBe(204)
    expect(await world.rows(`select from identity.role_request where state in ('open', 'approved')`)).toEqual([])
  })
  it('is asked for anew where a blocked account is opened again, and stays away where nobody could approve it', async () => {
    const world = await anIdentityWorld()
    const id = await from(world, 'ida@example.org', ['support', 'privacy', 'administration'])
    const ids = { kim: await from(world, 'kim@example.org'), lou: await from(world, 'lou@example.org') }
    const [kim, lou] = [await enters(world, 'kim@example.org'), await enters(world, 'lou@example.org')]
    expect((await kim.post(`/api/staff/accounts/${id}/deactivation`)).status).toBe(204)
    expect((await kim.delete(`/api/staff/accounts/${id}/deactivation`)).status).toBe(204)
    await world.settle()
    expect(await rolesOf(world, 'ida@example.org')).toEqual(['support'])
    for (const mail of ['kim@example.org', 'lou@example.org'])
      expect((await lettersTo(world, mail))[0]?.subject).toBe('A permission was requested')
    const asked = await waitingFor(lou)
    expect(asked).toMatchObject({
      roles: ['privacy', 'administration'],
      may: ['approve', 'cancel'],
      askedBy: { mail: 'kim@example.org' },
    })
    expect((await kim.post(`/api/staff/role-requests/${asked.id}/approval`)).status).toBe(403)
    expect((await lou.post(`/api/staff/role-requests/${asked.id}/approval`)).status).toBe(204)
    await world.turnBy(hours(25))
    expect(await rolesOf(world, 'ida@example.org')).toEqual(['support', 'privacy', 'administration'])

    // Alone, nobody gives them back.
    const again = await enters(world, 'kim@example.org')
    for (const one of [id, ids.lou])
      expect((await again.post(`/api/staff/accounts/${one}/deactivation`)).status).toBe(204)
    expect((await again.delete(`/api/staff/accounts/${ids.lou}/deactivation`)).status).toBe(204)
    await world.settle()
    expect(await rolesOf(world, 'lou@example.org')).toEqual([])
    expect((await lettersTo(world, 'lou@example.org'))[0]?.links[0]).toContain('activate')
    expect(await world.rows(`select from identity.role_request where state in ('open', 'approved')`)).toEqual([])
  })
  it('is approved by somebody who sees whose accounts these are, whatever name they gave themselves', async () => {
    const world = await anIdentityWorld()
    for (const mail of ['kim@example.org', 'lou@example.org']) await from(world, mail)
    const [kim, lou] = [await enters(world, 'kim@example.org'), await enters(world, 'lou@example.org')]
    await kim.post('/api/staff/accounts', {
      mail: 'tom.private@elsewhere.example',
      firstName: 'tom',
      lastName: 'Muster',
      roles: ['privacy'],
    })
    expect((await kim.patch('/api/account', { fields: { firstName: 'lou' } })).status).toBeLessThan(300)
    expect(await waitingFor(lou)).toMatchObject({
      colleague: {
        name: 'tom Muster',
        mail: 'tom.private@elsewhere.example',
        since: expect.any(String),
        openedBy: { name: 'lou Muster', mail: 'kim@example.org' },
      },
      askedBy: { name: 'lou Muster', mail: 'kim@example.org' },
    })
  })
  it('and a reset of somebody’s access are told to all administrators', async () => {
    const world = await anIdentityWorld()
    const id = await from(world, 'ida@example.org', ['support'])
    for (const mail of ['kim@example.org', 'lou@example.org']) await from(world, mail)
    await from(world, 'tom@example.org', ['support'])
    const kim = await enters(world, 'kim@example.org')
    expect((await kim.post(`/api/staff/accounts/${id}/reset`)).status).toBe(202)
    await world.settle()
    for (const mail of ['kim@example.org', 'lou@example.org']) {
      const [letter] = await lettersTo(world, mail)
      expect([mail, letter?.subject]).toEqual([mail, 'The access of an account has been reset'])
      for (const name of ['ida', 'kim', 'lou'].filter(name => !mail.startsWith(name)))
        expect(letter?.text).not.toContain(name)
    }
    expect(await lettersTo(world, 'tom@example.org')).toEqual([])
  })
  it('of one account does not keep that of another back', async () => {
    const world = await anIdentityWorld()
    for (const mail of ['kim@example.org', 'lou@example.org']) await from(world, mail)
    const [one, two] = [await from(world, 'one@example.org', []), await from(world, 'two@example.org', [])]
    const [kim, lou] = [await enters(world, 'kim@example.org'), await enters(world, 'lou@example.org')]
    for (const id of [one, two]) await kim.patch(`/api/staff/accounts/${id}`, { roles: ['privacy'] })
    // Asked for in the same moment, and still each on one page.
    await world.rows(`update identity.role_request set asked_at = (select min(asked_at) from identity.role_request)`)
    const first = (await lou.get('/api/staff/role-requests?limit=1')).body
    const second = (await lou.get(`/api/staff/role-requests?limit=1&after=${first.next}`)).body
    expect([[...first.items, ...second.items].map(({ colleague }) => colleague.name).toSorted(), second.next]).toEqual([
      ['one Muster', 'two Muster'],
      null,
    ])
    for (const { id } of [...first.items, ...second.items]) await lou.post(`/api/staff/role-requests/${id}/approval`)
    await world.rows(`create function refuse() returns trigger language plpgsql as $$ begin raise exception 'no'; end $$;
      create trigger poisoned before update on identity.login for each row when (old.mail = 'one@example.org') execute function refuse()`)
    await world.turnBy(hours(25))
    expect([await rolesOf(world, 'one@example.org'), await rolesOf(world, 'two@example.org')]).toEqual([
      [],
      ['privacy'],
    ])
    expect(world.faults.splice(0).length).toBeGreaterThan(0)
  })
})
