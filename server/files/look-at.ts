import { accessSync, constants, statSync } from 'node:fs'

/**
 * What is found at a path: a file and a folder are told apart, and what may not be looked at is not taken for missing.
 */
export type PathKind = 'file' | 'folder' | 'missing' | 'closed'

export function lookAt(path: string): PathKind {
  try {
    const found = statSync(path)
    accessSync(path, constants.R_OK)
    return found.isDirectory() ? 'folder' : 'file'
  } catch (problem) {
    const { code } = problem as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return 'missing'
    if (code === 'EACCES' || code === 'EPERM') return 'closed'
    throw problem
  }
}
