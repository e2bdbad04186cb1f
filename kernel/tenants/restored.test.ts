import { randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import { aStore } from '../recovery/example-for-test.ts'
import { platformFor, type Who } from '../store/work.ts'
import { aDevice, aTenant, changingTree, devicesFor, estates, everywhere } from './example-for-test.ts'
import { endGrant, grantTenant } from './grants.ts'
import { endTenant, reviveTenant } from './tree.ts'

const day = 86_400_000

it('a backup from before the end of tenants and of grants revives none of them', async () => {
  const store = await aStore(await estates())
  const staff: Who = { is: 'staff', id: randomUUID() }
  const [ended, endsLater, goesOn, stays] = await Promise.all(
    ['ended', 'later', 'revived', 'stays'].map(async serial => {
      const tenant = await aTenant(store.world)
      await aDevice(store.world, platformFor(tenant), serial)
      return tenant
    }),
  )
  const grant = await changingTree(store.world, work =>
    grantTenant(work, {
      staff: staff.id,
      tenant: stays!,
      reason: 'A fault',
      until: new Date(work.now.getTime() + day),
    }),
  )
  const seen = { ...staff, tenant: stays! }
  expect(await devicesFor(store.world, seen)).toEqual(['stays'])
  const older = await store.snapshot()

  const { world } = store
  await changingTree(world, async work => {
    await endTenant(work, ended!)
    await endTenant(work, endsLater!, new Date(work.now.getTime() + day))
    await endTenant(work, goesOn!)
    await reviveTenant(work, goesOn!)
    await endGrant(work, grant)
  })
  const there = 'select id, ends_at, closes, below from obhut.tenant order by id'
  const tree = await world.rows(there)

  const again = await store.restored(older)
  expect(again.caughtUp).toMatchObject({ repeated: 5 })
  expect(await again.rows(there)).toEqual(tree)
  expect(await devicesFor(again, everywhere)).toEqual(['later', 'revived', 'stays'])
  expect(await devicesFor(again, seen)).toEqual([])
  await again.turnBy(day)
  expect(await devicesFor(again, everywhere)).toEqual(['revived', 'stays'])
})
