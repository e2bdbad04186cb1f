import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { aWorld, type World } from '../../server/testing/world.ts'
import { audit } from '../audit/index.ts'
import { StaffAccounts, type StaffRole } from '../identity/contract.ts'
import { goodPassword, parts, signedIn, signsIn } from '../identity/people-for-test.ts'
import { website } from '../website/index.ts'
import type { Browser } from '../../server/testing/browser.ts'
import { rights } from './index.ts'

describe('who looked somebody up, and why', () => {
  let world: World
  let ida: Browser
  const staffOf = async (mail: string, role: StaffRole): Promise<Browser> => {
    await world
      .offered(StaffAccounts)
      .withPassword({ mail, firstName: 'Grace', lastName: 'Hopper', roles: [role], language: 'en' }, goodPassword)
    return signsIn(world.visitor(), mail)
  }
  beforeAll(async () => {
    world = await aWorld({ modules: [...parts, rights, audit, website] })
    ida = await signedIn(world, 'ida@example.org')
    const support = await staffOf('support@staff.example', 'support')
    await support.post('/api/staff/look-ups', { by: 'ida@example.org', reason: 'Called about the May invoice' })
    await world.settle()
  })

  it('is told under “My data” in words, the latest first', async () => {
    const {
      body: { groups },
    } = await ida.get('/api/my-data')
    const table = groups
      .flatMap((group: { items: { table: string }[] }) => group.items)
      .find((one: { table: string }) => one.table === 'obhut.audit_person')
    expect(table.columns.slice(0, 3)).toMatchObject([
      { name: 'what', label: 'What was done' },
      { name: 'about', label: 'With what' },
      { name: 'activity', label: 'What for' },
    ])
    const items: { what: string; about: string; activity: string; at: string; facts: object; part: string }[] = (
      await ida.get('/api/my-data/obhut.audit_person?limit=200')
    ).body.items
    expect(items.map(({ at }) => at)).toEqual(
      items
        .map(({ at }) => at)
        .toSorted()
        .toReversed(),
    )
    expect(items.find(({ what }) => what === 'look up')).toMatchObject({
      about: 'Your account',
      activity: 'Looking up by our staff',
      part: 'concerned',
      facts: { reason: 'Called about the May invoice' },
    })
  })
  it('is told beside sessions that are shown the one used last first', async () => {
    await signsIn(world.visitor(), 'ida@example.org')
    await world.turnBy(120_000)
    await ida.get('/api/account')
    const items: { lastSeenAt: string }[] = (await ida.get('/api/my-data/identity.session')).body.items
    expect(items.length).toBeGreaterThan(1)
    expect(items.map(one => one.lastSeenAt)).toEqual(
      items
        .map(one => one.lastSeenAt)
        .toSorted()
        .toReversed(),
    )
  })
  it('stands in the copy', async () => {
    const { held } = JSON.parse((await ida.get('/api/my-data/copy')).text) as {
      held: { what: { table: string }; rows: { what: string }[] }[]
    }
    expect(held.find(({ what }) => what.table === 'obhut.audit_person')?.rows).toContainEqual(
      expect.objectContaining({ what: 'look up', about: 'identity.account' }),
    )
  })
  it('is found in the audit log and in its export', async () => {
    const administration = await staffOf('admin@staff.example', 'administration')
    expect((await administration.get('/api/desk/audit?what=look%20up')).body.items).toMatchObject([
      { what: 'look up', reason: 'Called about the May invoice' },
    ])
    expect((await administration.get('/api/desk/audit/export?dialect=rfc4180&what=look%20up')).text).toContain(
      ',Called about the May invoice\r\n',
    )
  })
  it('is found under its old name, too: sealed entries stay as they were written', async () => {
    const lookUp = world.declarations.activities.get('identity.look-up')!
    const [found] = await world.rows<{ subject: string }>(`select id as subject from identity.account limit 1`)
    await world.store.under(lookUp, { is: 'staff', id: randomUUID() }, async work => {
      work.note({ what: 'look up', about: 'before', facts: { occasion: 'Asked in June' }, ...found })
    })
    const administration = await staffOf('second@staff.example', 'administration')
    expect((await administration.get('/api/desk/audit?about=before')).body.items).toMatchObject([
      { reason: 'Asked in June' },
    ])
  })
})
