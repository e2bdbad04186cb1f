import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Module } from '../../platform/module.ts'
import { aWorld, type World } from '../../server/testing/world.ts'
import { declarations } from '../declare/declarations.ts'
import { int, moment, real, ref } from '../declare/columns.ts'
import type { Period } from '../declare/settings.ts'
import { through } from '../declare/subject.ts'
import { since, table, type AnyTable } from '../declare/table.ts'
import { isRefusedByPolicy } from '../problems/errors.ts'
import { against } from '../proof/prove-for-test.ts'
import { overdue } from '../retention/overdue.ts'
import { eraseSubject } from '../rights/erase.ts'
import { copyOf } from '../rows/copy.ts'
import { everyTenant, person, platform, platformFor, type Who, type Work } from '../store/work.ts'
import { grantTenant } from './grants.ts'
import {
  charts,
  fleet,
  held,
  intake,
  lease,
  leases,
  meter,
  reading,
  support,
  utilities,
  utilitiesSql,
} from './metered-for-test.ts'
import { setTenantPeriod } from './periods.ts'
import { createTenant, endTenant } from './tree.ts'

let modules: Module[]
beforeAll(async () => {
  modules = await utilities()
})
const day = 86_400_000
const on = (date: string): Date => new Date(`2026-${date}T00:00:00Z`)
const every = platformFor(everyTenant)
const user = (tenant: string): Who => ({ is: 'user', id: randomUUID(), tenant })

const aTenant = ({ store }: World, parent?: string): Promise<string> =>
  store.under(fleet, platform, work =>
    createTenant(work, { kind: 'utility', begins: on('01-01'), ...(parent !== undefined && { parent }) }),
  )
let serials = 0
const aMeter = ({ store }: World, tenant: string): Promise<string> =>
  store.under(fleet, platformFor(tenant), async work => {
    const { id } = await work
      .over(meter)
      .insertInto('utility.meter')
      .values({ number: ++serials, serial: `serial ${serials}` })
      .returning('id')
      .executeTakeFirstOrThrow()
    return id
  })
const livesAt = ({ store }: World, id: string, tenant: string, meterId: string, from: string, to?: string) =>
  store.under(leases, person(id, tenant), work =>
    work
      .over(lease)
      .insertInto('utility.lease')
      .values({ meterId, since: on(from), until: to === undefined ? null : on(to) })
      .execute(),
  )
const measures = ({ store }: World, who: Who, id: string, ...days: string[]): Promise<unknown> =>
  store.under(intake, who, work =>
    work
      .over(reading)
      .insertInto('utility.reading')
      .values(days.map((one, value) => ({ meter: id, at: on(one), value })))
      .execute(),
  )
type Reads = typeof charts | typeof support
const seen = async ({ store }: World, activity: Reads, who: Who): Promise<string[]> =>
  (await store.under(activity as typeof charts, who, work => work.read(reading, 'at').execute())) // as: both read the same
    .map(({ at }) => at.toISOString().slice(5, 10))
    .sort()

/** Two utilities, a landlord under the first, a meter for each with readings that say by their month whose they are. */
async function twoUtilities(world: World) {
  const [north, south] = [await aTenant(world), await aTenant(world)]
  const under = await aTenant(world, north)
  const meters = {
    north: await aMeter(world, north),
    under: await aMeter(world, under),
    south: await aMeter(world, south),
  }
  await measures(world, every, meters.north, '01-10', '01-20')
  await measures(world, every, meters.under, '02-10', '02-20')
  await measures(world, every, meters.south, '03-10', '03-20')
  return { north, under, south, meters }
}

describe('what is recorded of things of tenants', () => {
  it('is there within the tenant of its thing, for those above, and for nobody else', async () => {
    const world = await aWorld({ modules })
    const { north, under, south } = await twoUtilities(world)
    expect(await seen(world, support, user(north))).toEqual(['01-10', '01-20', '02-10', '02-20'])
    expect(await seen(world, support, user(under))).toEqual(['02-10', '02-20'])
    expect(await seen(world, support, platformFor(south))).toEqual(['03-10', '03-20'])
    expect(await seen(world, support, every)).toHaveLength(6)
    const staff = randomUUID()
    const looks: Who = { is: 'staff', id: staff, tenant: south }
    for (const who of [platform, user(randomUUID()), looks]) expect(await seen(world, support, who)).toEqual([])
    await world.store.under(fleet, platform, work =>
      grantTenant(work, { staff, tenant: south, reason: 'a call', until: new Date(work.now.getTime() + day) }),
    )
    expect(await seen(world, support, looks)).toEqual(['03-10', '03-20'])
  })

  it('comes in for things of the tenant alone, and a thing is held within its tenant', async () => {
    const world = await aWorld({ modules })
    const { north, south, meters } = await twoUtilities(world)
    const refused = (work: Promise<unknown>): Promise<boolean> => work.then(() => false, isRefusedByPolicy)
    expect(await refused(measures(world, user(north), meters.south, '04-01'))).toBe(true)
    expect(await refused(measures(world, platform, meters.south, '04-01'))).toBe(true)
    expect(await refused(measures(world, user(south), meters.south, '04-01'))).toBe(false)
    const code = (work: Promise<unknown>): Promise<unknown> => work.catch((error: { code: string }) => error.code)
    // Somebody else's thing and one that is not there are refused alike.
    const id = randomUUID()
    expect(await code(livesAt(world, id, north, meters.south, '01-01'))).toBe('23503')
    expect(await code(livesAt(world, id, north, randomUUID(), '01-01'))).toBe('23503')
  })

  it('is a resident’s for the time of living there, in whichever tenant, and never a neighbour’s', async () => {
    const world = await aWorld({ modules })
    const { north, under, south, meters } = await twoUtilities(world)
    const id = randomUUID()
    await livesAt(world, id, under, meters.under, '02-15')
    await livesAt(world, id, south, meters.south, '01-01', '03-15')
    expect(await seen(world, charts, person(id, everyTenant))).toEqual(['02-20', '03-10'])
    expect(await seen(world, charts, person(id, north))).toEqual(['02-20'])
    expect(await seen(world, charts, person(id, south))).toEqual(['03-10'])
    expect(await seen(world, charts, person(id))).toEqual([])
    expect(await seen(world, charts, { is: 'user', id: randomUUID(), tenant: north, subject: id })).toEqual(['02-20'])
    const copied: number[] = []
    for await (const { table: one, rows } of copyOf(world.store, { kind: 'resident', id }))
      if (one.name === reading.name) copied.push(rows.length)
    expect(copied).toEqual([2])
    await eraseSubject(world.store, { kind: 'resident', id })
    expect(await seen(world, support, every)).toEqual(['01-10', '01-20', '02-10', '03-20'])
  })

  it('is looked at anew once the unit goes on for another tenant, or wrote of things', async () => {
    const world = await aWorld({ modules })
    const { north, south } = await twoUtilities(world)
    const found: number[] = []
    const look = async (work: Work<typeof support>): Promise<void> => {
      found.push((await work.read(reading, 'at').execute()).length)
    }
    await world.store.under(support, platformFor(north), async work => {
      await look(work)
      await work.under(support, platformFor(south), look)
      await look(work)
    })
    expect(found).toEqual([4, 2, 4])
    await world.store.under(intake, platformFor(south), async work => {
      const before = await work.over(reading).selectFrom('utility.reading').select('at').execute()
      await work.under(fleet, platformFor(south), inner =>
        inner.over(meter).insertInto('utility.meter').values({ id: newMeter, number: 99, serial: 'new' }).execute(),
      )
      await work
        .over(reading)
        .insertInto('utility.reading')
        .values({ meter: newMeter, at: on('05-01'), value: 1 })
        .execute()
      const after = await work.over(reading).selectFrom('utility.reading').select('at').execute()
      expect([before.length, after.length]).toEqual([2, 3])
    })
  })

  it('leaves an entry in the audit log when a user of a tenant reads it', async () => {
    const world = await aWorld({ modules })
    const { north } = await twoUtilities(world)
    const who = user(north)
    await seen(world, support, who)
    expect(
      await world.rows(
        `select what, about, rows, tenant from obhut.audit_entry where about = 'utility.reading' and what = 'select'`,
      ),
    ).toEqual([{ what: 'select', about: 'utility.reading', rows: 4, tenant: north }])
  })

  it('goes after the end of the tenant’s contract, by the tenant’s own period, and before its thing does', async () => {
    const world = await aWorld({ modules })
    const { north, under, south, meters } = await twoUtilities(world)
    const lying = async (): Promise<string[]> =>
      (await world.rows<{ at: Date }>('select at from utility.reading order by at')).map(({ at }) =>
        at.toISOString().slice(5, 7),
      )
    await world.store.under(fleet, platform, work => endTenant(work, under))
    await world.turnBy(30 * day)
    expect(await lying()).toEqual(['01', '01', '02', '02', '03', '03'])
    // Nobody sees them once the contract is over, and they go with the stated period.
    expect(await seen(world, support, every)).toEqual(['01-10', '01-20', '03-10', '03-20'])
    expect(await seen(world, support, platform)).toEqual([])
    await world.turnBy(2 * day)
    expect(await lying()).toEqual(['01', '01', '03', '03'])
    await world.turnBy(day)
    expect(await world.rows('select id from utility.meter where tenant = $1', [under])).toEqual([])
    const periods = await world.periods()
    await world.store.under(fleet, platformFor(south), work =>
      setTenantPeriod(work, periods, { tenant: south, setting: intake.keep, period: 'P1D' as Period }),
    )
    await world.turnBy(day)
    expect(await lying()).toEqual(['01', '01'])
    // A thing stays while something recorded of it does: without it that would be no tenant's.
    await world.store.under(fleet, platformFor(north), work =>
      work
        .over(meter)
        .updateTable('utility.meter')
        .set({ scrappedAt: new Date('2000-01-01') })
        .execute(),
    )
    await world.turnBy(2 * day)
    expect(await world.rows('select id from utility.meter where tenant = $1', [north])).toEqual([{ id: meters.north }])
    expect(await overdue(world.store, await world.periods())).toEqual([])
    await world.rows('delete from utility.reading')
    await world.turnBy(2 * day)
    expect(await world.rows('select id from utility.meter where tenant = $1', [north])).toEqual([])
  })

  it('keeps its thing as it is named: nobody takes it away, or gives its name to another', async () => {
    const world = await aWorld({ modules })
    const { north, south, meters } = await twoUtilities(world)
    const code = (work: Promise<unknown>): Promise<unknown> => work.catch((error: { code: string }) => error.code)
    const deletes = (tenant: string, id: string): Promise<unknown> =>
      world.store.under(fleet, platformFor(tenant), work =>
        work.over(meter).deleteFrom('utility.meter').where('id', '=', id).execute(),
      )
    expect(await code(deletes(north, meters.north))).toBe('23503')
    await world.rows('update utility.meter set id = id, serial = $2 where id = $1', [meters.north, 'as before'])
    await expect(
      world.rows('update utility.meter set id = gen_random_uuid() where id = $1', [meters.north]),
    ).rejects.toThrow()
    const spare = await aMeter(world, south)
    await livesAt(world, randomUUID(), south, spare, '01-01')
    expect(await code(deletes(south, spare))).toBe('23503')
    await world.rows('delete from utility.lease')
    expect(await code(deletes(south, spare))).not.toBe('23503')
    expect(await world.rows('select id from utility.meter where id = $1', [spare])).toEqual([])
  })

  it('is proven, and a possession that names another tenant’s thing is found', async () => {
    const world = await aWorld({ modules })
    const { north, meters } = await twoUtilities(world)
    await livesAt(world, randomUUID(), north, meters.north, '01-01')
    expect(await against(world)).toEqual([])
    await world.rows(`set session_replication_role = replica; update utility.lease set meter_id = '${meters.south}'`)
    expect(await against(world)).toEqual([
      `1 of 1 rows of utility.lease refer by 'meterId' to a row of utility.meter of another tenant`,
    ])
    await world.rows(
      `create or replace function obhut."things utility.meter"() returns table (listed text, things uuid[]) language sql stable security definer set search_path = pg_catalog, pg_temp as 'select ''out'', ''{}''::uuid[]'`,
    )
    expect(await against(world)).toContainEqual(
      'function obhut.things utility.meter is not the one that follows from the declarations',
    )
  })
})
const newMeter = randomUUID()
const measuredBy = { is: 'dpv:ObservedPersonalData', from: 'your device' } as const

describe('a declaration', () => {
  const kept = (one: AnyTable): AnyTable[] => [meter, lease, one]
  const faults = async (keeps: readonly AnyTable[]): Promise<string> => {
    const [kernelModule, utility] = await utilities({ keeps: [...keeps] })
    try {
      declarations([kernelModule, utility] as never) // as: modules are what declares
      return 'none'
    } catch (error) {
      return (error as Error).message
    }
  }
  const measured = {
    under: intake,
    until: since('at', intake.keep),
    key: ['meter', 'at'],
    columns: { meter: ref(meter, { checked: 'on input' }), at: moment() },
  } as const
  const { things: _, ...plain } = held

  it('says of which tenant the things are, by a table that is of tenants and about nobody', async () => {
    expect(await faults(kept(reading))).toBe('none')
    expect(await faults(kept(table('utility.reading', { about: through(plain), ...measured })))).toMatch(
      /does not say of which tenant a thing is/,
    )
    expect(
      await faults(
        kept(
          table('utility.reading', { about: through({ ...held, things: { in: () => lease, by: 'id' } }), ...measured }),
        ),
      ),
    ).toMatch(/no tenanted table about nobody/)
    expect(
      await faults(
        kept(
          table('utility.reading', {
            about: through({ ...held, things: { in: () => meter, by: 'number' } }),
            ...measured,
          }),
        ),
      ),
    ).toMatch(/does not name what 'utility\.lease' names/)
    expect(
      await faults([
        meter,
        table('utility.lease', {
          about: lease.about,
          under: leases,
          until: since('until', leases.keep),
          columns: lease.columns as never,
        }),
        reading,
      ]),
    ).toMatch(/could be seen past its tenant/)
  })

  it('needs names of things that are unique', async () => {
    const numbered = table('utility.lease', {
      about: lease.about,
      under: leases,
      tenanted: true,
      until: since('until', leases.keep),
      columns: { meterId: int({ is: 'pd:UID', from: 'the platform' }), since: moment(), until: moment().orNot() },
    })
    const byNumber = table('utility.reading', {
      about: through({
        possession: () => numbered,
        on: ['meter', 'meterId'],
        at: ['at', 'since', 'until'],
        things: { in: () => meter, by: 'number' },
      }),
      under: intake,
      until: since('at', intake.keep),
      key: ['meter', 'at'],
      columns: { meter: int({ is: 'pd:UID', from: 'the platform' }), at: moment(), value: real(measuredBy) },
    })
    const keeps = [meter, numbered, byNumber]
    const sql = utilitiesSql.replace('meter_id uuid', 'meter_id integer').replace('(meter uuid', '(meter integer')
    await expect(aWorld({ modules: await utilities({ keeps, sql }) })).rejects.toThrow(
      /'number' of utility\.meter names things of tenants and is not unique/,
    )
    const unique = `${sql} create unique index on utility.meter (number);`
    await expect(aWorld({ modules: await utilities({ keeps, sql: unique }) })).resolves.toBeDefined()
  })
})
