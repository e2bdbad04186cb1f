import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { kernel } from '../../server/modules.ts'
import { aWorld, type World } from '../../server/testing/world.ts'
import { accountability } from '../activities.ts'
import { eraseSubject } from '../rights/erase.ts'
import { person } from '../data/work.ts'
import { sealAudit } from './seal.ts'
import { verifyAudit } from './verify.ts'

async function aLog(entries: number): Promise<World> {
  const world = await aWorld({ modules: [kernel] })
  for (let count = 0; count < entries; count++) {
    await world.store.under(accountability, person(randomUUID()), async work => { work.note({ what: 'signed in', facts: { name: `person ${count}` } }) })
    if (count % 4 === 3) await sealAudit(world.store)
  }
  await sealAudit(world.store)
  return world
}

describe('the audit log', () => {
  it('is sealed in batches that follow from each other, and verifies', async () => {
    const world = await aLog(10)
    const verified = await verifyAudit(world.store)
    expect(verified).toMatchObject({ unsealed: 0, faults: [] })
    expect(verified.entries).toBeGreaterThanOrEqual(10)
    expect(verified.seals).toBeGreaterThanOrEqual(3)
  })
  it('holds an entry exactly if the work that it speaks of was committed', async () => {
    const world = await aWorld({ modules: [kernel] })
    await expect(world.store.under(accountability, person(randomUUID()), async work => {
      work.note({ what: 'never happened' })
      throw new Error('changed my mind')
    })).rejects.toThrow('changed my mind')
    expect(await world.rows(`select from obhut.audit_entry where what = 'never happened'`)).toHaveLength(0)
  })
  it('verifies after a person was erased, and no longer says who it was', async () => {
    const world = await aLog(5)
    const [{ subject }] = await world.rows(`select subject from obhut.audit_person where facts->>'name' = 'person 2'`) as [{ subject: string }]
    await eraseSubject(world.store, { kind: 'customer', id: subject })
    await sealAudit(world.store)
    expect(await world.traces('person 2')).toEqual([])
    expect(await verifyAudit(world.store)).toMatchObject({ faults: [] })
  })
  it.each([
    ['an entry that was changed', `update obhut.audit_entry set what = 'did nothing' where id = (select id from obhut.audit_entry where seal is not null limit 1)`],
    ['an entry that was taken out', `delete from obhut.audit_entry where id = (select id from obhut.audit_entry where seal is not null limit 1)`],
    ['two entries that changed places', `update obhut.audit_entry set place = 1 - place where seal = (select seal from obhut.audit_entry where place = 1 limit 1) and place < 2`],
    ['facts about a person that were changed', `update obhut.audit_person set facts = '{"name": "somebody else"}' where entry_id = (select entry_id from obhut.audit_person limit 1)`],
    ['a seal that was taken out of the middle', `with gone as (select id from obhut.audit_seal where number = 2), entries as (delete from obhut.audit_entry where seal in (select id from gone)) delete from obhut.audit_seal where id in (select id from gone)`],
    ['a seal that was made anew', `update obhut.audit_seal set root = sha256('x') where number = 1`],
  ])('shows %s', async (_, tampering) => {
    const world = await aLog(10)
    await world.rows('alter table obhut.audit_entry drop constraint audit_entry_seal_fkey')
    await world.rows(tampering)
    expect((await verifyAudit(world.store)).faults).not.toEqual([])
  })
  it('can be added to by every activity, and changed by none but its own', async () => {
    const world = await aLog(1)
    const role = world.store.roles.of('kernel.operation')
    expect(await world.rows(`select has_table_privilege($1, 'obhut.audit_entry', 'insert') as adds, has_table_privilege($1, 'obhut.audit_entry', 'update, delete') as changes`, [role])).toEqual([{ adds: true, changes: false }])
  })
  it('is sealed once, however many sealers work', async () => {
    const world = await aLog(0)
    await Promise.all(Array.from({ length: 30 }, () => world.store.under(accountability, person(randomUUID()), async work => { work.note({ what: 'at once' }) })))
    await Promise.all(Array.from({ length: 5 }, () => sealAudit(world.store)))
    expect(await verifyAudit(world.store)).toMatchObject({ unsealed: 0, faults: [] })
  })
})
