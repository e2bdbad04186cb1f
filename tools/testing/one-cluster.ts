// One PostgreSQL for all tests of a run: a copy of what an earlier one kept, thrown away with the run.
import { accessSync, constants, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import type { TestProject } from 'vitest/node'
import { embeddedPostgres } from '../../server/postgres/embedded.ts'
import { keptCluster } from './kept-cluster.ts'
import { clearAwayAfterKilledRuns, runFolder } from './run-folders.ts'

/** Where files are memory: hundreds of databases are made, used for seconds and thrown away. */
const memory = '/dev/shm'
/** What all databases of a run that are there at one time need at most, with room to spare; in bytes. */
const roomNeeded = 4e9

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await clearAwayAfterKilledRuns([tmpdir(), memory])
  const { dir, remove } = await runFolder(isRoomy(memory) ? memory : tmpdir())
  const kept = keptCluster()
  await kept.copyTo(dir)
  const postgres = await embeddedPostgres({
    dir,
    fsync: false,
    settings: {
      max_connections: '600',
      max_locks_per_transaction: '256',
      // Connections are many here, and their passwords guard nothing.
      scram_iterations: '1',
    },
  })
  project.provide('cluster', postgres.admin)
  return async () => {
    await kept.stopAndKeep(postgres, dir)
    await remove()
  }
}

function isRoomy(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK)
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize > roomNeeded
  } catch {
    return false // not every system has one
  }
}
