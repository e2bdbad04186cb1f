import { chmod, mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { backUp } from '../../kernel/backup/backup.ts'
import { opener } from '../../kernel/backup/store-for-test.ts'
import { findings } from '../../kernel/proof/findings.ts'
import { proveFiles } from '../../kernel/proof/files.ts'
import { kernel } from '../kernel-module.ts'
import { embeddedPostgres } from '../postgres/embedded.ts'
import { isOurs } from '../startup/instance.ts'
import { aWorld, type World } from '../testing/world.ts'
import { filesOf } from './inventory.ts'

let world: World
let data: string
let backups: string
beforeAll(async () => {
  world = await aWorld({ modules: [kernel] })
  data = join(await mkdtemp(join(tmpdir(), 'obhut-inventory-')), 'data')
  await mkdir(data)
  const postgres = await embeddedPostgres({ dir: join(data, 'postgres'), report: () => {} })
  await postgres.stop()
  for (const name of ['secret', 'vault']) await writeFile(join(data, name), 'x', { mode: 0o600 })
}, 120_000)
beforeEach(async () => {
  backups = await mkdtemp(join(tmpdir(), 'obhut-backups-'))
  await backUp(world.store, join(backups, 'one.backup'), opener)
})

const against = async (): Promise<readonly string[]> => {
  const found = findings()
  proveFiles(await filesOf(data, [backups]), found)
  return found.faults.map(({ says }) => says.replace(/obhut-backups-\w+/, 'backups'))
}

describe('the files of an installation', () => {
  it('are all known as they are made: a cluster, secrets, a backup with its wrapped keys', async () => {
    expect(await against()).toEqual([])
    expect((await filesOf(data, [backups])).filter(({ is }) => is === 'encrypted')).toHaveLength(2)
  })
  it.each([
    ['dump.sql', 'insert into people values (1)', 'dump.sql is nothing that this platform keeps there'],
    ['copy.backup', 'id,name\n1,Ada\n', 'copy.backup is a backup by its name and not encrypted'],
    [
      'dressed.backup',
      `{"is":"obhut backup 1","salt":"AAAAAAAAAAAAAAAAAAAAAA==","by":"secret"}\n${'id,name\n1,Ada\n'.repeat(50)}`,
      'dressed.backup is a backup by its name and not encrypted',
    ],
  ])('hold no plain copy beside a backup: %s', async (name, content, says) => {
    await writeFile(join(backups, name), content)
    expect(await against()).toEqual([expect.stringContaining(says)])
  })
  it.each([
    'people.csv',
    'postgres/dump.sql',
    'postgres/cluster/dump.sql',
    'postgres/cluster/base/people.csv',
    'copies',
  ])('hold no plain copy in the folder of the instance: %s', async name => {
    if (name === 'copies') await mkdir(join(data, name))
    else await writeFile(join(data, name), 'id,name')
    expect(await against()).toEqual([expect.stringContaining(`data/${name} is nothing that this platform keeps`)])
    await rm(join(data, name), { recursive: true })
  })
  it('hold PostgreSQL’s programs where they cannot be run in place', async () => {
    await mkdir(join(data, 'postgres/postgresql-18.4.0-beta.17/native/bin'), { recursive: true })
    expect(await against()).toEqual([])
    await rm(join(data, 'postgres/postgresql-18.4.0-beta.17'), { recursive: true })
  })
  it('hold no cluster any more where the store moved to a server', async () => {
    const found = findings()
    proveFiles(await filesOf(data, [backups], { embedded: false }), found)
    expect(found.faults.map(({ says }) => says)).toEqual([
      expect.stringContaining('data/postgres is nothing that this platform keeps'),
    ])
  })
  it('hold no secret that others can read', async () => {
    await chmod(join(data, 'secret'), 0o644)
    expect(await against()).toEqual(['data/secret can be read by other users of the machine'])
    await chmod(join(data, 'secret'), 0o600)
  })
  it('hold what a query spills onto the disk, alone and with others, and nothing else beside it', async () => {
    const spills = join(data, 'postgres/cluster/base/pgsql_tmp')
    await mkdir(join(spills, 'pgsql_tmp4711.3.fileset'), { recursive: true })
    await writeFile(join(spills, 'pgsql_tmp4711.0'), 'x')
    await writeFile(join(spills, 'pgsql_tmp4711.3.fileset/o1of1.p0.0'), 'x')
    expect(await against()).toEqual([])
    await writeFile(join(spills, 'dump.sql'), 'x')
    expect(await against()).toEqual([expect.stringContaining('pgsql_tmp/dump.sql is nothing')])
    await rm(spills, { recursive: true })
  })
  it.each(['vault.bak', 'vault.old-keys', 'ledger/entries-plain.csv', 'ledger/entries.csv', 'secret.txt'])(
    'are known by their whole names: %s is a copy',
    async name => {
      await mkdir(join(data, 'ledger'), { recursive: true })
      await writeFile(join(data, name), 'x', { mode: 0o600 })
      expect(await against()).toEqual([expect.stringContaining(`data/${name} is nothing that this platform keeps`)])
      await rm(join(data, name))
    },
  )
  it.each(['entries', 'entries.0a1b2c3d', 'entries.damaged'])('hold a ledger as it is made: %s', async name => {
    await mkdir(join(data, 'ledger'), { recursive: true })
    await writeFile(join(data, 'ledger', name), 'x')
    expect(await against()).toEqual([])
    await rm(join(data, 'ledger', name))
  })
  it.each(['postgres', 'ledger'])('may lie elsewhere, where %s leads to them', async name => {
    await mkdir(join(data, name), { recursive: true })
    const elsewhere = join(await mkdtemp(join(tmpdir(), 'obhut-elsewhere-')), name)
    await rename(join(data, name), elsewhere)
    await symlink(elsewhere, join(data, name))
    expect(await against()).toEqual([])
    await writeFile(join(elsewhere, 'dump.sql'), 'x')
    expect(await against()).toEqual([expect.stringContaining(`data/${name}/dump.sql is nothing`)])
    await rm(join(elsewhere, 'dump.sql'))
    await rm(join(data, name))
    await rename(elsewhere, join(data, name))
  })
  it('whose backups are not mounted are a finding, and the others are looked at all the same', async () => {
    const found = findings()
    proveFiles(await filesOf(data, [join(backups, 'not-mounted'), backups]), found)
    expect(found.faults.map(({ says }) => says)).toEqual([expect.stringContaining('not-mounted cannot be looked at')])
    expect(found.evidence.get('statement/measures')).toEqual([
      expect.objectContaining({ says: expect.stringContaining('2 of them are backups') }),
    ])
  })
  it('are looked at also beside a database elsewhere, and not where a folder is somebody else’s', () => {
    expect([data, backups, join(data, 'missing')].map(isOurs)).toEqual([true, false, false])
  })
  it('may change while somebody looks: a backup that begins, files that go and get other names', async () => {
    await writeFile(join(backups, 'two.backup.unfinished'), '')
    expect(await against()).toEqual([])
    await rm(join(backups, 'two.backup.unfinished'))
    const content = await readFile(join(backups, 'one.backup'))
    const base = join(data, 'postgres/cluster/base/4711')
    let on = true
    const changes = (async () => {
      while (on) {
        await mkdir(base)
        await Promise.all(Array.from({ length: 10 }, (_, at) => writeFile(join(base, String(at)), 'x')))
        await writeFile(join(backups, 'two.backup.unfinished'), content)
        await rename(join(backups, 'two.backup.unfinished'), join(backups, 'two.backup'))
        await rm(join(backups, 'two.backup'))
        await rm(base, { recursive: true })
      }
    })()
    for (let times = 0; times < 8; times++) expect(await against()).toEqual([])
    on = false
    await changes
  })
})
