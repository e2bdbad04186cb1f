// The files of a cluster: made once, with a password of their own.
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Binaries } from './binaries.ts'
import { withoutCapabilities } from '../process/capabilities.ts'
import { fromInside } from './postmaster.ts'
import { inWords } from './problems.ts'
import { type SystemUser, hasName, mayEnter } from './system-user.ts'

export const clusterIn = (dir: string): string => join(dir, 'cluster')

/** How PostgreSQL's user gets at the cluster: by its path, or, where that is closed to it, by being started inside. */
export function pathFor(user: SystemUser, cluster: string): string {
  return mayEnter(user, cluster) ? cluster : fromInside
}

export function checkVersion(cluster: string, { major, version }: Binaries): void {
  const found = readFileSync(join(cluster, 'PG_VERSION'), 'utf8').trim()
  if (found !== major)
    throw new Error(
      `The data in ${cluster} was written by PostgreSQL ${found}; this is ${version}, which cannot read it. Start the version of Obhut that wrote it and back up from there.`,
    )
}

export function passwordIn(dir: string): string {
  const file = join(dir, 'password')
  if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString('base64url'), { mode: 0o600 })
  return readFileSync(file, 'utf8').trim()
}

/** Works in a folder of its own that takes its place when done: a start that was cut off leaves no half cluster. */
export async function makeCluster({
  dir,
  user,
  binaries,
  fsync,
}: {
  dir: string
  user: SystemUser
  binaries: Binaries
  fsync: boolean
}): Promise<void> {
  if (!hasName(user.uid))
    throw new Error(
      `PostgreSQL wants to run as a user with a name, and ${user.uid} has none in /etc/passwd. Use a named user, or set DATABASE_URL to a server of your own.`,
    )
  const unfinished = join(dir, 'cluster.unfinished')
  rmSync(unfinished, { recursive: true, force: true })
  mkdirSync(unfinished, { mode: 0o700 })
  // With the data, it may lie behind folders that are closed to whoever makes the cluster.
  const apart = mkdtempSync(join(tmpdir(), 'obhut-pg-'))
  const secret = join(apart, 'password')
  try {
    writeFileSync(secret, passwordIn(dir), { mode: 0o600 })
    if (user.dropped) for (const path of [unfinished, apart, secret]) chownSync(path, user.uid, user.gid)
    await initdb({ user, binaries, cluster: unfinished, secret, fsync })
  } finally {
    rmSync(apart, { recursive: true, force: true })
  }
  renameSync(unfinished, clusterIn(dir))
}

function initdb({
  user,
  binaries,
  cluster,
  secret,
  fsync,
}: {
  user: SystemUser
  binaries: Binaries
  cluster: string
  secret: string
  fsync: boolean
}): Promise<void> {
  const [program = '', ...args] = withoutCapabilities([
    binaries.initdb,
    '--pgdata',
    pathFor(user, cluster),
    '--username=postgres',
    `--pwfile=${secret}`,
    '--auth=scram-sha-256',
    // Sorted by code point and the same on every system; a library's collation changes under an index. Before 17
    // PostgreSQL has none of its own.
    '--encoding=UTF8',
    ...(Number(binaries.major) < 17
      ? ['--locale=C.UTF-8']
      : ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']),
    ...(fsync ? [] : ['--no-sync']),
  ])
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: cluster,
      ...identity(user),
      env: environment(),
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let said = ''
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString()
    })
    child.on('error', reject)
    child.on('close', code => {
      if (code === 0) resolve()
      else reject(inWords(said, cluster))
    })
  })
}

export const identity = ({ dropped, uid, gid }: SystemUser): { uid?: number; gid?: number } =>
  dropped ? { uid, gid } : {}

/** Nothing of ours is handed on: it may hold secrets, and PG* or LC_* would change what PostgreSQL does. */
export const environment = (): NodeJS.ProcessEnv => ({ PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' })
