import { describe, expect, it } from 'vitest'
import { ownsRows } from '../kernel/enforce/derive.ts'
import { alsoIn } from '../kernel/declare/persons.ts'
import { catalogueName, snake } from '../kernel/declare/table.ts'
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
      select n.nspname || '.' || c.relname || ' ' || a.attname as at from pg_index x join pg_class c on c.oid = x.indrelid join pg_namespace n on n.oid = c.relnamespace
      join pg_attribute a on a.attrelid = c.oid and a.attnum = x.indkey[0] where x.indpred is null`)
    const wanted = [
      ...tables.map(table => `${table} subject`),
      ...[...world.declarations.tables.values()].flatMap(table =>
        alsoIn(table).map(({ column }) => `${catalogueName(table)} ${snake(column)}`),
      ),
    ]
    expect(wanted.filter(one => !found.some(({ at }) => at === one))).toEqual([])
  })
  it('answers what is not there with a problem and a way on', async () => {
    const world = await aWholeWorld()
    expect((await world.visitor().get('/api/nothing')).body).toMatchObject({ status: 404, id: 'no-such-page' })
  })
})
