import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { runningOn } from '../../server/postgres/postmaster.ts'
import { takeProcessLock } from '../process-lock.mjs'

const prefix = 'obhut-test-'

export interface RunFolder {
  readonly dir: string
  /** Throws it away with all that lies in it. */
  remove(): Promise<void>
}

/** A folder for the cluster of one run, which no other run throws away as long as this process lives. */
export async function runFolder(within: string): Promise<RunFolder> {
  const dir = mkdtempSync(join(within, prefix))
  const release = await takeProcessLock(lockOf(dir))
  return {
    dir,
    async remove() {
      rmSync(dir, { recursive: true, force: true })
      await release()
    },
  }
}

/** The server of a killed run stops by itself; its files stay, and are large. */
export async function clearAwayAfterKilledRuns(places: readonly string[]): Promise<void> {
  const ours = process.getuid?.()
  for (const dir of places.flatMap(foldersIn)) {
    const { uid, mtimeMs } = statSync(dir, { throwIfNoEntry: false }) ?? {}
    const old = mtimeMs !== undefined && Date.now() - mtimeMs > 60_000 // a run that is just starting has no server yet
    if (uid === ours && old && !(await runningOn(join(dir, 'cluster'))) && !(await isInUse(dir)))
      rmSync(dir, { recursive: true, force: true })
  }
}

const lockOf = (dir: string): string => `test run ${dir}`

class InUse extends Error {}

/** Its run may be at an end, with its server stopped, and still keep the cluster for the next one. */
async function isInUse(dir: string): Promise<boolean> {
  const waiting = (): never => {
    throw new InUse()
  }
  try {
    const release = await takeProcessLock(lockOf(dir), { waiting })
    await release()
    return false
  } catch (problem) {
    if (problem instanceof InUse) return true
    throw problem
  }
}

const foldersIn = (folder: string): string[] =>
  statSync(folder, { throwIfNoEntry: false })
    ? readdirSync(folder)
        .filter(entry => entry.startsWith(prefix))
        .map(entry => join(folder, entry))
    : []
