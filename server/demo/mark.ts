import { readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join, sep } from 'node:path'
import { z } from 'zod'
import { CannotRun } from '../problems/command-errors.ts'
import { demoMark, entriesOf } from '../startup/instance.ts'
import { endOf, runningOn } from '../postgres/postmaster.ts'

const shape = z.object({
  obhut: z.literal('demo'),
  /** What has been done already, each by a name. */
  done: z.array(z.string()),
  /** Gateways by what they are for, with their serial numbers; the secrets lie beside what each keeps. */
  gateways: z.record(z.string(), z.string()),
})
export type DemoMark = z.infer<typeof shape>

export function readMark(dataDir: string): DemoMark | undefined {
  try {
    return shape.parse(JSON.parse(readFileSync(join(dataDir, demoMark), 'utf8')))
  } catch {
    return undefined // none, or not ours
  }
}

export function writeMark(dataDir: string, mark: DemoMark): void {
  const unfinished = join(dataDir, `.${demoMark}`)
  writeFileSync(unfinished, JSON.stringify(mark, null, 2), { mode: 0o600 })
  renameSync(unfinished, join(dataDir, demoMark))
}

/** Marks an empty folder as that of a demo; one that holds another instance is none and never becomes one. */
export function markDemo(dataDir: string): void {
  if (readMark(dataDir)) return
  if (entriesOf(dataDir).length > 0)
    throw new CannotRun(
      `${dataDir} holds an instance of Obhut that is no demo. Run it with: obhut start --data ${dataDir}, or choose another folder for the demo.`,
    )
  writeMark(dataDir, { obhut: 'demo', done: [], gateways: {} })
}

/**
 * Empties the folder of a demo, and of nothing else: it bears the mark, which goes last, and neither a home nor a place
 * above what we stand in.
 */
export async function emptyDemo(dataDir: string): Promise<void> {
  const entries = entriesOf(dataDir)
  if (entries.length === 0) return
  if (!readMark(dataDir))
    throw new CannotRun(
      `${dataDir} holds no demo of Obhut, so --fresh leaves it alone. Empty it by hand if that is what you want, or choose another folder with --data.`,
    )
  const checkout = realpathSync(join(import.meta.dirname, '../..'))
  if (
    [process.cwd(), checkout, realpathSync(homedir())].some(
      place => place === dataDir || place.startsWith(dataDir === dirname(dataDir) ? dataDir : dataDir + sep),
    )
  )
    throw new CannotRun(`${dataDir} holds more than a demo, so --fresh leaves it alone.`)
  await stopLeftBehind(join(dataDir, 'postgres/cluster'))
  for (const name of entries) if (name !== demoMark) rmSync(join(dataDir, name), { recursive: true, force: true })
  rmSync(join(dataDir, demoMark))
}

/** The PostgreSQL of a killed demo may still be writing. */
async function stopLeftBehind(cluster: string): Promise<void> {
  const running = await runningOn(cluster)
  if (running?.state === 'in use')
    throw new CannotRun(`A PostgreSQL of another process is using ${cluster}. Stop that first.`)
  if (running) await endOf(cluster, running)
}
