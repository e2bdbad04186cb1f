import { randomUUID } from 'node:crypto'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { defineModule, type Module } from '../../platform/module.ts'
import { kernel } from '../../server/kernel-module.ts'
import { aManifest } from '../../server/testing/manifest.ts'
import { aWorld, type World } from '../../server/testing/world.ts'
import { days } from '../clock/clock.ts'
import { activity } from '../declare/activity.ts'
import { text } from '../declare/columns.ts'
import { owner, subject } from '../declare/subject.ts'
import { table, untilErasure } from '../declare/table.ts'
import { contract, legitimateInterest, PersonalData, Purpose } from '../declare/terms.ts'
import { copyOf } from '../rows/copy.ts'
import { NotStated } from '../problems/errors.ts'
import { person, platform, visitor, type Who, type Work } from '../store/work.ts'
import { endService, givenAnew, takeUp } from './renewal.ts'

const words = { de: 'Probe', en: 'Trial' }
const common = { title: words, words }
const member = subject('member', { provenBy: ['mail'] })
const accounts = activity('people.accounts', { ...common, purposes: [Purpose.AccountManagement], basis: contract })
const account = table('people.account', {
  about: owner(member),
  under: accounts,
  until: untilErasure,
  columns: {
    name: text({ is: PersonalData.Name, from: 'the form' }),
    mail: text({ is: PersonalData.EmailAddress, from: 'the form' }),
  },
})
const reads = { 'people.account': ['name', 'mail'] } as const
const lessons = activity('club.lessons', {
  ...common,
  purposes: [Purpose.RequestedServiceProvision],
  basis: contract,
  reads,
})
const rosters = activity('club.rosters', {
  ...common,
  purposes: [Purpose.RequestedServiceProvision],
  basis: contract,
  reach: { all: 'who comes is listed' },
  reads,
})
const hints = activity('club.hints', {
  ...common,
  purposes: [Purpose.DirectMarketing],
  basis: legitimateInterest(words),
  reach: { all: 'hints go to all' },
  reads,
})
const sql = `create schema people;
  create table people.account (id uuid primary key default gen_random_uuid(), name text not null, mail text collate "C" not null,
    subject uuid not null default obhut.subject(), version integer not null default obhut.version(), restricted text collate "C");`

let before: Module[]
let after: Module[]
beforeAll(async () => {
  const migrations = await mkdtemp(join(tmpdir(), 'people-'))
  await writeFile(join(migrations, '20261130_people.sql'), sql)
  const people = { subjects: [member], keeps: [account], migrations }
  before = [kernel, defineModule('people', { ...people, activities: [accounts] })]
  after = [
    kernel,
    defineModule('people', {
      ...people,
      activities: [accounts],
      reveals: [{ ...account, offers: ['name', 'mail'] as const }],
    }),
    defineModule('club', { activities: [lessons, rosters, hints] }),
  ]
})

/** A store with customers that is two years old when the club comes to it. */
async function grown(names: readonly string[]): Promise<{ world: World; ids: string[] }> {
  const first = await aWorld({ modules: before })
  const ids = []
  for (const name of names) {
    const id = randomUUID()
    ids.push(id)
    await first.store.under(accounts, person(id), work =>
      work
        .over(account)
        .insertInto('people.account')
        .values({ name, mail: `${name}@club.example` })
        .execute(),
    )
  }
  await first.turnBy(days(730))
  await first.stop()
  return { ids, world: await aWorld({ modules: after, database: first.database }) }
}
const names = async (world: World, of: typeof rosters | typeof hints): Promise<string[]> =>
  (await world.store.under(of, platform, work => work.read(account, 'name').execute())).map(({ name }) => name).sort()
const own = (world: World, id: string): Promise<unknown[]> =>
  world.store.under(lessons, person(id), work => work.read(account, 'name').execute())
const joins = (world: World, id: string, who: Who = person(id), how: 'taken up' | 'extended' = 'taken up') =>
  world.store.under(lessons, who, work => takeUp(work, { activities: [lessons, rosters], subject: id, how }))

describe('a module that comes to a store of two years', () => {
  it('finds nobody at first, and then those who take the service up, by it alone', async () => {
    const { world, ids } = await grown(['ada', 'bea'])
    const [ada, bea] = ids as [string, string] // as: two were asked for
    expect([await names(world, rosters), await own(world, ada)]).toEqual([[], []])
    await joins(world, ada)
    await joins(world, ada)
    expect(await names(world, rosters)).toEqual(['ada'])
    expect(await own(world, ada)).toEqual([{ name: 'ada' }])
    expect([await own(world, bea), await names(world, hints)]).toEqual([[], []])
    await world.store.under(lessons, person(ada), work =>
      endService(work, { activities: [lessons, rosters], subject: ada }),
    )
    expect([await names(world, rosters), await own(world, ada)]).toEqual([[], []])
  })

  it('finds those whose contract was extended, which staff may note; taking up is the person’s own', async () => {
    const { world, ids } = await grown(['ada', 'bea'])
    const [ada, bea] = ids as [string, string] // as: two were asked for
    const staff = { is: 'staff', id: randomUUID(), subject: ada } as const
    await expect(joins(world, ada, staff)).rejects.toThrow('by the person alone')
    await expect(joins(world, ada, person(bea))).rejects.toThrow('by the person alone')
    await expect(joins(world, bea, staff, 'extended')).rejects.toThrow('staff may note')
    await joins(world, ada, staff, 'extended')
    expect(await names(world, rosters)).toEqual(['ada'])
  })

  it('is ended for a person by nobody else’s unit of work', async () => {
    const { world, ids } = await grown(['ada', 'bea'])
    const [ada, bea] = ids as [string, string] // as: two were asked for
    await joins(world, ada)
    const ends = (who: Who) =>
      world.store.under(lessons, who, work => endService(work, { activities: [rosters], subject: ada }))
    for (const who of [person(bea), visitor, { is: 'staff', id: randomUUID(), subject: bea } as const])
      await expect(ends(who)).rejects.toThrow('is ended by its person')
    expect(await names(world, rosters)).toEqual(['ada'])
    await ends(platform)
    expect(await names(world, rosters)).toEqual([])
  })

  it('is no service that somebody could take up where it does not perform a contract', async () => {
    const { world, ids } = await grown(['ada'])
    const ada = ids[0]!
    await expect(
      world.store.under(lessons, person(ada), work => takeUp(work, { activities: [hints], subject: ada })),
    ).rejects.toThrow("'club.hints' does not perform a contract")
  })

  it('is no service that somebody could take up before it is stated', async () => {
    const world = await aWorld({ modules: after, manifest: aManifest(after, { 'club.rosters': null }) })
    const ada = randomUUID()
    await expect(joins(world, ada)).rejects.toThrow(NotStated)
    expect(await world.rows('select from obhut.taken_up')).toEqual([])
  })

  it('finds what a person gives anew, for all that the statement of today states', async () => {
    const { world, ids } = await grown(['ada', 'bea'])
    const ada = ids[0]!
    const change = (ends: (work: Work<typeof accounts>, id: string) => Promise<void>): Promise<void> =>
      world.store.under(accounts, person(ada), async work => {
        const { id } = await work
          .over(account)
          .updateTable('people.account')
          .set({ name: 'ada lovelace', mail: 'lovelace@club.example' })
          .returning('id')
          .executeTakeFirstOrThrow()
        await ends(work, id)
      })
    await change(async () => {})
    expect(await names(world, hints)).toEqual([])
    await change((work, id) => givenAnew(work, account, [id]))
    expect([await names(world, hints), await names(world, rosters)]).toEqual([['ada lovelace'], ['ada lovelace']])
    expect(await world.rows('select version from people.account order by name')).toEqual([
      { version: 2 },
      { version: 1 },
    ])
    await expect(
      world.store.under(accounts, { is: 'staff', id: randomUUID(), subject: ada }, work =>
        givenAnew(work, account, [randomUUID()]),
      ),
    ).rejects.toThrow('only the person')
  })

  it('is on record: in the log, and in the copy of whoever took it up', async () => {
    const { world, ids } = await grown(['ada'])
    const ada = ids[0]!
    await joins(world, ada)
    const copied = []
    for await (const { rows } of copyOf(world.store, { kind: 'member', id: ada }, ['obhut.taken_up']))
      copied.push(...rows.map(({ activity: of, how }) => `${of}: ${how}`))
    expect(copied.sort()).toEqual(['club.lessons: taken up', 'club.rosters: taken up'])
    expect(await world.rows(`select what, rows from obhut.audit_entry where about = 'obhut.taken_up'`)).toEqual([
      { what: 'insert', rows: 2 },
    ])
  })
})
