import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Module } from '../../platform/module.ts'
import { aWorld } from '../../server/testing/world.ts'
import { moment, ref, text, uuid } from '../declare/columns.ts'
import { declarations } from '../declare/declarations.ts'
import { nobody, through, unattributed } from '../declare/subject.ts'
import { since, table, type AnyTable } from '../declare/table.ts'
import { differences } from '../enforce/difference.ts'
import { against } from '../proof/prove-for-test.ts'
import { platformFor } from '../store/work.ts'
import { aDevice, aTenant, device, dweller, estates, fleet, homes, office } from './example-for-test.ts'

let modules: Module[]
beforeAll(async () => {
  modules = await estates()
})
const told = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'done',
    ({ code, message, column, constraint, table: at }: Record<string, unknown>) => ({
      code,
      message,
      column,
      constraint,
      at,
    }),
  )

describe('a reference from a tenant’s row', () => {
  it('leads to a row of the same tenant; one of another and one that is not there are refused alike', async () => {
    const world = await aWorld({ modules })
    const top = await aTenant(world)
    const [one, other] = [await aTenant(world, { parent: top }), await aTenant(world)]
    const [own, foreign, above] = [
      await aDevice(world, platformFor(one), 'own'),
      await aDevice(world, platformFor(other), 'foreign'),
      await aDevice(world, platformFor(top), 'above'),
    ]
    const behind = (behindId: string): Promise<unknown> =>
      told(aDevice(world, platformFor(one), randomUUID(), { behindId }))
    expect(await behind(own)).toBe('done')
    const refused = await behind(randomUUID())
    expect(refused).toMatchObject({ code: '23503', column: 'behind_id', at: 'estate.device' })
    expect(await behind(foreign)).toEqual(refused)
    expect(await behind(above)).toEqual(refused)
    const put = (behindId: string): Promise<unknown> =>
      told(
        world.store.under(fleet, platformFor(one), work =>
          work.over(device).updateTable('estate.device').set({ behindId }).where('id', '=', own).execute(),
        ),
      )
    expect(await put(foreign)).toEqual(await put(randomUUID()))
    expect(await put(foreign)).toEqual(refused)
  })

  it('is proven: that the database looks, how many lead to another tenant, and rows of none', async () => {
    const world = await aWorld({ modules })
    const [one, other] = [await aTenant(world), await aTenant(world)]
    const [own, foreign] = [
      await aDevice(world, platformFor(one), 'own'),
      await aDevice(world, platformFor(other), 'foreign'),
    ]
    expect(await against(world)).toEqual([])
    await world.rows('alter table estate.device disable trigger "In its tenant: behind_id"')
    await world.rows('update estate.device set behind_id = $1 where id = $2', [foreign, own])
    await world.rows(`insert into estate.device (serial, tenant) values ('stray', $1)`, [randomUUID()])
    expect((await against(world)).toSorted()).toEqual([
      `'behindId' of estate.device may refer to another tenant's row`,
      `1 of 1 rows of estate.device refer by 'behindId' to a row of estate.device of another tenant`,
      '1 of 3 rows of estate.device are of a tenant that is not there',
    ])
  })

  it('is proven too for what says which tenants a unit of work sees', async () => {
    const world = await aWorld({ modules })
    await world.rows(
      `create or replace function obhut.tenants_of(top text, staff text, at timestamptz) returns uuid[] language sql stable security definer set search_path = pg_catalog, pg_temp as 'select array_agg(id) from obhut.tenant'`,
    )
    await world.rows('alter table obhut.tenant disable trigger "alone"')
    expect((await against(world)).toSorted()).toEqual([
      'function obhut.tenants_of is not the one that follows from the declarations',
      'two who change the tree of tenants at once may make a circle',
    ])
  })
})

describe('a start is stopped', () => {
  it('by a unique key that holds among all tenants, and by no other', async () => {
    const world = await aWorld({ modules })
    const found = () => world.store.asOwner(owner => differences(owner, world.store.declarations))
    expect(await found()).toEqual([])
    await world.rows('create unique index device_everywhere on estate.device (serial)')
    await world.rows('create unique index device_scrapped on estate.device (serial) where scrapped_at is null')
    await world.rows('create unique index device_again on estate.device (serial, tenant)')
    expect((await found()).filter(says => says.includes('estate.device'))).toEqual([
      'unique index device_everywhere on estate.device holds among all tenants, and a taken key would tell one what another has: put tenant into it',
      'unique index device_scrapped on estate.device holds among all tenants, and a taken key would tell one what another has: put tenant into it',
    ])
  })

  it('by a table that leads into a tenant from outside, or that cannot be a tenant’s', () => {
    const from = { from: 'the platform' } as const
    const common = { about: nobody, under: fleet } as const
    const faults = (one: AnyTable): string =>
      contradictions(() =>
        declarations([{ name: 'estate', activities: [fleet, homes, office], keeps: [device, dweller, one] }]),
      )
    expect(faults(table('estate.note', { ...common, columns: { deviceId: ref(device) } }))).toContain(
      "column 'deviceId' of table 'estate.note' refers to 'estate.device', whose rows are a tenant's",
    )
    expect(
      faults(table('estate.note', { ...common, tenanted: true, columns: { deviceId: ref(device).orNot() } })),
    ).toBe('')
    const noise = table('estate.noise', {
      about: through({ possession: () => dweller, on: ['deviceId', 'deviceId'] }),
      under: fleet,
      until: since('at', fleet.keep),
      columns: { deviceId: uuid({ is: 'pd:UID', from: 'the platform' }), at: moment() },
    })
    expect(faults(noise)).toContain(
      "table 'estate.noise' is somebody's through 'estate.resident', whose rows are a tenant's",
    )
    for (const [spec, says] of [
      [{ about: unattributed }, 'a tenant may be one person'],
      [{ bulk: true }, 'through their things'],
      [{ addedByAll: true }, 'past the unit of work'],
      [{ key: ['word'] }, 'its key says nothing of the tenant'],
    ] as const)
      expect(
        faults(table('estate.note', { ...common, ...spec, tenanted: true, columns: { word: text(from) } } as never)),
      ).toContain(says)
    expect(
      faults(
        table('estate.note', { ...common, tenanted: true, key: ['tenant', 'word'], columns: { word: text(from) } }),
      ),
    ).toBe('')
  })
})
const contradictions = (what: () => unknown): string => {
  try {
    what()
    return ''
  } catch (error) {
    return (error as Error).message
  }
}
