// Which user of the system PostgreSQL runs as, and where that user can go.
import { readFileSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

export interface SystemUser {
  uid: number
  gid: number
  /** Root has given up its rights for this user: files have to be handed over, and paths may be closed. */
  dropped: boolean
}

/**
 * PostgreSQL refuses to run as root. Then it runs as whoever owns the cluster already, so that a cluster made by an
 * ordinary user stays theirs, or else as the system's `nobody`: initdb wants a user with a name, and we create none.
 */
export function userFor(ownerOfCluster: number | undefined): SystemUser {
  const uid = process.getuid?.() ?? 0
  const gid = process.getgid?.() ?? 0
  if (uid !== 0) return { uid, gid, dropped: false }
  const users = namedUsers()
  const known = users.find(user => user.uid === ownerOfCluster && user.uid !== 0)
  if (known) return { uid: known.uid, gid: known.gid, dropped: true }
  if (ownerOfCluster) return { uid: ownerOfCluster, gid: ownerOfCluster, dropped: true }
  const nobody = users.find(user => user.name === 'nobody')
  if (!nobody)
    throw new Error(
      'PostgreSQL does not run as root, and this system has no user "nobody" to run it as. Start Obhut as an ordinary user.',
    )
  return { uid: nobody.uid, gid: nobody.gid, dropped: true }
}

export function hasName(uid: number): boolean {
  return namedUsers().some(user => user.uid === uid)
}

function namedUsers(): { name: string; uid: number; gid: number }[] {
  return readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .filter(Boolean)
    .map(line => {
      const [name = '', , uid, gid] = line.split(':')
      return { name, uid: Number(uid), gid: Number(gid) }
    })
}

/** Whether this user can get into a folder: every folder on the way lets them through. */
export function mayEnter(user: SystemUser, folder: string): boolean {
  if (!user.dropped) return true
  const { uid, gid, mode } = statSync(folder)
  const bits = user.uid === uid ? mode >> 6 : user.gid === gid ? mode >> 3 : mode
  const above = dirname(resolve(folder))
  return (bits & 0o1) === 1 && (above === folder || mayEnter(user, above))
}
