import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { inOneGo, type Planned } from '../../kernel/store/pipeline.ts'
import { testCluster } from './cluster.ts'
import { seenIn } from './recorded.ts'
import { seeStatements, writtenIn } from './statements-seen.ts'

seeStatements()
const cluster = testCluster()
const login = { user: `obhut_seen_${randomBytes(4).toString('hex')}`, password: randomBytes(12).toString('base64url') }
const purpose = `${login.user}_purpose`
const admin = new pg.Pool({ ...cluster, max: 1 })
const byAdmin = async (form: string, ...words: string[]): Promise<void> => {
  const {
    rows: [said],
  } = await admin.query<{ text: string }>('select format($1, variadic $2::text[]) as text', [form, words])
  await admin.query(said?.text ?? '')
}
beforeAll(async () => {
  await byAdmin('create role %I login password %L', login.user, login.password)
  await byAdmin('create role %I role %I', purpose, login.user)
})
afterAll(async () => {
  await byAdmin('drop role %I, %I', purpose, login.user)
  await admin.end()
})

it('sees what the platform asks, however it goes out, and nothing of the administrator', async () => {
  const { roles, tables } = seenIn(cluster.database)
  const pool = new pg.Pool({ ...cluster, ...login, max: 1, pipeline: true } as pg.PoolConfig)
  const client = await pool.connect()
  const as = (role: string): Planned => ({ name: 'as', text: `select set_config('role', $1, true)`, values: [role] })
  const writes = { name: 'writes', text: 'insert into seen.planned values (1)' }
  await inOneGo(client, [as(login.user)], { text: 'select 1' })
  expect([...roles]).toEqual([login.user])
  // Known to the connection by now, it goes along by its name only.
  await inOneGo(client, [as(purpose)], { text: 'select 1' })
  expect([...roles]).toEqual([login.user, purpose])

  // None of these tables is there.
  const asked = await Promise.allSettled([
    client.query('insert into seen.plainly values (1)'),
    client.query(writes),
    admin.query('insert into seen.by_the_test values (1)'),
  ])
  expect(asked.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
  expect([...tables]).toEqual(['seen.plainly', 'seen.planned'])
  client.release(true)
  await pool.end()
})

it('does not take for use what is asked of every table, whether anything is there or not', () => {
  const everywhere = [
    `update "homes"."claim" set restricted = 'held' where subject = $1`,
    `update "homes"."claim" t set restricted = null where t."subject" = $1`,
  ]
  expect(everywhere.flatMap(writtenIn)).toEqual([])
  expect(writtenIn(`update "homes"."claim" t set "name" = $1`)).toEqual(['homes.claim'])
})
