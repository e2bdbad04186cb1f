import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Client } from 'pg'
import { describe, expect, it } from 'vitest'
import { defineModule, type Module } from '../../platform/module.ts'
import { kernel } from '../../server/kernel-module.ts'
import { databaseIn, withClient, type Database } from '../../server/startup/database.ts'
import { aManifest } from '../../server/testing/manifest.ts'
import { aWorld, testSecret, type World } from '../../server/testing/world.ts'
import { testCluster } from '../../tools/testing/cluster.ts'
import { activity, type UsableActivity } from '../declare/activity.ts'
import { text } from '../declare/columns.ts'
import { owner, subject } from '../declare/subject.ts'
import { table, untilErasure, type AnyTable } from '../declare/table.ts'
import { contract, PersonalData, Purpose } from '../declare/terms.ts'
import { passwordOf } from '../store/store.ts'
import { person } from '../store/work.ts'
import { openToEverybody } from './outside-tables.ts'

const tenant = subject('tenant', { provenBy: [] })
const words = { de: 'Probe', en: 'Trial' }
const letting = (name: string, reads: Readonly<Record<string, readonly string[]>> = {}) =>
  activity(`attic.${name}`, { purposes: [Purpose.AccountManagement], basis: contract, title: words, words, reads })
const rooms = letting('rooms')
const roomTable = table('attic.room', {
  about: owner(tenant),
  under: rooms,
  until: untilErasure,
  columns: { name: text({ is: PersonalData.Name, from: 'the form' }) },
})
const keys = letting('keys', { 'attic.room': ['name'] })
const atticSql = `create schema attic;
  create table attic.room (id uuid primary key default gen_random_uuid(), name text not null,
    subject uuid not null default obhut.subject(), version integer not null default obhut.version(), restricted text collate "C");`

async function attic(
  activities: readonly UsableActivity[],
  keeps: readonly AnyTable[] = [roomTable],
): Promise<Module[]> {
  const migrations = await mkdtemp(join(tmpdir(), 'attic-'))
  await writeFile(join(migrations, '20261122_attic.sql'), atticSql)
  return [kernel, defineModule('attic', { subjects: [tenant], activities, keeps, migrations })]
}
/** A store of its own name, so that its roles are nobody else's. */
const aDatabase = (): Promise<Database> =>
  databaseIn(testCluster(), `attic_${randomBytes(6).toString('hex')}`, testSecret)

const signedIn = <R>(world: World, login: string, work: (client: Client) => Promise<R>): Promise<R> =>
  withClient({ ...world.database.place, user: login, password: passwordOf(testSecret, login) }, work)
const answers = (client: Client, sql: string): Promise<string> =>
  client.query(sql).then(
    () => 'done',
    (error: { code: string }) => error.code,
  )

describe('beside its tables', () => {
  it.each([
    `select lo_from_bytea(0, 'undeclared'::bytea)`,
    'select lo_create(0)',
    'select lo_creat(-1)',
    `select pg_logical_emit_message(false, 'x', 'undeclared')`,
    'create temporary table t (x int)',
    `create function pg_temp.f() returns int language sql as 'select 1'`,
    'create table attic.x (i int)',
    'create table public.x (i int)',
    'create schema x',
    'create extension pg_trgm',
    `comment on table attic.room is 'x'`,
    `copy (select 1) to '/tmp/x'`,
    `select pg_read_file('/etc/passwd')`,
    'truncate attic.room',
    'create publication p',
    `security label on table attic.room is 'x'`,
    `alter database postgres set obhut.x = 'y'`,
    `create role x`,
    `prepare transaction 'ida'`,
  ])('nobody who signs in keeps anything: %s', async sql => {
    const world = await aWorld({ modules: await attic([rooms]) })
    const { app, deskLogin, of, desk } = world.store.roles
    for (const [login, roles] of [
      [app, [app, of('attic.rooms')]],
      [deskLogin, [deskLogin, desk('rights'), desk('proof')]],
    ] as const)
      for (const role of roles)
        await signedIn(world, login, async client => {
          await client.query('begin')
          await client.query(`set local role "${role}"`)
          expect([role, await answers(client, sql)]).not.toEqual([role, 'done'])
        })
  })
  it('a copy that the server made of a database is closed like the one before', async () => {
    const [database, modules] = [await aDatabase(), await attic([rooms])]
    await (await aWorld({ modules, database })).stop()
    const name = `${database.place.database}_copy`
    await withClient(testCluster(), admin =>
      admin.query(`create database "${name}" template "${database.place.database}" owner obhut_owner`),
    )
    const copy = await aWorld({ modules, database: { ...database, place: { ...database.place, database: name } } })
    expect(copy.mended).toEqual(['Whoever may sign in to the server could come into this database; it was closed.'])
    expect(
      await copy.rows(`select has_database_privilege('public', current_database(), 'connect, temp') as anybody`),
    ).toEqual([{ anybody: false }])
  })
  it('a server that somebody else looks after says what it leaves open', async () => {
    const name = `attic_${randomBytes(6).toString('hex')}`
    await withClient(testCluster(), admin => admin.query(`create database "${name}" owner obhut_owner`))
    const { owner: login, place } = await aDatabase()
    const database = { owner: login, place: { ...place, database: name } }
    const modules = await attic([rooms])
    const world = await aWorld({ modules, database })
    const open = await withClient({ ...testCluster(), database: name }, openToEverybody)
    expect(open).toContain('lo_from_bytea(oid,bytea)')
    expect(world.mended).toEqual([expect.stringContaining(`${open.length} functions`)])
    expect(world.faults).toEqual([])
    await world.stop()
    await signedIn(world, world.store.roles.app, async client => {
      expect(await answers(client, `select lo_from_bytea(0, 'undeclared'::bytea)`)).toBe('done')
    })
    await expect(aWorld({ modules, database })).rejects.toThrow(/1 large objects are in the database/)
  })
})

describe('what a login says of itself', () => {
  it('does not outlast the next start: settings and password', async () => {
    const [database, modules] = [await aDatabase(), await attic([rooms])]
    const first = await aWorld({ modules, database })
    expect(first.mended).toEqual([])
    const { app, of } = first.store.roles
    await signedIn(first, app, async client => {
      await client.query(`alter role session_user set application_name = 'ida@example.org'`)
      await client.query(`alter role session_user set row_security = off`)
      await client.query(`alter role session_user set search_path = evil, pg_catalog`)
      await client.query(`set role "${of('attic.rooms')}"`)
      await client.query(`alter role current_user set application_name = 'otto@example.org'`)
      await client.query('reset role')
    })
    // A unit of work of whoever signs in after that sees no more than before.
    const [ida, otto] = [randomUUID(), randomUUID()]
    const second = await aWorld({ modules, database })
    expect(second.mended.filter(line => line.includes('settings that nobody declared'))).toHaveLength(2)
    await second.store.under(rooms, person(ida), work =>
      work.over(roomTable).insertInto('attic.room').values({ name: 'Ida' }).execute(),
    )
    expect(await second.store.under(rooms, person(otto), work => work.read(roomTable, 'name').execute())).toEqual([])
    expect(
      await second.rows(
        `select r.rolname, s.setconfig from pg_db_role_setting s join pg_roles r on r.oid = s.setrole where starts_with(r.rolname, $1) order by 1`,
        [of('')],
      ),
    ).toEqual(
      [app, second.store.roles.deskLogin].map(rolname => ({
        rolname,
        setconfig: ['jit=off', 'search_path=pg_catalog'],
      })),
    )
    await signedIn(second, app, client => client.query(`alter role session_user password 'another'`))
    await second.stop()
    const third = await aWorld({ modules, database })
    expect(third.mended).toEqual([`Login ${app} had another password; it was reset.`])
    expect(await third.store.under(rooms, person(ida), work => work.read(roomTable, 'name').execute())).toEqual([
      { name: 'Ida' },
    ])
    expect((await aWorld({ modules, database })).mended).toEqual([])
  })
})

describe('an activity that is gone', () => {
  it('leaves no role behind, no grant and no policy, and the start says so', async () => {
    const database = await aDatabase()
    const before = await aWorld({ modules: await attic([rooms, keys]), database })
    const gone = before.store.roles.of('attic.keys')
    expect(await before.rows('select from pg_roles where rolname = $1', [gone])).toHaveLength(1)
    await before.stop()
    const after = await aWorld({ modules: await attic([rooms]), database })
    expect(after.mended).toEqual([`Role ${gone} follows from no declaration; what it held here was taken away.`])
    expect(await after.rows('select from pg_roles where rolname = $1', [gone])).toEqual([])
    expect(await after.rows(`select from pg_policies where policyname = 'attic.keys'`)).toEqual([])
    expect((await aWorld({ modules: await attic([rooms]), database })).mended).toEqual([])
  })
  it('leaves a role that holds nothing here where a copy of the store needs it', async () => {
    const modules = await attic([rooms, keys])
    const database = await aDatabase()
    const before = await aWorld({ modules, database })
    const { of, app } = before.store.roles
    await before.stop()
    const copy = `${database.place.database}_copy`
    await withClient(testCluster(), admin =>
      admin.query(`create database "${copy}" template "${database.place.database}" owner obhut_owner`),
    )
    const after = await aWorld({ modules: await attic([rooms]), database, manifest: aManifest(await attic([rooms])) })
    expect(after.mended).toEqual([expect.stringContaining('another database of the server needs it')])
    await signedIn(after, app, async client => {
      await client.query(`set role "${of('attic.keys')}"`)
      expect(await answers(client, 'select name from attic.room')).toBe('42501')
    })
    await after.stop()
    await withClient(testCluster(), admin => admin.query(`drop database "${copy}" with (force)`))
    expect((await aWorld({ modules: await attic([rooms]), database })).mended).toEqual([
      `Role ${of('attic.keys')} follows from no declaration; what it held here was taken away.`,
    ])
  })
})

describe('a role that is missing', () => {
  it.each([
    ['renamed', (role: string) => `alter role "${role}" rename to "${role}s"`],
    ['dropped', (role: string) => `drop owned by "${role}"; drop role "${role}"`],
  ])('because somebody had it %s is made anew by the next start, with all that it holds', async (_, away) => {
    const [database, modules] = [await aDatabase(), await attic([rooms, keys])]
    const before = await aWorld({ modules, database })
    const ida = randomUUID()
    await before.store.under(rooms, person(ida), work =>
      work.over(roomTable).insertInto('attic.room').values({ name: 'Ida' }).execute(),
    )
    await before.rows(away(before.store.roles.of('attic.keys')))
    await before.stop()
    const after = await aWorld({ modules, database })
    expect(await after.store.under(keys, person(ida), work => work.read(roomTable, 'name').execute())).toEqual([
      { name: 'Ida' },
    ])
    expect(
      await after.rows('select from pg_roles where starts_with(rolname, $1)', [after.store.roles.of('attic.keys')]),
    ).toHaveLength(1)
    await after.stop()
    expect((await aWorld({ modules, database })).mended).toEqual([])
  })
})
