import { Client } from 'pg'
import { describe, expect, it } from 'vitest'
import { testCluster } from './cluster.ts'

describe('the cluster for tests', () => {
  it('lets a test in as administrator', async () => {
    const client = new Client(testCluster())
    await client.connect()
    const {
      rows: [row],
    } = await client.query('select current_user as who, version() as version')
    await client.end()
    expect(row).toEqual({ who: 'postgres', version: expect.stringMatching(/^PostgreSQL 18/) })
  })
})
