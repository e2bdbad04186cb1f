import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Module } from '../../platform/module.ts'
import { aWorld, type World } from '../../server/testing/world.ts'
import type { Period } from '../declare/settings.ts'
import { against } from '../proof/prove-for-test.ts'
import { sweep } from '../retention/sweep.ts'
import { copyOf } from '../rows/copy.ts'
import { eraseSubject, erasureOf } from '../rights/erase.ts'
import { platformFor, type Who } from '../store/work.ts'
import {
  aDevice,
  aTenant,
  changingTree,
  device,
  devicesFor,
  estates,
  everywhere,
  fleet,
  homes,
  livesIn,
} from './example-for-test.ts'
import { LongerThanStated, periodFor, setTenantPeriod, tenantPeriodsIn } from './periods.ts'
import { endTenant, NoSuchTenant, reviveTenant } from './tree.ts'

let modules: Module[]
beforeAll(async () => {
  modules = await estates()
})
const day = 86_400_000
const serials = async (world: World): Promise<string[]> =>
  (await world.rows<{ serial: string }>('select serial from estate.device order by 1')).map(({ serial }) => serial)
const scrap = (world: World, tenant: string): Promise<unknown> =>
  world.store.under(fleet, platformFor(tenant), work =>
    work.over(device).updateTable('estate.device').set({ scrappedAt: work.now }).execute(),
  )
const own = async (world: World, tenant: string, period: string | null, who: Who = platformFor(tenant)) => {
  const periods = await world.periods()
  await world.store.under(fleet, who, work =>
    setTenantPeriod(work, periods, { tenant, setting: fleet.keep, period: period as Period | null }),
  )
}
const swept = async (world: World): Promise<string[]> => {
  await sweep(world.store, await world.periods())
  return serials(world)
}
describe('the end of a contract', () => {
  it('ends all rows of the tenant and of what hangs under it once the stated period is over, and no other', async () => {
    const world = await aWorld({ modules })
    const top = await aTenant(world)
    const [ends, stays] = [await aTenant(world, { parent: top }), await aTenant(world, { parent: top })]
    const under = await aTenant(world, { parent: ends })
    for (const [name, id] of Object.entries({ top, ends, stays, under })) {
      await aDevice(world, platformFor(id), name)
      await livesIn(world, randomUUID(), id, name)
    }
    await changingTree(world, work => endTenant(work, ends))
    await world.turnBy(30 * day)
    expect(await serials(world)).toEqual(['ends', 'stays', 'top', 'under'])
    await world.turnBy(2 * day)
    expect(await serials(world)).toEqual(['stays', 'top'])
    expect(await world.rows('select name from estate.resident order by 1')).toEqual([
      { name: 'stays' },
      { name: 'top' },
    ])
    expect(await against(world)).toEqual([])
    // What is written down for a tenant long gone goes with the next sweep.
    await world.rows(`insert into estate.device (serial, tenant) values ('late', $1)`, [under])
    expect(await swept(world)).toEqual(['stays', 'top'])
  })

  it('ends nothing of a tenant that was revived in time', async () => {
    const world = await aWorld({ modules })
    const id = await aTenant(world)
    await aDevice(world, platformFor(id), 'a device')
    await changingTree(world, work => endTenant(work, id))
    await world.turnBy(20 * day)
    await changingTree(world, work => reviveTenant(work, id))
    await world.turnBy(40 * day)
    expect(await devicesFor(world, platformFor(id))).toEqual(['a device'])
  })

  it('is missed by the proof where no sweep comes', async () => {
    const world = await aWorld({ modules })
    const id = await aTenant(world)
    await aDevice(world, platformFor(id), 'a device')
    await world.rows(`update obhut.tenant set begins_at = '2020-01-01', ends_at = '2020-02-01' where id = $1`, [id])
    expect(await against(world)).toEqual([expect.stringContaining('estate.device holds 1 row whose storage period')])
  })
})

describe('a storage period of a tenant', () => {
  it('is shorter than what is stated; it holds for what hangs under it, and what is over first ends a row', async () => {
    const world = await aWorld({ modules })
    const top = await aTenant(world)
    const [short, other] = [await aTenant(world, { parent: top }), await aTenant(world)]
    for (const [name, id] of Object.entries({ top, short, other })) await aDevice(world, platformFor(id), name)
    await own(world, top, 'P1Y')
    await own(world, short, 'P10D')
    for (const id of [top, other]) await scrap(world, id)
    const all = await world.store.desk('rights', client => tenantPeriodsIn(client))
    const periods = await world.periods()
    expect([top, short, other].map(id => periodFor(all, periods, fleet.keep, id))).toEqual(['P1Y', 'P10D', 'P2Y'])
    expect(periodFor(all, periods, homes.keep, short)).toBe('P2Y')
    await world.turnBy(12 * day)
    expect(await serials(world)).toEqual(['other', 'top'])
    await world.turnBy(360 * day)
    expect(await serials(world)).toEqual(['other'])
    await world.turnBy(366 * day)
    expect(await serials(world)).toEqual([])
  }, 60_000)

  it('cannot be longer than what is stated, nor be another tenant’s, and can be taken back', async () => {
    const world = await aWorld({ modules })
    const [one, other] = [await aTenant(world), await aTenant(world)]
    for (const period of ['P3Y', 'P25M', 'P731D'])
      await expect(own(world, one, period)).rejects.toBeInstanceOf(LongerThanStated)
    await expect(own(world, other, 'P1D', platformFor(one))).rejects.toBeInstanceOf(NoSuchTenant)
    await aDevice(world, platformFor(one), 'a device')
    await scrap(world, one)
    await own(world, one, 'P1D')
    await own(world, one, 'P2D')
    await own(world, one, null)
    await world.turnBy(10 * day)
    expect(await serials(world)).toEqual(['a device'])
  })
})

describe('rights of a person with several tenants', () => {
  it('reach all of them, ended ones too, and the report says which rows were whose', async () => {
    const world = await aWorld({ modules })
    const [one, other] = [await aTenant(world), await aTenant(world)].toSorted() as [string, string] // as: two
    const [ida, otto] = [randomUUID(), randomUUID()]
    await livesIn(world, ida, one, 'Ida here')
    await livesIn(world, ida, other, 'Ida there')
    await livesIn(world, otto, other, 'Otto')
    await changingTree(world, work => endTenant(work, other))
    const ofIda = { kind: 'resident', id: ida }
    const copied = []
    for await (const { rows } of copyOf(world.store, ofIda, ['estate.resident'], ['tenant'])) copied.push(...rows)
    expect(copied.map(({ name, tenant }) => [tenant, name]).toSorted()).toEqual([
      [one, 'Ida here'],
      [other, 'Ida there'],
    ])
    const tenants = [one, other].map(tenant => ({ table: 'estate.resident', tenant, rows: 1 }))
    expect((await erasureOf(world.store, ofIda)).tenants).toEqual(tenants)
    expect((await eraseSubject(world.store, ofIda)).tenants).toEqual(tenants)
    expect(await world.rows('select name from estate.resident')).toEqual([{ name: 'Otto' }])
    expect(await devicesFor(world, everywhere)).toEqual([])
  })
})
