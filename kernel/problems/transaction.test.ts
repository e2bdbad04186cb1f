import { readFile } from 'node:fs/promises'
import { glob } from 'node:fs/promises'
import pg from 'pg'
import { afterAll, describe, expect, it } from 'vitest'
import { testCluster } from '../../tools/testing/cluster.ts'
import { transaction, trial, unusableSince } from './transaction.ts'

const pool = new pg.Pool({ ...testCluster(), max: 1 })
pool.on('error', () => {})
pool.on('connect', client => {
  client.on('error', () => {})
})
afterAll(() => pool.end())

const onClient = async (test: (client: pg.PoolClient) => Promise<void>) => {
  const client = await pool.connect()
  await client.query('create temporary table said (word text)')
  await test(client).finally(() => {
    client.release(true)
  })
}
const said = async (client: pg.PoolClient) => (await client.query('select word from said')).rows.map(row => row.word)
const say = (client: pg.PoolClient, word: string) => client.query('insert into said values ($1)', [word])
const inOne = async (client: pg.PoolClient) =>
  (await client.query('select now() <> statement_timestamp() as is')).rows[0].is as boolean

describe('a transaction', () => {
  it('keeps what was done in it', () =>
    onClient(async client => {
      expect(await transaction(client, () => say(client, 'one').then(() => 'done'))).toBe('done')
      expect([await said(client), await inOne(client)]).toEqual([['one'], false])
    }))
  it('keeps nothing where the work throws, or where it passes over what the database refused', () =>
    onClient(async client => {
      const thrown = transaction(client, async () => {
        await say(client, 'one')
        throw new Error('a plain error')
      })
      await expect(thrown).rejects.toThrow('a plain error')
      const passedOver = transaction(client, async () => {
        await say(client, 'one')
        await client.query('select 1 / 0').catch(() => {})
      })
      await expect(passedOver).rejects.toMatchObject({ name: 'RolledBack' })
      expect([await said(client), await inOne(client), unusableSince(client)]).toEqual([[], false, undefined])
    }))
  it('that cannot be ended leaves a connection that serves nobody else', () =>
    onClient(async client => {
      const lost = transaction(client, () => client.query('select pg_terminate_backend(pg_backend_pid())'))
      await expect(lost).rejects.toThrow()
      expect(unusableSince(client)).toBeInstanceOf(Error)
    }))
  it('on trial shows what it made and keeps nothing', () =>
    onClient(async client => {
      const seen = await trial(client, async () => {
        await say(client, 'one')
        return said(client)
      })
      expect([seen, await said(client)]).toEqual([['one'], []])
    }))
})

describe('begin, commit and rollback', () => {
  it('are said in one place', async () => {
    const found: string[] = []
    for await (const file of glob('{kernel,server,platform}/**/*.ts')) {
      if (file.endsWith('.test.ts') || file === 'kernel/problems/transaction.ts') continue
      const text = await readFile(file, 'utf8')
      if (/\.query\(\s*['"`](begin|commit|rollback|start transaction)(?! to\b)/i.test(text)) found.push(file)
    }
    // A commit that goes out with the next beginning.
    expect(found).toEqual([])
  })
})
