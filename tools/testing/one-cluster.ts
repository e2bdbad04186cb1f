// One PostgreSQL for all tests of a run: a copy of what an earlier one kept, thrown away with the run.
import { accessSync, constants, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import type { TestProject } from 'vitest/node'
import { embeddedPostgres, type AdminConnection } from '../../server/postgres/embedded.ts'
import { keptCluster } from './kept-cluster.ts'
import { clearAwayAfterKilledRuns, runFolder } from './run-folders.ts'

/** Where files are memory: hundreds of databases are made, used for seconds and thrown away. */
const memory = '/dev/shm'
/** What all databases of a run that are there at one time need at most, with room to spare; in bytes. */
const roomNeeded = 4e9

interface OneCluster {
  readonly admin: AdminConnection
  stop(): Promise<void>
}
interface Shared {
  readonly started: Promise<OneCluster>
  users: number
}

/** Each project of a run has its own copy of this module, and all the same cluster. */
const here = globalThis as { clusterOfTests?: Shared | undefined }

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const shared = (here.clusterOfTests ??= { started: oneCluster(), users: 0 })
  shared.users++
  const { admin, stop } = await shared.started
  project.provide('cluster', admin)
  return async () => {
    shared.users--
    if (shared.users > 0) return
    here.clusterOfTests = undefined
    await stop()
  }
}

async function oneCluster(): Promise<OneCluster> {
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
  return {
    admin: postgres.admin,
    async stop() {
      await kept.stopAndKeep(postgres, dir)
      await remove()
    },
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
