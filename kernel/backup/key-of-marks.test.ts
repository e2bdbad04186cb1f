import { randomBytes, randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { kernel } from '../../server/kernel-module.ts'
import { asOwner, migrationsOf } from '../../server/startup/foundation.ts'
import { aWorld } from '../../server/testing/world.ts'
import { markOfErased } from '../enforce/mark-of-erased.ts'
import { migrate } from '../store/migrate.ts'
import { backUp } from './backup.ts'
import { makeRoomForKey, settleKey } from './key-of-marks.ts'
import { aBackupFolder, anEmptyDatabase, opener, restoredInto } from './store-for-test.ts'

const files = { file: 'a.backup', keys: 'a.keys' }

describe('the key of the marks of erased people', () => {
  it('that is missing among the wrapped keys keeps a backup with such marks from being restored', async () => {
    const world = await aWorld({ modules: [kernel] })
    const folder = await aBackupFolder()
    await world.rows(`insert into obhut.erased (mark, at, keyed) values (${markOfErased('$1::uuid')}, now(), true)`, [
      randomUUID(),
    ])
    await world.rows('truncate obhut.erasure_key')
    await backUp(world.store, join(folder, 'one.backup'), opener)
    await expect(
      restoredInto(await anEmptyDatabase(), [kernel], join(folder, 'one.backup'), world.store.id),
    ).rejects.toThrow(/does not hold the key by which .* knows who was erased/)
    await rm(folder, { recursive: true })
  })

  it.each(['and later backups match', undefined])('goes on where a backup is older than it: %s', async withKey => {
    const [database, migrations] = [await anEmptyDatabase(), await migrationsOf([kernel])]
    const [key, vera] = [randomBytes(32), randomUUID()]
    const found = await asOwner(database, async owner => {
      await migrate(
        owner,
        migrations.filter(({ name }) => name < '202611301421'),
        new Date(),
      )
      await owner.query('insert into obhut.erased (mark, at) values (sha256(uuid_send($1::uuid)), now())', [vera])
      await makeRoomForKey(owner)
      if (withKey) await owner.query('insert into obhut.erasure_key (key) values ($1)', [key])
      await settleKey(owner, files)
      await migrate(owner, migrations, new Date())
      const { rows } = await owner.query<{ key: Buffer; known: boolean; keyed: boolean; left: boolean }>(
        `select (select key from obhut.erasure_key) as key, mark = ${markOfErased('$1::uuid')} as known, keyed, to_regclass('obhut.restored_erased') is not null as left from obhut.erased`,
        [vera],
      )
      return rows
    })
    expect(found).toEqual([{ key: expect.any(Buffer), known: true, keyed: true, left: false }])
    expect(found[0]?.key.equals(key)).toBe(withKey !== undefined)
  })
})
