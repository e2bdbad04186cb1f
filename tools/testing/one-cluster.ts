// One PostgreSQL for all tests of a run: its files are thrown away with it.
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { embeddedPostgres } from '../../server/postgres/embedded.ts'
import { runningOn } from '../../server/postgres/postmaster.ts'

const prefix = 'obhut-test-'

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await clearAwayAfterKilledRuns()
  const dir = mkdtempSync(join(tmpdir(), prefix))
  const postgres = await embeddedPostgres({
    dir,
    fsync: false,
    settings: { max_connections: '600', max_locks_per_transaction: '256' },
  })
  project.provide('cluster', postgres.admin)
  return async () => {
    await postgres.stop()
    rmSync(dir, { recursive: true, force: true })
  }
}

/** The server of a killed run stops by itself; its files stay, and are large. */
async function clearAwayAfterKilledRuns(): Promise<void> {
  const ours = process.getuid?.()
  for (const name of readdirSync(tmpdir()).filter(entry => entry.startsWith(prefix))) {
    const dir = join(tmpdir(), name)
    const { uid, mtimeMs } = statSync(dir, { throwIfNoEntry: false }) ?? {}
    const old = mtimeMs !== undefined && Date.now() - mtimeMs > 60_000 // a run that is just starting has no server yet
    if (uid === ours && old && !(await runningOn(join(dir, 'cluster')))) rmSync(dir, { recursive: true, force: true })
  }
}
