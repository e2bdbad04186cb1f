import { randomUUID } from 'node:crypto'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { beforeAll, describe, expect, it } from 'vitest'
import { days } from '../clock/clock.ts'
import { markOfErased } from '../enforce/mark-of-erased.ts'
import { eraseSubject } from '../rights/erase.ts'
import { card, cards, lending, library, librarySql, loan, visit, visits } from '../store/example-for-test.ts'
import type { DeskRole } from '../enforce/roles.ts'
import { person, platform } from '../store/work.ts'
import type { Module } from '../../platform/module.ts'
import { everyModule } from '../../server/modules.ts'
import { kernel } from '../../server/kernel-module.ts'
import { aManifest } from '../../server/testing/manifest.ts'
import { aWorld, type World } from '../../server/testing/world.ts'
import { promisesOf } from '../statement/promises.ts'
import { speaksAbout, stepsOfProof, type Check } from './checks.ts'
import { findings } from './findings.ts'
import { declaredActivities, declaredTables, type ProofContext } from './context.ts'
import { lookAtAll } from './prove.ts'
import { against, proofOf } from './prove-for-test.ts'

let modules: readonly Module[]
beforeAll(async () => {
  const directory = await mkdtemp(join(tmpdir(), 'library-'))
  await writeFile(join(directory, '20261122_library.sql'), librarySql)
  modules = [kernel, library(directory)]
})

const broken = async (world: World): Promise<string[]> =>
  (await proofOf(world)).promises.filter(one => !one.holds).map(({ id }) => id)

async function aLoan(world: World, returnedAt: Date | null = null): Promise<void> {
  const id = randomUUID()
  await world.store.under(cards, person(id), async work => {
    const { id: cardId } = await work
      .over(card)
      .insertInto('library.card')
      .values({ name: 'Ida', address: 'a street' })
      .returning('id')
      .executeTakeFirstOrThrow()
    await work.under(lending, person(id), inner =>
      inner.over(loan).insertInto('library.loan').values({ cardId, title: 'a book', returnedAt }).execute(),
    )
  })
}

describe('somebody who was erased', () => {
  it('is named by no row: the proof counts those that an erasure passed over', async () => {
    const world = await aWorld({ modules })
    await aLoan(world)
    await aLoan(world)
    const [loaned] = await world.rows<{ subject: string }>('select subject from library.loan limit 1')
    if (!loaned) throw new Error('somebody has borrowed a book')
    await eraseSubject(world.store, { kind: 'reader', id: loaned.subject })
    expect(await against(world)).toEqual([])
    const [kept] = await world.rows<{ subject: string }>('select subject from library.loan where restricted is null')
    if (!kept) throw new Error('somebody else has, too')
    await world.rows(
      `insert into obhut.erased (mark, at, keyed) values (${markOfErased('$1::uuid')}, now(), true) returning 1`,
      [kept.subject],
    )
    const fallen = (await proofOf(world)).promises.filter(one => !one.holds)
    expect(fallen.map(({ id }) => id)).toEqual(['statement/rights'])
    expect(fallen.flatMap(one => one.against)).toEqual(
      expect.arrayContaining(['1 of 1 rows of library.loan are about people who were erased, and no law keeps them']),
    )
  }, 300_000)
})

describe('a proof', () => {
  it('holds for a system that nobody tampered with, and shows what it looked at', async () => {
    const world = await aWorld({ modules })
    const returned = new Date(world.clock.now().getTime() - days(3))
    await aLoan(world, returned)
    const proof = await proofOf(world)
    expect(proof.promises.filter(one => !one.holds)).toEqual([])
    const keep = proof.promises.find(({ id }) => id === 'library.lending/keep')
    expect(keep?.evidence.find(({ from }) => from === 'rows')).toMatchObject({ rows: 1, oldest: returned })
  }, 60_000)
  it('names the clauses that a promise carries', async () => {
    const world = await aWorld({
      modules,
      manifest: aManifest(modules, {}, { clauses: { 'home/1-a': ['library.lending/keep'] } }),
    })
    expect((await proofOf(world)).promises.find(({ id }) => id === 'library.lending/keep')?.clauses).toEqual([
      'home/1-a',
    ])
  })
  it('changes nothing', async () => {
    const world = await aWorld({ modules })
    const all = `select (select count(*) from pg_class) as tables, (select count(*) from pg_policy) as policies, (select count(*) from pg_namespace) as schemas, (select count(*) from obhut.audit_entry) as entries`
    const before = await world.rows(all)
    await proofOf(world)
    expect(await world.rows(all)).toEqual(before)
  })
})

const desk = (world: World, task: DeskRole): string => pg.escapeIdentifier(world.store.roles.desk(task))
const role = (world: World, activity: string): string => pg.escapeIdentifier(world.store.roles.of(activity))

describe('exactly the promise falls that is broken by', () => {
  it.each<[what: string, sql: (world: World) => string, falls: string[]]>([
    [
      'a column granted to another purpose beyond what it may read',
      world => `grant select (address) on library.card to ${role(world, 'library.marketing')}`,
      ['library.marketing/reads/library.card'],
    ],
    [
      'a table granted to an activity that has no business there',
      world => `grant select on library.loan to ${role(world, 'library.marketing')}`,
      ['library.lending/purpose'],
    ],
    ['a table granted to everybody', () => 'grant select on library.card to public', ['library.cards/purpose']],
    [
      'a privilege taken away',
      world => `revoke delete on library.visit from ${role(world, 'library.visits')}`,
      ['library.visits/purpose'],
    ],
    [
      'erasure that may no longer delete',
      world => `revoke delete on library.loan from ${desk(world, 'rights')}`,
      ['statement/rights'],
    ],
    [
      'a sweep that may no longer delete',
      world => `revoke delete on library.loan from ${desk(world, 'sweep')}`,
      ['library.lending/end/library.loan'],
    ],
    [
      'a policy that was dropped',
      () => 'drop policy "library.marketing" on library.card',
      ['library.marketing/reads/library.card'],
    ],
    [
      'a policy that was loosened',
      () => 'alter policy "library.cards" on library.card using (true)',
      ['library.cards/purpose'],
    ],
    [
      'a policy that somebody added',
      () => 'create policy handy on library.loan using (true)',
      ['library.lending/purpose'],
    ],
    [
      'row security that was switched off',
      () => 'alter table library.reminder disable row level security',
      ['library.lending/purpose'],
    ],
    ['a column that nobody declared', () => 'alter table library.loan add note text', ['library.lending/data']],
    [
      'a column of another type',
      () => 'alter table library.visit alter room type varchar(10)',
      ['library.visits/data/library.visit.room'],
    ],
    ['a table that nobody declared', () => 'create table library.notes (text text)', ['statement/activities']],
    ['a schema that nobody declared', () => 'create schema attic', ['statement/activities']],
    [
      'a copy that outlives erasure',
      () => 'create materialized view library.names as select title from library.book',
      ['statement/activities'],
    ],
    [
      "a function that lends its owner's rights",
      () =>
        `create function library.peek() returns bigint language sql security definer as 'select count(*) from library.card'`,
      ['statement/activities'],
    ],
    [
      'a foreign key that cascades',
      () =>
        'alter table library.reminder drop constraint reminder_loan_id_fkey, add foreign key (loan_id) references library.loan on delete cascade deferrable',
      ['library.lending/end/library.reminder'],
    ],
    [
      'an address that stays taken by whom a law keeps',
      () => 'create unique index card_address on library.card (address)',
      ['library.cards/end/library.card'],
    ],
    [
      'a row beyond its period',
      () => `insert into library.visit (at, room) values ('2020-01-01', 'hall')`,
      ['library.visits/keep', 'library.visits/end/library.visit'],
    ],
    [
      'a published text that was changed',
      () => `update obhut.statement set manifest = manifest || ' '`,
      ['statement/versions'],
    ],
    [
      'an activity that sees rows without being stated',
      world => `insert into obhut.stated values (${world.store.inForce.version}, 'library.other')`,
      ['statement/activities'],
    ],
    [
      'a log that takes entries of other activities from whoever writes',
      () => 'alter table obhut.audit_entry_arriving drop constraint of_its_own_activity',
      ['statement/measures'],
    ],
    [
      'a log that notes no arrival',
      () => 'alter table obhut.audit_entry_arriving alter arrived drop default',
      ['statement/measures'],
    ],
    [
      'a log that takes a mark of expiry from whoever writes',
      world => `grant insert (up_to) on obhut.audit_entry_arriving to ${role(world, 'library.cards')}`,
      ['kernel.accountability/purpose'],
    ],
    [
      'data that went to somebody unnamed',
      () =>
        `insert into obhut.disclosure (at, recipient, activity, fields, ground, subject) select since + interval '1 minute', 'stranger', 'library.cards', '{name}', 'none', gen_random_uuid() from obhut.in_force`,
      ['statement/disclosure'],
    ],
    [
      'data that went to somebody named elsewhere',
      () =>
        `insert into obhut.disclosure (at, recipient, activity, fields, ground, subject) select since + interval '1 minute', 'post', 'library.cards', '{name}', 'none', gen_random_uuid() from obhut.in_force`,
      ['library.cards/recipients'],
    ],
  ])('%s', async (_, sql, falls) => {
    const world = await aWorld({ modules })
    // What the platform does by itself (the sweep above all) would put some of it right again.
    await world.jobs.stop()
    await world.store.asOwner(owner => owner.query(sql(world)))
    expect(new Set(await broken(world))).toEqual(new Set(falls))
  })

  it.each<[what: string, sql: (world: World) => string, falls: string[]]>([
    [
      'a rule that makes other statements of those that are asked',
      () => 'create rule also as on insert to library.loan do also select 1',
      ['statement/activities'],
    ],
    [
      'a publication, by which rows leave the database',
      () => 'create publication elsewhere for table library.loan',
      ['statement/activities'],
    ],
    ['a large object', () => `select lo_from_bytea(0, convert_to('Ida owes', 'UTF8'))`, ['statement/activities']],
    [
      'an extension that nobody declared',
      () => 'create extension if not exists pg_trgm schema public',
      ['statement/activities'],
    ],
  ])('%s, made by the superuser', async (_, sql, falls) => {
    const world = await aWorld({ modules })
    await world.rows(sql(world))
    expect(new Set(await broken(world))).toEqual(new Set(falls))
  })

  // Roles belong to the whole cluster, so these are put right again.
  it.each<[what: string, sql: (world: World) => string, undone: (world: World) => string, falls: string[]]>([
    [
      'a role that passes by policies',
      world => `alter role ${role(world, 'library.cards')} bypassrls`,
      world => `alter role ${role(world, 'library.cards')} nobypassrls`,
      ['library.cards/purpose'],
    ],
    [
      'a role that one can sign in as',
      world => `alter role ${role(world, 'library.cards')} login`,
      world => `alter role ${role(world, 'library.cards')} nologin`,
      ['library.cards/purpose'],
    ],
    [
      'a login that may become what sees everything',
      world => `grant ${desk(world, 'rights')} to ${pg.escapeIdentifier(world.store.roles.app)}`,
      world => `revoke ${desk(world, 'rights')} from ${pg.escapeIdentifier(world.store.roles.app)}`,
      ['statement/measures'],
    ],
    [
      'text that a login keeps among its settings',
      world => `alter role ${pg.escapeIdentifier(world.store.roles.app)} set application_name = 'ida@example.org'`,
      world => `alter role ${pg.escapeIdentifier(world.store.roles.app)} reset application_name`,
      ['statement/measures'],
    ],
    [
      'a role of an activity that is gone',
      world => `create role ${role(world, 'library.gone')}`,
      world => `drop role ${role(world, 'library.gone')}`,
      ['statement/activities'],
    ],
    [
      'an activity that may become another',
      world => `grant ${role(world, 'library.cards')} to ${role(world, 'library.marketing')}`,
      world => `revoke ${role(world, 'library.cards')} from ${role(world, 'library.marketing')}`,
      ['library.cards/purpose', 'library.marketing/purpose'],
    ],
  ])('%s', async (_, sql, undone, falls) => {
    const world = await aWorld({ modules })
    await world.rows(sql(world))
    try {
      expect(await broken(world)).toEqual(falls)
    } finally {
      await world.rows(undone(world))
    }
  })

  it('a reference to nobody, which the check on arrival should have seen', async () => {
    const world = await aWorld({ modules })
    await aLoan(world)
    await world.rows(`update library.loan set handled_by = gen_random_uuid()`)
    expect(await broken(world)).toEqual(['library.lending/data/library.loan.handledBy'])
    expect(await against(world)).toEqual([
      `1 of 1 rows of library.loan refer by 'handledBy' to a row of library.card that is not there`,
    ])
  })
  it('rows under an activity that is not stated', async () => {
    const manifest = aManifest(modules, { 'library.marketing': null, 'library.cards': null, 'library.lending': null })
    const world = await aWorld({ modules, manifest })
    await world.rows(`insert into library.card (name, address, subject) values ('Ida', 'a street', gen_random_uuid())`)
    expect(await broken(world)).toEqual(['statement/activities'])
  })
  it('what each check speaks about falls with it, and no check speaks about anything else', async () => {
    const world = await aWorld({ modules: everyModule })
    const context: ProofContext = {
      declared: world.store.declarations,
      roles: world.store.roles,
      manifest: world.stating.manifest,
      stated: world.store.inForce,
      now: world.clock.now(),
    }
    const found = findings()
    const ids = promisesOf(context.manifest, declaredActivities(context), declaredTables(context)).map(({ id }) => id)
    await lookAtAll(
      {
        store: world.store,
        manifest: context.manifest,
        hash: world.written.hash,
        periods: await world.periods(),
        versions: await world.versions(),
        deep: true,
      },
      { context, ids, found },
    )
    expect([...found.spoken.keys()]).toEqual([...stepsOfProof, 'manifest', 'ways', 'files', 'pages', 'told'])
    const beyond = [...found.spoken].flatMap(([check, promises]) =>
      [...promises]
        .filter(promise => !speaksAbout(check as Check, context)(promise))
        .map(promise => `${check}: ${promise}`),
    )
    expect(beyond).toEqual([])
  })
  it('what could not be checked, while all other checks come to their verdict', async () => {
    const world = await aWorld({ modules: everyModule })
    const fine = await proofOf(world)
    expect(fine.promises.filter(one => !one.holds)).toEqual([])
    // A version of the statement in a time zone that nobody knows, and what the proof may not read.
    await world.rows('update obhut.statement set material = true, told_at = $1', [world.clock.now()])
    await world.rows(
      `insert into obhut.statement select (jsonb_populate_record(s, '{"version": 0, "in_force_since": "2020-01-01T00:00:00Z", "outline": {"lead": "P14D", "timeZone": "Nowhere"}}')).* from obhut.statement s`,
    )
    await world.rows(`revoke select on obhut.audit_seal, obhut.objection from ${desk(world, 'proof')}`)
    const proof = await proofOf(world)
    const unchecked = proof.promises.filter(one => one.against.some(says => says.includes('could not be checked')))
    const told = (check: string, id: string) =>
      unchecked.some(
        one => one.id === id && one.against.some(says => says.startsWith(`it could not be checked (${check})`)),
      )
    expect([
      told('in force', 'statement/changes'),
      told('asked for', 'statement/right/A21'),
      told('log', 'statement/measures'),
    ]).toEqual([true, true, true])
    for (const id of [
      'identity.account/end/identity.account',
      'kernel.accountability/backups',
      'statement/countries',
      'statement/disclosure',
    ]) {
      expect(proof.promises.find(one => one.id === id)).toMatchObject({ holds: true })
      expect(proof.promises.find(one => one.id === id)?.evidence.length).toBe(
        fine.promises.find(one => one.id === id)?.evidence.length,
      )
    }
  })
  it('a table that cannot be looked at, while all others still are', async () => {
    const world = await aWorld({ modules })
    await world.rows('alter table library.visit rename at to moment')
    expect(new Set(await broken(world))).toEqual(
      new Set([
        'library.visits/data',
        'library.visits/data/library.visit.at',
        'library.visits/keep',
        'library.visits/end/library.visit',
        'library.visits/purpose',
      ]),
    )
  })
})

describe('what a sweep should have removed', () => {
  it('breaks nothing on the day that it is due, and a promise two days later', async () => {
    const world = await aWorld({ modules })
    // The sweep of the platform would take away what this is about.
    await world.jobs.stop()
    await world.store.under(visits, platform, work =>
      work.over(visit).insertInto('library.visit').values({ at: work.now, room: 'hall' }).execute(),
    )
    const at = (moment: number): Promise<unknown> =>
      world.rows('update library.visit set at = $1', [new Date(world.clock.now().getTime() - moment)])
    await at(days(7.5))
    expect(await broken(world)).toEqual([])
    await at(days(9.5))
    expect(await broken(world)).toEqual(['library.visits/keep', 'library.visits/end/library.visit'])
  })
})
