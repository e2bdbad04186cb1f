import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { aHousehold } from '../clauses/home/household.ts'
import { plant, vouchedFor } from '../clauses/planting.ts'
import { backUp } from '../kernel/backup/backup.ts'
import { restoredInto } from '../kernel/backup/store-for-test.ts'
import { proveNow } from '../kernel/proof/prove-for-test.ts'
import { databaseIn } from '../server/startup/database.ts'
import { everyModule } from '../server/modules.ts'
import type { EmbeddedPostgres } from '../server/postgres/embedded.ts'
import { aWholeWorld } from '../server/testing/whole-world.ts'
import { testSecret, type World } from '../server/testing/world.ts'
import { dumpOf } from '../clauses/dump.ts'
import { aPostgres, released } from './versions/postgres-of.ts'
import { whole } from './whole.ts'

const versions: readonly (string | undefined)[] = whole ? released : [undefined]
let count = 0
const aDatabaseIn = ({ admin }: EmbeddedPostgres) => databaseIn(admin, `store${++count}`, testSecret)

/** A store with rows in every table about customers, on a server of this version. */
async function aStoreOn(postgres: EmbeddedPostgres, ledger: string): Promise<World> {
  const world = await aWholeWorld({
    manifest: 'home',
    cluster: postgres.admin,
    database: await aDatabaseIn(postgres),
    ledger,
  })
  const { id } = await aHousehold(world, 'ida@example.org', { lastName: 'Grün \\"ß' })
  await world.jobs.stop()
  await plant(world, id, 'version', { into: table => !vouchedFor(table) })
  return world
}

/**
 * What a customer's rows look like, wherever they lie: in the order of their text, because a server may keep them in
 * any.
 */
const rowsOf = async (world: World): Promise<string[]> => {
  const tables = (await dumpOf(world)).split('\n-- ').map(part => part.split('\n'))
  return tables
    .filter(([name = '']) => /^(-- )?(identity|homes|telemetry|mail|rights|statements)\./.test(name))
    .flatMap(([name, ...rows]) => rows.filter(Boolean).map(row => `${name?.replace('-- ', '')} ${row}`))
    .toSorted()
}

describe(`a backup from PostgreSQL ${versions.map(one => one?.split('.')[0] ?? 'as installed').join(', ')}`, () => {
  it('is restored into each of these, row for row, and the platform starts there and keeps its promises', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'obhut-versions-'))
    const servers = new Map<string | undefined, EmbeddedPostgres>()
    for (const version of versions) servers.set(version, await aPostgres(version))
    const pairs: string[] = []
    for (const [from, source] of servers) {
      const ledger = join(folder, `ledger ${from}`)
      const world = await aStoreOn(source, ledger)
      const file = join(folder, `${from}`, 'store.backup')
      await backUp(world.store, file, { secret: testSecret })
      const rows = await rowsOf(world)
      expect(rows.length).toBeGreaterThan(30)
      for (const [into, target] of servers) {
        const database = await aDatabaseIn(target)
        await restoredInto(database, everyModule, file, world.store.id)
        const again = await aWholeWorld({ manifest: world.written.source, cluster: target.admin, database, ledger })
        expect([source.version, target.version, await rowsOf(again)]).toEqual([source.version, target.version, rows])
        expect([source.version, target.version, await proveNow(again)]).toEqual([source.version, target.version, []])
        pairs.push(`${from ?? source.version} to ${into ?? target.version}`)
        await again.stop()
      }
      await world.stop()
    }
    expect(pairs).toHaveLength(versions.length ** 2)
    console.log(`restored: ${pairs.join(', ')}`)
  }, 1_800_000)
})
