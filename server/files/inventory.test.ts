import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { backUp } from '../../kernel/backup/backup.ts'
import { opener } from '../../kernel/backup/store-for-test.ts'
import { findings } from '../../kernel/proof/findings.ts'
import { proveFiles } from '../../kernel/proof/files.ts'
import { kernel } from '../kernel-module.ts'
import { embeddedPostgres } from '../postgres/embedded.ts'
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
  it('hold no secret that others can read', async () => {
    await chmod(join(data, 'secret'), 0o644)
    expect(await against()).toEqual(['data/secret can be read by other users of the machine'])
    await chmod(join(data, 'secret'), 0o600)
  })
})
