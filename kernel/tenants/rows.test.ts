import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Module } from '../../platform/module.ts'
import { aWorld, type World } from '../../server/testing/world.ts'
import { eraseSubject } from '../rights/erase.ts'
import { everyTenant, person, platform, platformFor, type Who } from '../store/work.ts'
import {
  aDevice,
  aTenant,
  changingTree,
  device,
  devicesFor,
  estates,
  everywhere,
  fleet,
  livesIn,
  office,
  residentsFor,
} from './example-for-test.ts'
import { endGrant, grantTenant, NotTheirsToGrant } from './grants.ts'
import { NoSuchTenant } from './tree.ts'

let modules: Module[]
beforeAll(async () => {
  modules = await estates()
})
const day = 86_400_000
const user = (tenant: string): Who => ({ is: 'user', id: randomUUID(), tenant })
const code = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: { code: string }) => error.code,
  )

/** A utility, with two landlords under it that have a device each, and one beside it. */
async function utilities(world: World) {
  const top = await aTenant(world, { kind: 'utility' })
  const [north, south] = [await aTenant(world, { parent: top }), await aTenant(world, { parent: top })]
  const other = await aTenant(world, { kind: 'utility' })
  for (const [name, id] of Object.entries({ top, north, south, other })) await aDevice(world, platformFor(id), name)
  return { top, north, south, other }
}

describe('rows of a tenant', () => {
  it('are there for whoever is bound to it or to one above it, and for nobody who is bound to none', async () => {
    const world = await aWorld({ modules })
    const { top, north, other } = await utilities(world)
    expect(await devicesFor(world, user(top))).toEqual(['north', 'south', 'top'])
    expect(await devicesFor(world, user(north))).toEqual(['north'])
    expect(await devicesFor(world, platformFor(other))).toEqual(['other'])
    expect(await devicesFor(world, everywhere)).toEqual(['north', 'other', 'south', 'top'])
    for (const who of [platform, { is: 'visitor' } as const, { is: 'staff', id: randomUUID() } as const]) {
      expect(await devicesFor(world, who)).toEqual([])
      expect(await code(aDevice(world, who, 'of nobody'))).toBe('42501')
    }
    expect(await devicesFor(world, user(randomUUID()))).toEqual([])
  })

  it('come in for the tenant of the unit, or for one under it by name, and for no other', async () => {
    const world = await aWorld({ modules })
    const { top, north, south, other } = await utilities(world)
    await aDevice(world, user(top), 'for the north', { tenant: north })
    expect(await devicesFor(world, user(north))).toEqual(['for the north', 'north'])
    for (const [who, tenant] of [
      [north, top],
      [north, south],
      [top, other],
      [top, randomUUID()],
    ] as const)
      expect(await code(aDevice(world, user(who), 'foreign', { tenant }))).toBe('42501')
    expect(await code(aDevice(world, everywhere, 'of which?'))).toBe('42501')
  })

  it('of another tenant cannot be changed or taken away, and a row cannot be given to another', async () => {
    const world = await aWorld({ modules })
    const { north, south } = await utilities(world)
    const [its] = await world.rows<{ id: string }>('select id from estate.device where tenant = $1', [south])
    const touched = await world.store.under(fleet, user(north), async work => {
      const db = work.over(device)
      const where = (its as { id: string }).id // as: there is one
      const changed = await db
        .updateTable('estate.device')
        .set({ serial: 'mine' })
        .where('id', '=', where)
        .executeTakeFirst()
      const gone = await db.deleteFrom('estate.device').where('id', '=', where).executeTakeFirst()
      return [changed.numUpdatedRows, gone.numDeletedRows]
    })
    expect(touched).toEqual([0n, 0n])
    const given = world.store.under(fleet, user(north), work =>
      work
        .over(device)
        .updateTable('estate.device')
        // @ts-expect-error -- whose a row is stays
        .set({ tenant: south })
        .execute(),
    )
    expect(await code(given)).toBe('42501')
    expect(await devicesFor(world, user(south))).toEqual(['south'])
  })

  it('are not told of by a key: the same serial number may be another tenant’s', async () => {
    const world = await aWorld({ modules })
    const { north, south } = await utilities(world)
    await aDevice(world, user(north), 'the same')
    expect(await code(aDevice(world, user(north), 'the same'))).toBe('23505')
    expect(await code(aDevice(world, user(south), 'the same'))).toBe('done')
  })

  it('are seen by an inner unit as it is bound, and by the outer one as before', async () => {
    const world = await aWorld({ modules })
    const { top, north, south } = await utilities(world)
    const read = (work: Parameters<Parameters<typeof world.store.under<typeof fleet, string[]>>[2]>[0]) =>
      work
        .read(device, 'serial')
        .orderBy('serial')
        .execute()
        .then(rows => rows.map(row => row.serial))
    await world.store.under(fleet, user(north), async work => {
      expect(await read(work)).toEqual(['north'])
      expect(await work.under(fleet, platformFor(south), read)).toEqual(['south'])
      expect(await read(work)).toEqual(['north'])
      expect(await work.under(fleet, platform, read)).toEqual([])
      expect(await read(work)).toEqual(['north'])
    })
    await world.store.under(fleet, platform, async work => {
      expect(await work.under(fleet, user(top), read)).toEqual(['north', 'south', 'top'])
      expect(await read(work)).toEqual([])
    })
    // What one transaction was bound to is gone for the next one on the same connection.
    expect(await devicesFor(world, platform)).toEqual([])
  })

  it('cannot be reached by asking the database for another tenant', async () => {
    const world = await aWorld({ modules })
    const { north, south } = await utilities(world)
    for (const asked of [
      sql`select obhut.tenants_of(${south}, '', obhut.now())`,
      sql`select set_config('obhut.tenants', ${`{${south}}`}, true)`,
    ])
      await expect(world.store.under(fleet, user(north), work => asked.execute(work.over(device)))).rejects.toThrow()
  })

  it('of one person lie with several tenants: each sees its own, the person all of them', async () => {
    const world = await aWorld({ modules })
    const { top, north, south } = await utilities(world)
    const ida = randomUUID()
    await livesIn(world, ida, north, 'Ida in the north')
    await livesIn(world, ida, south, 'Ida in the south')
    expect(await residentsFor(world, user(north))).toEqual(['Ida in the north'])
    expect(await residentsFor(world, user(top))).toEqual(['Ida in the north', 'Ida in the south'])
    const own = (who: Who) => residentsFor(world, who)
    expect(await own(person(ida, everyTenant))).toHaveLength(2)
    expect(await own(person(ida))).toEqual([])
    const { gone } = await eraseSubject(world.store, { kind: 'resident', id: ida })
    expect(gone).toContainEqual(expect.objectContaining({ table: 'estate.resident', rows: 2 }))
    expect(await residentsFor(world, everywhere)).toEqual([])
  })
})

describe('the operator’s staff', () => {
  const staff = randomUUID()
  const into = (tenant: string): Who => ({ is: 'staff', id: staff, tenant })
  const grant = (
    world: World,
    tenant: string,
    { by = { is: 'staff', id: randomUUID() }, days = 1 }: { readonly by?: Who; readonly days?: number } = {},
  ): Promise<string> =>
    world.store.under(fleet, by, work =>
      grantTenant(work, {
        staff,
        tenant,
        reason: 'a gateway that went silent',
        until: new Date(work.now.getTime() + days * day),
      }),
    )
  const reads = (world: World) =>
    world.rows<{ about: string; rows: number; tenant: string }>(
      `select about, rows, tenant from obhut.audit_entry where actor = 'staff' and what = 'select' and activity like 'estate.%' order by at`,
    )

  it('see nothing of a tenant without a grant, and with one it and what hangs under it, for a time', async () => {
    const world = await aWorld({ modules })
    const { top, north, other } = await utilities(world)
    expect(await devicesFor(world, into(top))).toEqual([])
    expect(await code(aDevice(world, into(top), 'of staff'))).toBe('42501')
    await grant(world, top)
    expect(await devicesFor(world, into(top))).toEqual(['north', 'south', 'top'])
    expect(await devicesFor(world, into(north))).toEqual(['north'])
    expect(await devicesFor(world, into(other))).toEqual([])
    expect(await devicesFor(world, { is: 'staff', id: randomUUID(), tenant: top })).toEqual([])
    await world.turnBy(day)
    expect(await devicesFor(world, into(top))).toEqual([])
  })

  it('do not see what hangs above a grant, nor what a grant covers that has been ended', async () => {
    const world = await aWorld({ modules })
    const { top, north } = await utilities(world)
    const id = await grant(world, north)
    expect(await devicesFor(world, into(north))).toEqual(['north'])
    expect(await devicesFor(world, into(top))).toEqual([])
    for (const who of [user(north), person(randomUUID())])
      await expect(world.store.under(fleet, who, work => endGrant(work, id))).rejects.toBeInstanceOf(NotTheirsToGrant)
    expect(await devicesFor(world, into(north))).toEqual(['north'])
    await changingTree(world, work => endGrant(work, id))
    expect(await devicesFor(world, into(north))).toEqual([])
  })

  it('leave an entry with the tenant for each read, of devices too, and where nothing was found', async () => {
    const world = await aWorld({ modules })
    const { north } = await utilities(world)
    await grant(world, north)
    await livesIn(world, randomUUID(), north, 'Ida')
    await devicesFor(world, into(north))
    await residentsFor(world, into(north))
    expect(await reads(world)).toEqual([
      { about: 'estate.device', rows: 1, tenant: north },
      { about: 'estate.resident', rows: 1, tenant: north },
    ])
    await world.turnBy(2 * day)
    await residentsFor(world, into(north))
    expect((await reads(world)).at(-1)).toEqual({ about: 'estate.resident', rows: 0, tenant: north })
  })

  it('get a grant from a colleague or the platform, for a tenant that is there, with a reason and an end', async () => {
    const world = await aWorld({ modules })
    const { north } = await utilities(world)
    for (const by of [{ is: 'staff', id: staff }, user(north), person(randomUUID())] as const)
      await expect(grant(world, north, { by })).rejects.toBeInstanceOf(NotTheirsToGrant)
    await expect(grant(world, randomUUID())).rejects.toBeInstanceOf(NoSuchTenant)
    expect(await code(grant(world, north, { days: 0 }))).toBe('23514')
    await grant(world, north, { by: platform })
    const given = await world.rows('select tenant_id, reason, given_by, subject from obhut.tenant_grant')
    expect(given).toEqual([{ tenant_id: north, reason: 'a gateway that went silent', given_by: null, subject: staff }])
  })

  it('lose it with their own erasure, and whoever gave it loses the name there', async () => {
    const world = await aWorld({ modules })
    const { north } = await utilities(world)
    const giver = randomUUID()
    await grant(world, north, { by: { is: 'staff', id: giver } })
    await eraseSubject(world.store, { kind: 'staff', id: giver })
    expect(await world.rows('select given_by from obhut.tenant_grant')).toEqual([{ given_by: null }])
    await eraseSubject(world.store, { kind: 'staff', id: staff })
    expect(await world.rows('select from obhut.tenant_grant')).toEqual([])
    expect(await devicesFor(world, into(north))).toEqual([])
  })
})

describe('a user of a tenant', () => {
  it('leaves an entry for reading what is about persons, and none for devices', async () => {
    const world = await aWorld({ modules })
    const { north } = await utilities(world)
    await livesIn(world, randomUUID(), north, 'Ida')
    const one = user(north)
    await world.store.under(office, one, work => work.read(device, 'serial').execute())
    expect(await residentsFor(world, one)).toEqual(['Ida'])
    expect(
      await world.rows(`select what, about, tenant from obhut.audit_entry where actor = 'user' order by at`),
    ).toEqual([{ what: 'select', about: 'estate.resident', tenant: north }])
  })
})
