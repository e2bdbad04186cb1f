import { chmodSync, chownSync, statSync, type Stats } from 'node:fs'

/**
 * A file that is about to take the place of another belongs to the same user, under the same mode; or a new one to the
 * user of its folder. Only root could have it otherwise: what root does by hand must not close a file to the service.
 */
export function keepOwner(file: string, like: string): void {
  if (process.getuid?.() !== 0) return
  const found = lookedAt(like)
  if (!found) return
  if (found.uid !== 0 || found.gid !== 0) chownSync(file, found.uid, found.gid)
  if (found.isFile()) chmodSync(file, found.mode & 0o777)
}

/** The process that serves may look at few files, and whatever it makes belongs to the user that it runs as. */
function lookedAt(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_ACCESS_DENIED') return undefined
    throw error
  }
}
