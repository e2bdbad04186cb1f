// One PostgreSQL for all tests of a run: a copy of what an earlier one kept, thrown away with the run.
import { accessSync, constants, mkdtempSync, readdirSync, rmSync, statfsSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { embeddedPostgres } from '../../server/postgres/embedded.ts'
import { keptCluster } from './kept-cluster.ts'
import { runningOn } from '../../server/postgres/postmaster.ts'

const prefix = 'obhut-test-'
/** Where files are memory: hundreds of databases are made, used for seconds and thrown away. */
const memory = '/dev/shm'
/** What all databases of a run that are there at one time need at most, with room to spare; in bytes. */
const roomNeeded = 4e9

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await clearAwayAfterKilledRuns()
  const dir = mkdtempSync(join(isRoomy(memory) ? memory : tmpdir(), prefix))
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
    rmSync(dir, { recursive: true, force: true })
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

/** The server of a killed run stops by itself; its files stay, and are large. */
async function clearAwayAfterKilledRuns(): Promise<void> {
  const ours = process.getuid?.()
  for (const dir of [tmpdir(), memory].flatMap(foldersIn)) {
    const { uid, mtimeMs } = statSync(dir, { throwIfNoEntry: false }) ?? {}
    const old = mtimeMs !== undefined && Date.now() - mtimeMs > 60_000 // a run that is just starting has no server yet
    if (uid === ours && old && !(await runningOn(join(dir, 'cluster')))) rmSync(dir, { recursive: true, force: true })
  }
}

const foldersIn = (folder: string): string[] =>
  statSync(folder, { throwIfNoEntry: false })
    ? readdirSync(folder)
        .filter(entry => entry.startsWith(prefix))
        .map(entry => join(folder, entry))
    : []
