// A PostgreSQL of our own: for demo, test and trial, or a small platform that wants one process to look after.
//
// It lives and dies with the process that started it. That process holds one end of a pipe; when it goes, however it
// goes, a waiting shell at the other end stops the server.
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdirSync, realpathSync, statSync } from 'node:fs'
import { Socket } from 'node:net'
import { withProcessLock } from '../../tools/process-lock.mjs'
import { type Binaries, type Packaged, binariesFor, ownerOf } from './binaries.ts'
import { withoutCapabilities } from '../process/capabilities.ts'
import { checkVersion, clusterIn, environment, identity, makeCluster, passwordIn, pathFor } from './cluster.ts'
import { endOf, nameForChildrenOf, type Postmaster, runningOn, takeOverLocks } from './postmaster.ts'
import { inWords, NotReachable } from './problems.ts'
import { answers, inTheCluster, port, wayTo } from './socket.ts'
import { type SystemUser, userFor } from './system-user.ts'

export interface EmbeddedOptions {
  /** Holds the cluster, and the administrator's password in a file that only we can read. */
  dir: string
  /** Off only where losing everything is no loss: in tests. */
  fsync?: boolean
  settings?: Record<string, string>
  report?: (line: string) => void
  /** Another PostgreSQL than the one that is installed with the platform. */
  packaged?: Packaged
}

/** How the administrator connects: `host` is the folder of a Unix socket, as the `pg` driver takes it. */
export interface AdminConnection {
  host: string
  port: number
  user: string
  password: string
  database: 'postgres'
}

export interface EmbeddedPostgres {
  admin: AdminConnection
  version: string
  /** Whether this process started it, and takes it along when it ends. */
  ours: boolean
  /** How it ended although nobody here told it to; of another process's server nobody here hears. */
  gone: Promise<string>
  /** Stops the server if we started it, with everything written out; if it is another process's, only lets go of it. */
  stop(): Promise<void>
  /**
   * Stops at once, as a crash would: the next start repairs from the log. For the last moments of a process, and for
   * tests.
   */
  kill(): void
}

/**
 * Starts the cluster in a folder, or makes it first; one that runs already under a living process is shared.
 *
 *     const postgres = await embeddedPostgres({ dir: 'data/postgres' })
 *     const admin = new Client(postgres.admin)
 */
export function embeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  mkdirSync(options.dir, { recursive: true })
  const dir = realpathSync(options.dir)
  return withProcessLock(`postgres ${dir}`, () => inFolder({ ...options, dir }))
}

async function inFolder({
  dir,
  fsync = true,
  settings = {},
  report = () => {},
  packaged,
}: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const cluster = clusterIn(dir)
  checkOwner(dir)
  const user = userFor(ownerOf(cluster))
  const binaries = binariesFor(user, dir, packaged)
  if (existsSync(cluster)) {
    checkVersion(cluster, binaries)
    await goingDown.get(cluster)
    const running = await runningOn(cluster)
    if (running?.state === 'in use') return shared(running, dir, binaries)
    if (running?.state === 'orphan') report('Stopping a PostgreSQL that a killed process left behind …')
    if (running) await endOf(cluster, running)
    takeOverLocks(cluster)
  } else {
    report(`Making a database (PostgreSQL ${binaries.version}) in ${dir} …`)
    await makeCluster({ dir, user, binaries, fsync })
  }
  return start({ dir, user, binaries, settings: { ...ourSettings, ...durability(fsync), ...settings } })
}

/** For two cores and little memory. Statements and values stay out of the log: they may be personal. */
const ourSettings: Record<string, string> = {
  listen_addresses: '',
  max_connections: '100',
  shared_buffers: '128MB',
  max_wal_size: '512MB',
  wal_level: 'minimal',
  // A segment of the log that is used again still holds what was written in it before; `obhut purge` counts on it being
  // gone.
  wal_recycle: 'off',
  max_wal_senders: '0',
  max_parallel_workers_per_gather: '1',
  jit: 'off',
  password_encryption: 'scram-sha-256',
  timezone: 'UTC',
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_checkpoints: 'off',
}

const durability = (fsync: boolean): Record<string, string> =>
  fsync ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }

/** What this process has told to stop, so that starting again at once waits for it. */
const goingDown = new Map<string, Promise<void>>()

function connection(dir: string, running: Pick<Postmaster, 'socketDir' | 'port'>): AdminConnection {
  return {
    host: wayTo(clusterIn(dir), running.socketDir),
    port: running.port,
    user: 'postgres',
    password: passwordIn(dir),
    database: 'postgres',
  }
}

async function shared(running: Postmaster, dir: string, { version }: Binaries): Promise<EmbeddedPostgres> {
  if (!(await answers(clusterIn(dir), running.socketDir, running.port))) throw new NotReachable(clusterIn(dir), running)
  return {
    admin: connection(dir, running),
    version,
    ours: false,
    gone: new Promise(() => {}),
    stop: async () => {},
    kill: () => {},
  }
}

// The shell becomes the server. Its grandchild, known by the cluster that it is named after, reads from the pipe: "bye"
// or, if we died, nothing more.
const untilWeAreGone = `
  ( ( read -r bye || kill -INT $$ ) <&3 >/dev/null 2>&1 & )
  exec "$@" 3<&-`

async function start({
  dir,
  user,
  binaries,
  settings,
}: {
  dir: string
  user: SystemUser
  binaries: Binaries
  settings: Record<string, string>
}): Promise<EmbeddedPostgres> {
  const cluster = clusterIn(dir)
  const all = {
    ...settings,
    unix_socket_directories: inTheCluster,
    port: String(port),
    cluster_name: nameForChildrenOf(process.pid),
  }
  const command = withoutCapabilities([
    binaries.postgres,
    '-D',
    pathFor(user, cluster),
    ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ])
  // In a session of its own, or Ctrl-C would stop the database before those who are still writing to it.
  const child = spawn('/bin/sh', ['-c', untilWeAreGone, cluster, ...command], {
    cwd: cluster,
    ...identity(user),
    env: environment(),
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  })
  let told = false
  const gone = new Promise<string>(resolve => {
    child.once('exit', (code, signal) => {
      if (!told) resolve(signal ?? `exit code ${code}`)
    })
  })
  child.once('exit', () => sayBye(child))
  const ended = new Promise<void>(resolve => {
    child.once('close', () => {
      resolve()
    })
  })
  await ready(child, cluster)
  letGo(child)
  const end = (signal: NodeJS.Signals): Promise<void> => {
    told = true
    hold(child)
    goingDown.set(
      cluster,
      ended.finally(() => goingDown.delete(cluster)),
    )
    child.kill(signal)
    return ended
  }
  return {
    admin: connection(dir, { socketDir: inTheCluster, port }),
    version: binaries.version,
    ours: true,
    gone,
    stop: () => end('SIGINT'),
    kill: () => {
      void end('SIGQUIT')
    },
  }
}

function ready(child: ChildProcess, cluster: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = ''
    child.stderr?.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-8_000)
      if (said.includes('database system is ready to accept connections')) resolve()
    })
    child.once('error', reject)
    child.once('close', () => {
      reject(inWords(said, cluster))
    })
  })
}

/** A program that is done may end: the database does not keep it. */
function letGo(child: ChildProcess): void {
  child.unref()
  for (const pipe of pipesOf(child)) pipe.unref()
}

/** Whoever waits for the end needs the program to wait too. */
function hold(child: ChildProcess): void {
  child.ref()
  for (const pipe of pipesOf(child)) pipe.ref()
}

/** Node makes the pipes of a child as sockets and types them as plain streams. */
function pipesOf(child: ChildProcess): Socket[] {
  return child.stdio.filter(pipe => pipe instanceof Socket)
}

function sayBye(child: ChildProcess): void {
  pipesOf(child)
    .at(-1)
    ?.on('error', () => {})
    .end('bye\n')
}

function checkOwner(dir: string): void {
  const { uid } = statSync(dir)
  const ours = process.getuid?.()
  if (ours !== 0 && ours !== uid)
    throw new Error(`${dir} belongs to another user (${uid}). Start Obhut as that user, or choose another folder.`)
}
