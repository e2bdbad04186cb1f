import { randomUUID } from 'node:crypto'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { defineModule } from '../../platform/module.ts'
import { kernel } from '../../server/kernel-module.ts'
import { aWorld, type World } from '../../server/testing/world.ts'
import { days, later } from '../clock/clock.ts'
import { activity } from '../declare/activity.ts'
import { int, moment, text } from '../declare/columns.ts'
import { duration } from '../declare/settings.ts'
import { owner, subject, through } from '../declare/subject.ts'
import { since, table, untilErasure } from '../declare/table.ts'
import { contract, PersonalData, Purpose } from '../declare/terms.ts'
import { pseudonymOf } from '../pseudonyms/pseudonym.ts'
import { counting, library, view } from '../pseudonyms/example-for-test.ts'
import { aDevice, aTenant, changingTree, device, estates, fleet } from '../tenants/example-for-test.ts'
import { grantTenant } from '../tenants/grants.ts'
import { person, platform, platformFor, type Who, type Work } from './work.ts'

const words = { de: 'Probe', en: 'Trial' }
const member = subject('member', { provenBy: ['mail'] })
const lockers = activity('club.lockers', {
  purposes: [Purpose.RequestedServiceProvision],
  basis: contract,
  title: words,
  words,
  reach: { all: 'whoever keeps the lockers looks after all of them' },
  settings: { keep: duration({ means: words, otherwise: 'P3Y' }) },
})
const lease = table('club.lease', {
  about: owner(member),
  under: lockers,
  until: since('until', lockers.keep),
  columns: {
    locker: int({ is: 'pd:UID', from: 'the platform' }),
    since: moment({ from: 'the platform' }),
    until: moment({ from: 'the platform' }).orNot(),
  },
})
const opening = table('club.opening', {
  about: through({ possession: () => lease, on: ['locker', 'locker'], at: ['at', 'since', 'until'] }),
  under: lockers,
  until: since('at', lockers.keep),
  columns: { locker: int({ is: 'pd:UID', from: 'the platform' }), at: moment({ from: 'the lock' }) },
})
const name = table('club.name', {
  about: owner(member),
  under: lockers,
  until: untilErasure,
  routine: ['seen'],
  columns: {
    name: text({ is: PersonalData.Name, from: 'the form' }),
    seen: int({ is: 'pd:UID', from: 'the platform' }).orNot(),
  },
})
const chore = table('club.chore', {
  about: owner(member),
  under: lockers,
  until: untilErasure,
  unaudited: 'chores say nothing about anybody',
  columns: { what: text({ is: PersonalData.Communication, from: 'the platform' }) },
})
const kept = `subject uuid not null default obhut.subject(), version integer not null default obhut.version(), restricted text collate "C"`
const clubSql = `
  create schema club;
  create table club.lease (id uuid primary key default gen_random_uuid(), locker integer not null, since timestamptz(3) not null, until timestamptz(3), ${kept});
  create table club.opening (id uuid primary key default gen_random_uuid(), locker integer not null, at timestamptz(3) not null);
  create table club.name (id uuid primary key default gen_random_uuid(), name text not null, seen integer, ${kept});
  create table club.chore (id uuid primary key default gen_random_uuid(), what text not null, ${kept});`

describe('reads by staff', () => {
  let world: World
  const staff: Who = { is: 'staff', id: randomUUID() }
  const ida = randomUUID()
  beforeAll(async () => {
    const migrations = await mkdtemp(join(tmpdir(), 'club-'))
    await writeFile(join(migrations, '20261122_club.sql'), clubSql)
    world = await aWorld({
      modules: [
        kernel,
        defineModule('club', {
          subjects: [member],
          activities: [lockers],
          keeps: [lease, opening, name, chore],
          migrations,
        }),
      ],
    })
    await world.store.under(lockers, person(ida), async work => {
      await work.over(name).insertInto('club.name').values({ name: 'Ida' }).execute()
      await work
        .over(lease)
        .insertInto('club.lease')
        .values({ locker: 7, since: new Date('2026-01-01'), until: null })
        .execute()
    })
    await world.store.under(lockers, platform, work =>
      work
        .over(opening)
        .insertInto('club.opening')
        .values([
          { locker: 7, at: new Date('2026-02-01') },
          { locker: 7, at: new Date('2026-03-01') },
        ])
        .execute(),
    )
  })
  const read = async (who: Who, work: Parameters<typeof world.store.under<typeof lockers, unknown>>[2]) => {
    const before = await entries()
    await world.store.under(lockers, who, work)
    await world.store.readsKept()
    return (await entries()).slice(before.length)
  }
  const entries = () =>
    world.rows(`select what, about, rows, actor from obhut.audit_entry where what = 'select' order by at, id`)
  const entry = (about: string, rows: number) => ({ what: 'select', about, rows, actor: 'staff' })

  it('leave an entry: of a list, of what belongs to a thing that somebody possesses, of both', async () => {
    expect(await read(staff, work => work.read(name, 'name').execute())).toEqual([entry('club.name', 1)])
    expect(await read(staff, work => work.read(opening, 'at').execute())).toEqual([entry('club.opening', 2)])
    const both = await read(staff, work =>
      work
        .over(opening, lease)
        .selectFrom('club.opening as o')
        .innerJoin('club.lease as l', 'l.locker', 'o.locker')
        .select(['o.at', 'l.subject'])
        .execute(),
    )
    expect(both).toEqual(expect.arrayContaining([entry('club.opening', 2), entry('club.lease', 2)]))
  })
  it('leave an entry where nothing was found, and of a count', async () => {
    const nobody = (work: Parameters<Parameters<typeof read>[1]>[0]) =>
      work.read(name, 'name').where('name', '=', 'Otto')
    expect(await read(staff, work => nobody(work).execute())).toEqual([entry('club.name', 0)])
    const counted = (named: string) =>
      read(staff, work =>
        work
          .over(name)
          .selectFrom('club.name')
          .select(all => all.fn.countAll().as('count'))
          .where('name', '=', named)
          .execute(),
      )
    expect(await counted('Ida')).toEqual([entry('club.name', 1)])
    expect(await counted('Otto')).toEqual([entry('club.name', 1)])
    // What one unit asks of one table is one entry.
    const twice = await read(staff, async work => {
      await nobody(work).execute()
      await work.read(name, 'name').execute()
    })
    expect(twice).toEqual([entry('club.name', 1)])
  })
  it('leave none of a table that is not audited, and nobody else leaves one of nothing', async () => {
    expect(await read(staff, work => work.read(chore, 'what').execute())).toEqual([])
    expect(await read(platform, work => work.read(name, 'name').execute())).toEqual([])
    expect(await read(person(randomUUID()), work => work.read(name, 'name').execute())).toEqual([])
    expect(await read(person(ida), work => work.read(name, 'name').execute())).toMatchObject([
      { about: 'club.name', rows: 1, actor: 'person' },
    ])
  })

  const done = async (who: Who, work: Parameters<typeof read>[1]) => {
    const all = () => world.rows('select what, about, rows, actor from obhut.audit_entry order by at, id')
    const before = (await all()).length
    await world.store.under(lockers, who, work)
    await world.store.readsKept()
    return (await all()).slice(before)
  }
  const changed = (what: string, about: string, rows: number) => ({ what, about, rows, actor: 'staff' })

  it('leave an entry by what a write gives back, where the write by itself is none', async () => {
    const seen = (work: Work<typeof lockers>, named: string) =>
      work.over(name).updateTable('club.name').set({ seen: 1 }).where('name', '=', named)
    expect(await done(staff, work => seen(work, 'Ida').execute())).toEqual([])
    expect(await done(staff, work => seen(work, 'Ida').returning('name').execute())).toEqual([entry('club.name', 1)])
    // Whether there is somebody of this name is told as well where there is not.
    expect(await done(staff, work => seen(work, 'Otto').returning('name').execute())).toEqual([entry('club.name', 0)])
    expect(
      await done(staff, work => work.over(name).deleteFrom('club.name').where('name', '=', 'Otto').execute()),
    ).toEqual([entry('club.name', 0)])
    expect(await done(platform, work => seen(work, 'Ida').returning('name').execute())).toEqual([])
  })

  it('and writes by staff leave one of what belongs to a thing that somebody possesses, once a unit', async () => {
    const at = new Date('2026-04-01')
    const adds = (work: Work<typeof lockers>) =>
      work.over(opening).insertInto('club.opening').values({ locker: 7, at }).execute()
    expect(
      await done(staff, async work => {
        await adds(work)
        await adds(work)
      }),
    ).toEqual([changed('insert', 'club.opening', 2)])
    expect(
      await done(staff, work =>
        work.over(opening, lease).deleteFrom('club.opening').where('at', '=', at).returning('locker').execute(),
      ),
    ).toEqual([changed('delete', 'club.opening', 2)])
    expect(await done(platform, adds)).toEqual([])
  })
})

describe('what staff and users do with a tenant’s rows', () => {
  it('is on record also where these are about nobody', async () => {
    const world = await aWorld({ modules: await estates() })
    const tenant = await aTenant(world)
    const somebody = randomUUID()
    const client: Who = { is: 'user', id: randomUUID(), tenant }
    const member: Who = { is: 'staff', id: somebody, tenant }
    await changingTree(world, work =>
      grantTenant(work, {
        staff: somebody,
        tenant,
        reason: 'a gateway that went silent',
        until: later(work.now, days(1)),
      }),
    )
    const done = async (who: Who): Promise<unknown[]> => {
      const all = () =>
        world.rows(
          `select what, about, rows, actor from obhut.audit_entry where about = 'estate.device' order by at, id`,
        )
      const before = (await all()).length
      await aDevice(world, who, randomUUID())
      await world.store.under(fleet, who, work =>
        work.over(device).updateTable('estate.device').set({ scrappedAt: null }).returning('serial').execute(),
      )
      return (await all()).slice(before)
    }
    for (const [actor, who, rows] of [
      ['staff', member, 1],
      ['user', client, 2],
    ] as const)
      expect(await done(who)).toEqual([
        { what: 'insert', about: 'estate.device', rows: 1, actor },
        { what: 'update', about: 'estate.device', rows, actor },
      ])
    expect(await done(platformFor(tenant))).toEqual([])
  })
})

describe('what staff do with rows behind pseudonyms', () => {
  it('is on record', async () => {
    const world = await aWorld({ modules: [kernel, library] })
    const member: Who = { is: 'staff', id: randomUUID() }
    await world.store.under(counting, member, work => work.read(view, 'page').execute())
    const [subject, page] = [randomUUID(), 'a page']
    await world.store.under(counting, person(subject), async work => {
      await work
        .over(view)
        .insertInto('library.view')
        .values({ ...(await pseudonymOf(work, view, { subject })), page, at: work.now })
        .execute()
    })
    await world.store.under(counting, member, work =>
      work.over(view).updateTable('library.view').set({ page: 'another' }).execute(),
    )
    expect(
      await world.rows(`select what, about, rows from obhut.audit_entry where actor = 'staff' order by at, id`),
    ).toEqual([
      { what: 'select', about: 'library.view', rows: 0 },
      { what: 'update', about: 'library.view', rows: 1 },
    ])
  })
})
