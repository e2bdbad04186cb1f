import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { beforeAll, describe, expect, it } from 'vitest'
import { aWorld, type World } from '../../server/testing/world.ts'
import { through } from '../declare/subject.ts'
import { averages, charts, flats, intake, leases, reading, tenancy } from '../enforce/meters-for-test.ts'
import { DatabaseAway } from '../problems/errors.ts'
import { person, platform } from '../store/work.ts'
import { plannedChanges } from './derived.ts'

type Modules = Awaited<ReturnType<typeof flats>>
let modules: Modules
beforeAll(async () => {
  modules = await flats()
})
const client = async (world: World): Promise<pg.Client> => {
  const one = new pg.Client({ ...world.cluster, database: world.database.place.database })
  await one.connect()
  return one
}
const policiesOf = async (world: World, table: string): Promise<string> =>
  (
    await world.rows<{ all: string }>(
      `select string_agg(policyname || ' ' || coalesce(qual, ''), '; ' order by policyname) as all from pg_policies where schemaname || '.' || tablename = $1`,
      [table],
    )
  )[0]!.all // an aggregate has one row
const again = (world: World, its: Modules): Promise<World> => aWorld({ modules: its, database: world.database })

const planned = ({ store }: World) =>
  store.asOwner(owner =>
    plannedChanges(owner, { declarations: store.declarations, roles: store.roles, stated: store.inForce }),
  )

/** The same modules, in which readings last an hour: other policies follow from it. */
function lasting(): Modules {
  const [kernel, its] = modules as [Modules[0], Modules[1]] // as: there are two
  const other = {
    ...reading,
    about: through({
      possession: () => tenancy,
      on: ['meter', 'meter'],
      at: ['at', 'since', 'until'],
      lasts: { hours: 1, held: 'throughout' },
    }),
  }
  return [kernel, { ...its, keeps: its.keeps.map(one => (one.name === reading.name ? other : one)) }] as Modules // as: the same shape
}

describe('what follows from declarations', () => {
  it('is made anew where something else follows, though the declarations name the same', async () => {
    const world = await aWorld({ modules })
    const [before, others] = [await policiesOf(world, 'flats.reading'), await policiesOf(world, 'flats.mark')]
    await world.stop()
    const second = await again(world, lasting())
    expect(await policiesOf(second, 'flats.reading')).not.toBe(before)
    expect(await policiesOf(second, 'flats.reading')).toContain('01:00:00')
    expect(await policiesOf(second, 'flats.mark')).toBe(others)
  })

  it('is left alone where nothing differs', async () => {
    const world = await aWorld({ modules })
    const made = (): Promise<unknown[]> =>
      world.rows(
        `select oid, xmin::text from pg_policy union all select oid, xmin::text from pg_class where relnamespace = 'flats'::regnamespace order by 1`,
      )
    const before = await made()
    await again(world, modules)
    expect(await made()).toEqual(before)
  })

  it('is put right at the start where somebody changed it, with a line that says so', async () => {
    const world = await aWorld({ modules })
    const before = await policiesOf(world, 'flats.tenancy')
    const people = await policiesOf(world, 'flats.person')
    await world.rows('drop policy "flats.charts" on flats.tenancy')
    await world.rows('create policy mine on flats.tenancy using (true)')
    await world.rows('alter table flats.person disable row level security')
    await world.rows(`alter policy "flats.people" on flats.person using (true)`)
    await world.rows('grant select on flats.person to public')
    await world.rows('drop trigger received on flats.office')
    expect((await planned(world)).map(({ because, says }) => `${because}: ${says}`).sort()).toEqual([
      'changed: grants on flats.person',
      'changed: policies and triggers of flats.office',
      'changed: policies and triggers of flats.person',
      'changed: policies and triggers of flats.tenancy',
    ])
    const second = await again(world, modules)
    expect(await planned(second)).toEqual([])
    expect(await policiesOf(second, 'flats.tenancy')).toBe(before)
    expect(await policiesOf(second, 'flats.person')).toBe(people)
    const [facts] = await world.rows(
      `select relrowsecurity as secured, relacl::text like '%=r/%' and relacl::text ~ '[{,]=r/' as open, (select count(*)::int from pg_trigger where tgrelid = 'flats.office'::regclass and tgname = 'received') as received from pg_class where oid = 'flats.person'::regclass`,
    )
    expect(facts).toEqual({ secured: true, open: false, received: 1 })
  })
})

describe('a start whose connection is killed between two tables', () => {
  it('says that the database was away, and the next one goes on where it was', async () => {
    const world = await aWorld({ modules })
    const tables = (
      await world.rows(`update obhut.derived set wanted = '' where name like 'table flats.%' returning name`)
    ).length
    // Each start comes to its second table, of which it keeps nothing. What a sequence gave stays given.
    await world.rows(`
      create sequence public.tables;
      create function public.ends() returns trigger language plpgsql security definer as $$ begin
        if nextval('public.tables') % 2 = 0 then perform pg_terminate_backend(pg_backend_pid()); end if; return null; end $$;
      create trigger ends after insert or update on obhut.derived for each row when (new.name like 'table %') execute function public.ends()`)
    const lefts: number[] = []
    for (let left = tables; left > 1; left = (await planned(world)).length) {
      lefts.push(left)
      await expect(again(world, modules)).rejects.toThrow(DatabaseAway)
    }
    expect(lefts).toEqual(Array.from({ length: tables - 1 }, (_, done) => tables - done))
    await again(world, modules)
    expect(await planned(world)).toEqual([])
  })
})

describe('a start beside processes that serve', () => {
  it('keeps nobody from a table that somebody else reads for long', async () => {
    const world = await aWorld({ modules })
    const ida = randomUUID()
    await world.store.under(leases, person(ida), work =>
      work
        .over(tenancy)
        .insertInto('flats.tenancy')
        .values({ meter: 1, since: new Date(0), until: null })
        .execute(),
    )
    await world.store.under(intake, platform, work =>
      work.over(reading).insertInto('flats.reading').values({ meter: 1, at: world.clock.now(), value: 1 }).execute(),
    )
    const report = await client(world)
    await report.query('begin; select count(*) from flats.reading')
    let started = false
    const starting = again(world, lasting()).then(second => {
      started = true
      return second
    })
    const waits: number[] = []
    for (let round = 0; round < 40; round++) {
      const began = performance.now()
      await world.store.under(charts, person(ida), work => work.read(reading, 'value').execute())
      await world.store.under(averages, platform, work => work.read(reading, 'value').execute())
      waits.push(performance.now() - began)
      await pause(50)
    }
    expect(started).toBe(false)
    await report.query('commit')
    await report.end()
    await starting
    // 100 ms behind whoever wants to change the table, and what two reads take on a machine that others use, too.
    expect(waits.filter(one => one > 1000)).toEqual([])
  })
})
