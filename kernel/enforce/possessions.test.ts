import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import { aWorld, type World } from '../../server/testing/world.ts'
import { copyOf } from '../rows/copy.ts'
import { eraseSubject, erasureOf } from '../rights/erase.ts'
import { restrict } from '../restriction/on-request.ts'
import { person, platform } from '../store/work.ts'
import {
  averages,
  charts,
  flats,
  home,
  homes,
  intake,
  leases,
  meter as meterTable,
  people,
  reading,
  support,
  tenancy,
} from './meters-for-test.ts'

let modules: Awaited<ReturnType<typeof flats>>
beforeAll(async () => {
  modules = await flats()
})

const on = (day: string): Date => new Date(`2026-${day}T00:00:00Z`)
async function aTenant(
  world: World,
  meter: number,
  since: string,
  until?: string,
  id: string = randomUUID(),
): Promise<string> {
  await world.store.under(people, person(id), work =>
    work
      .over(home)
      .insertInto('flats.person')
      .values({ mail: `${id}@flats.example` })
      .execute(),
  )
  await world.store.under(leases, person(id), work =>
    work
      .over(tenancy)
      .insertInto('flats.tenancy')
      .values({ meter, since: on(since), until: until === undefined ? null : on(until) })
      .execute(),
  )
  return id
}
const measures = (world: World, meter: number, ...days: string[]): Promise<unknown> =>
  world.store.under(intake, platform, work =>
    work
      .over(reading)
      .insertInto('flats.reading')
      .values(days.map((day, value) => ({ meter, at: on(day), value })))
      .execute(),
  )
const days = (rows: readonly { readonly at: Date }[]): string[] =>
  rows.map(({ at }) => at.toISOString().slice(5, 10)).sort()
const seenBy = async (world: World, id: string): Promise<string[]> =>
  days(await world.store.under(charts, person(id), work => work.read(reading, 'at').execute()))
const left = async (world: World, meter: number): Promise<string[]> =>
  days(await world.rows<{ at: Date }>('select at from flats.reading where meter = $1', [meter]))

describe('a reading is whoever’s who lived there when it was taken', () => {
  it('the one who moved in sees nothing from before, the one who moved out nothing from after', async () => {
    const world = await aWorld({ modules })
    const [ida, otto] = [await aTenant(world, 7, '01-01', '06-01'), await aTenant(world, 7, '06-01')]
    await measures(world, 7, '03-01', '05-31', '06-01', '07-01')
    expect(await seenBy(world, ida)).toEqual(['03-01', '05-31'])
    expect(await seenBy(world, otto)).toEqual(['06-01', '07-01'])
  })

  it('a late reading is judged by its own time, also when its person is gone', async () => {
    const world = await aWorld({ modules })
    const [dora, emil] = [await aTenant(world, 5, '01-01', '06-01'), await aTenant(world, 5, '06-01')]
    await eraseSubject(world.store, { kind: 'resident', id: dora })
    await measures(world, 5, '05-01', '06-02')
    expect(await seenBy(world, emil)).toEqual(['06-02'])
  })

  it('whoever comes back sees both times and nothing between', async () => {
    const world = await aWorld({ modules })
    const ida = await aTenant(world, 1, '01-01', '02-01')
    await aTenant(world, 1, '03-01', undefined, ida)
    await measures(world, 1, '01-15', '02-15', '03-15')
    expect(await seenBy(world, ida)).toEqual(['01-15', '03-15'])
  })

  it('a tenancy that ended as it began makes no reading anybody’s', async () => {
    const world = await aWorld({ modules })
    const ida = await aTenant(world, 1, '02-01', '02-01')
    await measures(world, 1, '02-01')
    expect(await seenBy(world, ida)).toEqual([])
  })

  it('is seen in the same unit that begins the tenancy', async () => {
    const world = await aWorld({ modules })
    await measures(world, 3, '03-01')
    const ida = randomUUID()
    const seen = await world.store.under(charts, person(ida), async work => {
      const before = await work.read(reading, 'at').execute()
      await work.under(leases, person(ida), inner =>
        inner
          .over(tenancy)
          .insertInto('flats.tenancy')
          .values({ meter: 3, since: on('01-01'), until: null })
          .execute(),
      )
      return [before.length, (await work.read(reading, 'at').execute()).length]
    })
    expect(seen).toEqual([0, 1])
  })

  it('what one unit resolved for one person counts for nobody else', async () => {
    const world = await aWorld({ modules })
    const [ida, otto] = [await aTenant(world, 1, '01-01'), await aTenant(world, 2, '01-01')]
    await measures(world, 1, '03-01')
    await measures(world, 2, '04-01')
    const seen = await world.store.under(charts, person(ida), async work => [
      days(await work.read(reading, 'at').execute()),
      await work.under(charts, person(otto), async inner => days(await inner.read(reading, 'at').execute())),
      days(await work.read(reading, 'at').execute()),
    ])
    expect(seen).toEqual([['03-01'], ['04-01'], ['03-01']])
  })

  it('a unit that goes on for long hears of who moves out meanwhile', async () => {
    const world = await aWorld({ modules })
    const ida = await aTenant(world, 7, '01-01')
    await measures(world, 7, '03-01', '07-01')
    const seen = await world.store.under(charts, person(ida), async work => {
      const before = days(await work.read(reading, 'at').execute())
      await world.store.under(leases, person(ida), other =>
        other
          .over(tenancy)
          .updateTable('flats.tenancy')
          .set({ until: on('06-01') })
          .execute(),
      )
      await pause(1050)
      return [before, days(await work.read(reading, 'at').execute())]
    })
    expect(seen).toEqual([['03-01', '07-01'], ['03-01']])
  })

  it('an activity asks in vain for what another resolves', async () => {
    const world = await aWorld({ modules })
    const ida = await aTenant(world, 7, '01-01')
    const heldFor = (of: typeof homes | typeof averages) =>
      world.store.under(of, platform, work =>
        work
          .over(tenancy)
          .selectNoFrom(
            sql<string>`(select f.things::text from obhut."possessions flats.tenancy"('flats.homes') f)`.as('things'),
          )
          .executeTakeFirstOrThrow(),
      )
    expect(await heldFor(homes)).toEqual({ things: '{7}' })
    expect((await heldFor(averages)).things).toBeNull()
    expect(await seenBy(world, ida)).toEqual([])
  })

  it('the copy holds the same', async () => {
    const world = await aWorld({ modules })
    const [ida, otto] = [await aTenant(world, 7, '01-01', '06-01'), await aTenant(world, 7, '06-01')]
    await measures(world, 7, '03-01', '07-01')
    const copied = async (id: string): Promise<string[]> => {
      const rows = []
      for await (const part of copyOf(world.store, { kind: 'resident', id }, ['flats.reading'])) rows.push(...part.rows)
      return days(rows as { at: Date }[]) // as: the table's rows
    }
    expect([await copied(ida), await copied(otto)]).toEqual([['03-01'], ['07-01']])
  })
})

describe('two who live together', () => {
  it('each sees all of it, and what is both’s stays with the one who stays', async () => {
    const world = await aWorld({ modules })
    const [anna, bert] = [await aTenant(world, 1, '01-01'), await aTenant(world, 1, '04-01')]
    await measures(world, 1, '03-01', '05-01', '06-01')
    expect(await seenBy(world, anna)).toEqual(['03-01', '05-01', '06-01'])
    expect((await erasureOf(world.store, { kind: 'resident', id: anna })).shared).toEqual([
      { table: 'flats.reading', rows: 2 },
    ])
    const report = await eraseSubject(world.store, { kind: 'resident', id: anna })
    expect(report.gone).toContainEqual({ table: 'flats.reading', rows: 1 })
    expect(report.shared).toEqual([{ table: 'flats.reading', rows: 2 }])
    expect(await left(world, 1)).toEqual(['05-01', '06-01'])
    expect(await seenBy(world, bert)).toEqual(['05-01', '06-01'])
    const last = await eraseSubject(world.store, { kind: 'resident', id: bert })
    expect(last.shared).toEqual([])
    expect(await left(world, 1)).toEqual([])
    expect(await world.rows('select from flats.meter where number = 1')).toEqual([])
  })

  it('of two who are erased at once the later one takes the rest along', async () => {
    const world = await aWorld({ modules })
    for (let round = 1; round <= 8; round++) {
      const both = [await aTenant(world, round, '01-01'), await aTenant(world, round, '01-01')]
      await measures(world, round, '03-01', '05-01')
      await Promise.all(both.map(id => eraseSubject(world.store, { kind: 'resident', id })))
      expect(await left(world, round)).toEqual([])
    }
  })

  it('one who had processing restricted, or objects, is left alone with what is both’s', async () => {
    const world = await aWorld({ modules })
    const [anna, bert] = [await aTenant(world, 1, '01-01'), await aTenant(world, 1, '04-01')]
    await measures(world, 1, '03-01', '05-01')
    const all = (of: typeof support | typeof averages): Promise<string[]> =>
      world.store
        .under(of, platform, work => work.read(reading, 'at').where('meter', '=', 1).execute())
        .then(rows => days(rows))
    expect(await all(support)).toEqual(['03-01', '05-01'])
    await restrict(world.store, { kind: 'resident', id: bert }, { ground: 'accuracy', by: person(bert) })
    expect([await all(support), await all(averages)]).toEqual([['03-01'], ['03-01']])
    expect(await seenBy(world, bert)).toEqual([])
    expect(await seenBy(world, anna)).toEqual(['03-01', '05-01'])
  })

  it('the meter itself is no trace of anybody: whoever lives there sees it, and it stays', async () => {
    const world = await aWorld({ modules })
    await world.store.under(intake, platform, work =>
      work.over(meterTable).insertInto('flats.meter').values({ number: 1, unit: 'kWh', scrappedAt: null }).execute(),
    )
    const ida = await aTenant(world, 1, '01-01')
    const sees = (id: string) => world.store.under(charts, person(id), work => work.read(meterTable, 'unit').execute())
    expect(await sees(ida)).toEqual([{ unit: 'kWh' }])
    expect(await sees(randomUUID())).toEqual([])
    await eraseSubject(world.store, { kind: 'resident', id: ida })
    expect(await world.rows('select unit from flats.meter')).toEqual([{ unit: 'kWh' }])
  })
})
