import { randomBytes } from 'node:crypto'
import { linkSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CannotRun } from '../problems/command-errors.ts'

const size = 32

/** The master secret of an instance, made at its first start: a file that only its owner can read. */
export function secretIn(dir: string, mayMake: boolean): Buffer {
  const file = join(dir, 'secret')
  if (!statSync(file, { throwIfNoEntry: false })) {
    if (!mayMake)
      throw new CannotRun(
        `${file} is missing. Logins and keys are derived from it: put it back from where you keep it.`,
      )
    make(file)
  }
  const { mode } = statSync(file)
  if (mode & 0o077) throw new CannotRun(`${file} can be read by others. Close it: chmod 600 ${file}`)
  const secret = readFileSync(file)
  if (secret.length !== size)
    throw new CannotRun(`${file} does not hold ${size} bytes: it was changed. Put it back from where you keep it.`)
  return secret
}

/**
 * Written whole and then put in its place: a start that was cut off leaves no half secret, and of two starts one wins.
 */
function make(file: string): void {
  const unfinished = `${file}.${process.pid}`
  writeFileSync(unfinished, randomBytes(size), { mode: 0o600, flush: true })
  try {
    linkSync(unfinished, file)
  } catch (problem) {
    if ((problem as { code?: string }).code !== 'EEXIST') throw problem
  } finally {
    rmSync(unfinished)
  }
}
