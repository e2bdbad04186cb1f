import { accessSync, constants } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { thisUser } from '../process/this-user.ts'
import { CannotRun } from '../problems/command-errors.ts'
import { lookAt } from '../files/look-at.ts'

/** Looks whether a new file can be made there, before anything is done for it. */
export function refuseAsNew(path: string): void {
  const [file, folder, found] = [resolve(path), dirname(resolve(path)), lookAt(path)]
  if (found === 'folder') throw new CannotRun(`${file} is a folder. Name a file in it.`)
  if (found !== 'missing') throw new CannotRun(`${file} is there already. Choose another name.`)
  if (lookAt(folder) === 'missing')
    throw new CannotRun(`The folder ${folder} is not there. Make it first, or choose another.`)
  try {
    accessSync(folder, constants.W_OK | constants.X_OK)
  } catch {
    throw new CannotRun(`${folder} may not be written by the user ${thisUser()}. Choose another folder.`)
  }
}

/** A new file that only who runs the command can read; one that is there is left alone. */
export const newFile = (path: string): Promise<FileHandle> =>
  open(path, 'wx', 0o600).catch((problem: NodeJS.ErrnoException) => {
    throw problem.code === 'EEXIST' ? new CannotRun(`${resolve(path)} is there already. Choose another name.`) : problem
  })
