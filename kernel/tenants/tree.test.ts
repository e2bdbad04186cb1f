import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Module } from '../../platform/module.ts'
import { aWorld, type World } from '../../server/testing/world.ts'
import { platform, platformFor, type Who } from '../store/work.ts'
import { aDevice, aTenant, changingTree, devicesFor, estates, fleet } from './example-for-test.ts'
import { createTenant, endTenant, moveTenant, NoSuchTenant, reviveTenant, TenantUnderItself } from './tree.ts'

let modules: Module[]
beforeAll(async () => {
  modules = await estates()
})
const day = 86_400_000
const move = (world: World, id: string, parent: string | null): Promise<void> =>
  changingTree(world, work => moveTenant(work, id, parent))
const user = (tenant: string): Who => ({ is: 'user', id: randomUUID(), tenant })

/** A chain of tenants, each under the one before, with a device in each. */
async function aChain(world: World, length: number): Promise<string[]> {
  const chain: string[] = []
  for (let place = 0; place < length; place++) {
    chain.push(await aTenant(world, chain.length ? { parent: chain.at(-1)! } : {})) // it is not empty
    await aDevice(world, platformFor(chain[place]!), `device ${place}`) // just added
  }
  return chain
}

describe('the tree of tenants', () => {
  it('has any depth: each sees itself and what hangs under it', async () => {
    const world = await aWorld({ modules })
    const chain = await aChain(world, 8)
    for (const [place, id] of chain.entries())
      expect(await devicesFor(world, user(id))).toEqual(
        Array.from({ length: 8 - place }, (_, below) => `device ${place + below}`),
      )
  })

  it('is moved with all that hangs under it, and no row of it is written anew', async () => {
    const world = await aWorld({ modules })
    const [top, middle, low] = (await aChain(world, 3)) as [string, string, string] // as: three were wanted
    const other = await aTenant(world)
    const before = await world.rows('select ctid::text, xmin::text from estate.device order by 1')
    await move(world, middle, other)
    expect(await devicesFor(world, user(top))).toEqual(['device 0'])
    expect(await devicesFor(world, user(other))).toEqual(['device 1', 'device 2'])
    expect(await devicesFor(world, user(low))).toEqual(['device 2'])
    await move(world, low, null)
    expect(await devicesFor(world, user(other))).toEqual(['device 1'])
    expect(await world.rows('select ctid::text, xmin::text from estate.device order by 1')).toEqual(before)
  })

  it('has no circles, and nothing in it hangs under what is not there', async () => {
    const world = await aWorld({ modules })
    const [top, middle, low] = (await aChain(world, 3)) as [string, string, string] // as: three were wanted
    for (const under of [top, middle, low])
      await expect(move(world, top, under)).rejects.toBeInstanceOf(TenantUnderItself)
    await expect(move(world, low, randomUUID())).rejects.toBeInstanceOf(NoSuchTenant)
    await expect(move(world, randomUUID(), top)).rejects.toBeInstanceOf(NoSuchTenant)
    await expect(aTenant(world, { parent: randomUUID() })).rejects.toBeInstanceOf(NoSuchTenant)
    await expect(aTenant(world, { kind: 'Ida Muster' })).rejects.toMatchObject({ code: '23514' })
    expect(await devicesFor(world, user(top))).toHaveLength(3)
  })

  it('has none of two moves at once either', async () => {
    const world = await aWorld({ modules })
    for (let round = 0; round < 10; round++) {
      const [one, other] = [await aTenant(world), await aTenant(world)]
      const moves = await Promise.allSettled([move(world, one, other), move(world, other, one)])
      expect(moves.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    }
  })

  it('loses no tenant, whoever deletes it', async () => {
    const world = await aWorld({ modules })
    const id = await aTenant(world)
    await expect(world.rows('delete from obhut.tenant where id = $1', [id])).rejects.toMatchObject({ code: 'OB423' })
  })

  it('says itself when a tenant runs, whatever is written there', async () => {
    const world = await aWorld({ modules })
    const id = await aTenant(world, { ends: new Date(world.clock.now().getTime() + day) })
    await aDevice(world, platformFor(id), 'a device')
    await world.rows(`update obhut.tenant set closes = null, below = '{}' where id = $1`, [id])
    expect(await devicesFor(world, user(id))).toEqual(['a device'])
    await world.turnBy(day)
    expect(await devicesFor(world, user(id))).toEqual([])
  })

  it('opens and closes by the clock: a tenant that ended, and all that hangs under it, is there for nobody', async () => {
    const world = await aWorld({ modules })
    const [top, middle] = (await aChain(world, 3)) as [string, string] // as: three were wanted
    const inTwoDays = new Date(world.clock.now().getTime() + 2 * day)
    await changingTree(world, work => endTenant(work, middle, inTwoDays))
    const later = await aTenant(world, { parent: top, begins: inTwoDays })
    expect(await devicesFor(world, user(top))).toEqual(['device 0', 'device 1', 'device 2'])
    await expect(aDevice(world, platformFor(later), 'too early')).rejects.toMatchObject({ code: '42501' })
    await world.turnBy(2 * day)
    expect(await devicesFor(world, user(top))).toEqual(['device 0'])
    expect(await devicesFor(world, user(middle))).toEqual([])
    await expect(aDevice(world, platformFor(middle), 'too late')).rejects.toMatchObject({ code: '42501' })
    await aDevice(world, platformFor(later), 'in time')
    expect(await devicesFor(world, user(top))).toEqual(['device 0', 'in time'])
    await changingTree(world, work => reviveTenant(work, middle))
    expect(await devicesFor(world, user(top))).toEqual(['device 0', 'device 1', 'device 2', 'in time'])
  })

  it('is changed within a tenant only under it, and nobody learns there of anything outside', async () => {
    const world = await aWorld({ modules })
    const [top, middle, low] = (await aChain(world, 3)) as [string, string, string] // as: three were wanted
    const other = await aTenant(world)
    const within = <R>(does: (work: Parameters<typeof createTenant>[0]) => Promise<R>): Promise<R> =>
      world.store.under(fleet, user(middle), does)
    for (const change of [
      () => within(work => createTenant(work, { kind: 'landlord' })),
      () => within(work => createTenant(work, { kind: 'landlord', parent: other })),
      () => within(work => createTenant(work, { kind: 'landlord', parent: randomUUID() })),
      () => within(work => moveTenant(work, low, top)),
      () => within(work => moveTenant(work, low, null)),
      () => within(work => moveTenant(work, other, middle)),
      () => within(work => endTenant(work, middle)),
      () => within(work => endTenant(work, other)),
      () => within(work => endTenant(work, randomUUID())),
      () => within(work => reviveTenant(work, top)),
    ])
      await expect(change()).rejects.toBeInstanceOf(NoSuchTenant)
    await within(work => endTenant(work, low))
    await within(work => createTenant(work, { kind: 'landlord', parent: middle }))
    expect(
      await world.rows(`select what, about from obhut.audit_entry where actor = 'user' and tenant = $1 order by what`, [
        middle,
      ]),
    ).toMatchObject([{ what: 'created a tenant' }, { what: 'ended a tenant', about: low }])
  })

  it('carries 10,000 tenants at once, each with a device', async () => {
    const world = await aWorld({ modules })
    const [from, to] = [await aTenant(world), await aTenant(world)]
    await world.rows(
      `insert into obhut.tenant (parent, kind, begins_at) select $1, 'landlord', '2020-01-01' from generate_series(1, 10000)`,
      [from],
    )
    await world.rows(`insert into estate.device (serial, tenant) select id, id from obhut.tenant where parent = $1`, [
      from,
    ])
    await world.rows('analyze')
    const [moves, reads]: [number[], number[]] = [[], []]
    const timed = async <R>(into: number[], does: () => Promise<R>): Promise<R> => {
      const began = performance.now()
      const result = await does()
      into.push(performance.now() - began)
      return result
    }
    for (const parent of [to, null, to]) {
      await timed(moves, () => move(world, from, parent))
      expect(await timed(reads, () => devicesFor(world, user(from)))).toHaveLength(10_000)
    }
    expect(await devicesFor(world, user(to))).toHaveLength(10_000)
    // A move takes about as long as reading once what was moved, not as long as writing it: the shortest of three each.
    expect(Math.min(...moves)).toBeLessThan(20 * Math.min(...reads))
    expect(await devicesFor(world, platform)).toEqual([])
  }, 60_000)
})
