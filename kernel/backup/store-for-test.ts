import { randomUUID } from 'node:crypto'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Module } from '../../platform/module.ts'
import { databaseIn, type Database } from '../../server/startup/database.ts'
import { asOwner, migrationsOf } from '../../server/startup/foundation.ts'
import { aWorld, testSecret, type World } from '../../server/testing/world.ts'
import { testCluster } from '../../tools/testing/cluster.ts'
import { systemClock } from '../clock/clock.ts'
import type { KeySource } from '../vault/generations.ts'
import { keysBeside } from './backup.ts'
import type { Opener } from './container.ts'
import { restore, type Restored } from './restore.ts'

export const opener = { secret: testSecret }
export const aBackupFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'obhut-backups-'))
export const anEmptyDatabase = (): Promise<Database> =>
  databaseIn(testCluster(), `empty_${randomUUID().replaceAll('-', '')}`, testSecret)

/** Restores a backup of a world's store into an empty database. */
export const restoredInto = async (
  database: Database,
  modules: readonly Module[],
  file: string,
  store: string,
  vault?: KeySource,
  by: Opener = opener,
): Promise<Restored> => {
  const migrations = await migrationsOf(modules)
  return asOwner(database, owner =>
    restore({
      owner,
      file,
      keys: keysBeside(file, store),
      opener: by,
      migrations,
      now: systemClock().now(),
      ...(vault && { vault }),
    }),
  )
}

/** A platform on a backup, with the ledger of the store that was backed up. */
export async function onBackup(world: World, modules: readonly Module[], file: string): Promise<World> {
  const database = await anEmptyDatabase()
  await restoredInto(database, modules, file, world.store.id)
  return aWorld({ modules, database, ...(world.store.ledger && { ledger: world.store.ledger.place }) })
}
