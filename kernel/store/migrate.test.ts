import { randomBytes, randomUUID } from 'node:crypto'
import { Client, type ClientBase } from 'pg'
import { describe, expect, it, onTestFinished } from 'vitest'
import { testCluster } from '../../tools/testing/cluster.ts'
import { traced } from '../problems/traced.ts'
import { migrate, MigrationFailed, type Migration } from './migrate.ts'

/** A database with somebody's flu in it. */
async function aDatabase(): Promise<ClientBase> {
  const admin = new Client(testCluster())
  await admin.connect()
  const name = `migrate_${randomBytes(6).toString('hex')}`
  await admin.query(`create database ${name}`)
  const client = new Client({ ...testCluster(), database: name })
  await client.connect()
  onTestFinished(async () => {
    await client.end()
    await admin.query(`drop database ${name}`)
    await admin.end()
  })
  await client.query(`
    create schema obhut; create table obhut.migration (name text primary key, hash text not null, at timestamptz not null);
    create schema opp; create table opp.person (id uuid primary key);
    create table opp.note (id uuid primary key, wording text, person_id uuid);
    insert into opp.note values ('${randomUUID()}', 'Ida has the flu', '${randomUUID()}'), ('${randomUUID()}', 'Ida has the flu', null)`)
  return client
}
const migration = (sql: string): Migration => ({ name: '202611300900_bad', sql, hash: 'x' })

describe('a migration that fails', () => {
  it.each([
    ['alter table opp.note alter column wording type integer using wording::integer', '22P02', []],
    ['create unique index wording_once on opp.note (wording)', '23505', ['table opp.note', 'constraint wording_once']],
    [
      `alter table opp.note add constraint is_short check (length(wording) < 3)`,
      '23514',
      ['table opp.note', 'constraint is_short'],
    ],
    [
      `alter table opp.note add constraint of_person foreign key (person_id) references opp.person`,
      '23503',
      ['table opp.note', 'constraint of_person'],
    ],
    [`alter table opp.note alter person_id set not null`, '23502', ['table opp.note', 'column person_id']],
    [`do $$ declare x integer; begin select wording into x from opp.note; end $$`, '22P02', []],
    [`do $$ begin execute 'select ' || (select wording from opp.note limit 1); end $$`, '42601', []],
    ['select 1;\n\nalter table opp.nowhere add x int', '42P01', []],
    ['select 1;\nselect wordin from opp.note', '42703', ['line 2']],
  ])('%s', async (sql, code, names) => {
    const client = await aDatabase()
    const failure = await migrate(client, [migration(sql)], new Date()).then(
      () => undefined,
      (error: unknown) => error,
    )
    expect(failure).toBeInstanceOf(MigrationFailed)
    const { message } = failure as MigrationFailed
    expect(message).toMatch(/^migration 202611300900_bad failed/)
    for (const name of [...names, code]) expect(message).toContain(name)
    for (const said of [message, traced(failure)]) {
      expect(said).not.toMatch(/Ida|flu/)
      expect(said).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}/)
    }
  })
  it('is told with its place where somebody asks, and without the values that the database names', async () => {
    const client = await aDatabase()
    const raw = await client
      .query('select wording::integer from opp.note')
      .catch((error: unknown) => new Error('it failed', { cause: error }))
    expect(traced(raw)).toMatch(
      /^Error: it failed\n +at [^]+\ncaused by DatabaseRefusal: the database refused with 22P02\n +at /,
    )
    expect(traced(raw)).not.toMatch(/Ida|flu/)
  })
})
