import { open, type FileHandle } from 'node:fs/promises'
import { CannotRun } from './cli-errors.ts'

/** A new file that only who runs the command can read; one that is there is left alone. */
export const newFile = (path: string): Promise<FileHandle> => open(path, 'wx', 0o600).catch((problem: NodeJS.ErrnoException) => {
  throw problem.code === 'EEXIST' ? new CannotRun(`${path} is there already. Choose another name.`) : problem
})
