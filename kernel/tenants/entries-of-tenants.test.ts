import { randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import { aWorld } from '../../server/testing/world.ts'
import { sealAudit } from '../sealing/seal.ts'
import { aTenant, estates, livesIn } from './example-for-test.ts'

it('software that does not know tenants and seals beside this one takes no tenant from an entry', async () => {
  const world = await aWorld({ modules: await estates(), sealEvery: 3_600_000 })
  const tenant = await aTenant(world)
  await sealAudit(world.store)
  await livesIn(world, randomUUID(), tenant, 'Ida')
  await aTenant(world)
  const arriving = (): Promise<{ tenant: string | null }[]> =>
    world.rows('select tenant from obhut.audit_entry_arriving order by tenant nulls last')
  expect(await arriving()).toEqual([{ tenant }, { tenant: null }])

  await world.rows('begin')
  const taken = await world.rows(
    'with taken as (delete from obhut.audit_entry_arriving returning id, at, activity, what, about, rows, actor, personal, covers, up_to) select id from taken',
  )
  expect(taken).toHaveLength(1)
  expect(await arriving()).toEqual([{ tenant }])
  await world.rows('rollback')

  expect(await sealAudit(world.store)).toBe(2)
  expect(await world.rows('select tenant from only obhut.audit_entry where tenant is not null')).toEqual([{ tenant }])
})
