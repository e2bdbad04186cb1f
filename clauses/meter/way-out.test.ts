import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { storeElsewhere } from '../../kernel/recipients/elsewhere.ts'
import { databaseAt } from '../../server/startup/database.ts'
import { declarationsOf, lay } from '../../server/startup/foundation.ts'
import { manifestFrom } from '../../server/statement/manifest.ts'
import { everyModule } from '../../server/modules.ts'
import { testSecret, type World } from '../../server/testing/world.ts'
import { seenHere, undeclared } from '../../tools/testing/recorded.ts'
import { clause, platformOf } from '../clause.ts'

const file = 'statements/meter.yaml'
const source = await readFile(join(import.meta.dirname, '../..', file), 'utf8')
let world: World
beforeAll(async () => {
  world = await platformOf('meter')
})

describe(clause('meter/5-b'), () => {
  it('names the data centre as a recipient with its place and contract', async () => {
    expect(world.stating.manifest.recipients.find(({ id }) => id === 'konzern')).toMatchObject({
      role: 'dpv:DataProcessor',
      country: 'DE',
      contract: { since: expect.any(String) },
    })
    expect((await world.visitor().get('/datenschutz')).text).toContain('Nordwerk Rechenzentrum GmbH')
  })
  it('a database on a host that is not declared stops the start, with the line and what mends it', async () => {
    const database = databaseAt('postgres://obhut:geheim@db.elsewhere.example:5432/obhut')
    const refused = lay({
      database,
      secret: testSecret,
      modules: everyModule,
      manifest: { source, file },
      kind: 'live',
    })
    await expect(refused).rejects.toThrow(
      /statements\/meter\.yaml:\d+:\d+ {2}DATABASE_URL leads to a host that no store of this manifest names[^]*hosts: \[db\.elsewhere\.example:5432\]/,
    )
    await expect(refused).rejects.not.toThrow(/geheim/)
  })
  it('one that is declared does not, nor one on this machine', () => {
    const { activities, tables } = declarationsOf(everyModule)
    const { manifest } = manifestFrom(source, file, [...activities.values()], [...tables.values()])
    const at = (host: string, port = 5432) => storeElsewhere(manifest, { host, port }, 'DATABASE_URL')
    expect([at('db.nordwerk-rz.example'), at('127.0.0.1'), at('/run/postgresql')]).toEqual([[], [], []])
    expect(at('db.nordwerk-rz.example', 5433)).toHaveLength(1)
  })
})

describe(clause('meter/5-c'), () => {
  it('a watch on the network sees declared recipients alone', async () => {
    await world.settle()
    const seen = seenHere()
    expect(seen.some(({ host }) => host.includes('.s.PGSQL.'))).toBe(true) // the watch sees something: the store
    expect(undeclared(seen)).toEqual([])
  })
})
