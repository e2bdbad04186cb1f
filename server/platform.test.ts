import { describe, expect, it } from 'vitest'
import { ownsRows } from '../kernel/enforce/derive.ts'
import { catalogueName } from '../kernel/declare/table.ts'
import { everyModule } from './modules.ts'
import { aWholeWorld } from './testing/whole-world.ts'

describe('a platform', () => {
  it('starts from a manifest and tells its API', async () => {
    const world = await aWholeWorld()
    const got = await world.visitor().get('/api/openapi.json')
    expect(got.status).toBe(200)
    expect(got.body.openapi).toBe('3.1.0')
  })
  it('finds the rows of one person in every table by an index, whatever else is asked of them', async () => {
    const world = await aWholeWorld({ modules: everyModule })
    const tables = [...world.declarations.tables.values()].filter(ownsRows).map(catalogueName)
    expect(tables.length).toBeGreaterThan(30)
    // One over some of the rows does not help: copy and erasure ask for all of them, restricted ones too.
    const found = await world.rows<{ at: string }>(`
      select n.nspname || '.' || c.relname as at from pg_index x join pg_class c on c.oid = x.indrelid join pg_namespace n on n.oid = c.relnamespace
      join pg_attribute a on a.attrelid = c.oid and a.attnum = x.indkey[0] where a.attname = 'subject' and x.indpred is null`)
    expect(tables.filter(table => !found.some(({ at }) => at === table))).toEqual([])
  })
  it('answers what is not there with a problem and a way on', async () => {
    const world = await aWholeWorld()
    expect((await world.visitor().get('/api/nothing')).body).toMatchObject({ status: 404, id: 'no-such-page' })
  })
})
