import { randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import { catchUp } from '../recovery/catch-up.ts'
import { aStore } from '../recovery/example-for-test.ts'
import { platformFor, type Who, type Work } from '../store/work.ts'
import type { Period } from '../declare/settings.ts'
import { aDevice, aTenant, changingTree, devicesFor, estates, everywhere, fleet } from './example-for-test.ts'
import { endGrant, grantTenant } from './grants.ts'
import { setTenantPeriod } from './periods.ts'
import { createTenant, endTenant, moveTenant, reviveTenant } from './tree.ts'

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

it('a backup from before a move hangs nothing back, and own periods are as they were set', async () => {
  const store = await aStore(await estates())
  const world = () => store.world
  const [north, south] = [await aTenant(world()), await aTenant(world())]
  const [house, flat] = [await aTenant(world(), { parent: north }), await aTenant(world(), { parent: north })]
  for (const [serial, tenant] of Object.entries({ house, flat })) await aDevice(world(), platformFor(tenant), serial)
  const own = (tenant: string, period: string | null) =>
    world()
      .periods()
      .then(periods =>
        world().store.under(fleet, platformFor(tenant), work =>
          setTenantPeriod(work, periods, { tenant, setting: fleet.keep, period: period as Period | null }),
        ),
      )
  await own(flat, 'P1Y')
  const older = await store.snapshot()
  const [end] = await world().rows<{ number: number }>('select number from obhut.ledger_end')

  const late = await aTenant(world())
  await changingTree(world(), async work => {
    // There and back: on the way the one hangs under the other, and the other under the one.
    await moveTenant(work, south, north)
    await moveTenant(work, south, null)
    await moveTenant(work, house, null)
    // Round a corner: what was above hangs below.
    await moveTenant(work, north, house)
    await moveTenant(work, house, south)
    await moveTenant(work, flat, late)
  })
  await own(flat, null)
  await own(house, 'P10D')

  const again = await store.restored(older)
  expect(again.caughtUp).toMatchObject({ repeated: 8 })
  expect(await devicesFor(again, platformFor(north))).toEqual([])
  expect(await devicesFor(again, platformFor(south))).toEqual(['house'])
  // The one it hangs under was made after the backup: nobody is above it until somebody hangs it there anew.
  expect(await devicesFor(again, platformFor(flat))).toEqual(['flat'])
  expect(await again.rows('select parent from obhut.tenant where id = $1', [flat])).toEqual([{ parent: null }])
  expect(await again.rows('select tenant_id as tenant, setting, period from obhut.tenant_period')).toEqual([
    { tenant: house, setting: 'estate.fleet/keep', period: 'P10D' },
  ])

  // Killed before it was noted that it is done: done once more, nothing is another.
  const tree = await again.rows('select id, parent, ends_at from obhut.tenant order by id')
  await again.rows('update obhut.ledger_end set number = $1', [end?.number])
  await again.rows('delete from obhut.ledger where number > $1', [end?.number])
  expect(await catchUp(again.store)).toMatchObject({ repeated: 8 })
  expect(await again.rows('select id, parent, ends_at from obhut.tenant order by id')).toEqual(tree)
})

const daysFrom = (now: Date, days: number): Date => new Date(now.getTime() + days * day)
/** What became of tenants that the backup lacks, and of a house that was moved under one of them. */
const gone: [string, (work: Work, house: string, top: string) => Promise<void>][] = [
  [
    'that ended',
    async (work, house) => {
      const late = await createTenant(work, { kind: 'landlord' })
      await moveTenant(work, house, late)
      await endTenant(work, late)
    },
  ],
  [
    'under one that it knows, which ended',
    async (work, house, top) => {
      const late = await createTenant(work, { kind: 'landlord', parent: top })
      await moveTenant(work, house, late)
      await endTenant(work, top)
    },
  ],
  [
    'under another that it lacks, which ended',
    async (work, house) => {
      const above = await createTenant(work, { kind: 'utility' })
      await moveTenant(work, house, await createTenant(work, { kind: 'landlord', parent: above }))
      await endTenant(work, above)
    },
  ],
  [
    'whose contract was made with its end',
    async (work, house) => {
      const ends = daysFrom(work.now, 0)
      await moveTenant(
        work,
        house,
        await createTenant(work, { kind: 'landlord', begins: daysFrom(work.now, -1), ends }),
      )
    },
  ],
  [
    'that ended, while its own end lay ahead',
    async (work, house) => {
      await endTenant(work, house, daysFrom(work.now, 300))
      const late = await createTenant(work, { kind: 'landlord' })
      await moveTenant(work, house, late)
      await endTenant(work, late)
    },
  ],
  [
    'that ended, after its own end was taken back',
    async (work, house) => {
      await endTenant(work, house)
      const late = await createTenant(work, { kind: 'landlord' })
      await moveTenant(work, house, late)
      await reviveTenant(work, house)
      await endTenant(work, late)
    },
  ],
]
it.each(gone)('what hung under a tenant that the backup lacks does not run again: one %s', async (_, happens) => {
  const store = await aStore(await estates())
  const [house, top] = [await aTenant(store.world), await aTenant(store.world)]
  await aDevice(store.world, platformFor(house), 'house')
  const older = await store.snapshot()
  await changingTree(store.world, work => happens(work, house, top))
  expect(await devicesFor(store.world, everywhere)).toEqual([])
  const again = await store.restored(older)
  expect(await devicesFor(again, everywhere)).toEqual([])
})
