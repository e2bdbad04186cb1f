import { CannotRun } from '../problems/command-errors.ts'
import { lookAt } from './look-at.ts'
import { thisUser } from '../process/this-user.ts'

/** Refuses a path at which no file can be read, in words; `inFolder` says what helps where a folder lies there. */
export function refuseNoFile(file: string, inFolder: string | (() => string) = 'Name a file in it.'): void {
  const found = lookAt(file)
  if (found === 'file') return
  if (found === 'missing') throw new CannotRun(`There is no file ${file}.`)
  if (found === 'closed') throw new CannotRun(`${file} may not be read by the user ${thisUser()}.`)
  throw new CannotRun(`${file} is a folder. ${typeof inFolder === 'string' ? inFolder : inFolder()}`)
}
