// A PostgreSQL that is already there: what its lock file says, and whether it is true.
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { answers, port } from './socket.ts'

export interface Postmaster {
  pid: number
  /** As PostgreSQL names it: from inside the cluster where it begins with no slash. */
  socketDir: string
  port: number
  /** When the process that started it has died, the kernel gives the server another parent: an orphan. */
  state: 'in use' | 'stopping' | 'orphan'
}

/**
 * The server that runs on this cluster. A lock file left behind by a crash, or by a pid used anew, is none. Whatever
 * cannot be told counts as in use: a service may hold more than its commands do and is closed to them in /proc, and a
 * container sees other numbers of processes. Then its socket tells.
 */
export async function runningOn(cluster: string): Promise<Postmaster | undefined> {
  const lock = lockOn(cluster)
  if (!lock) return undefined
  const { status, ...found } = lock
  const seen = lookAt(lock.pid, cluster)
  if (seen === 'there') return { ...found, state: stateOf(lock.pid, status) }
  if (seen === 'cannot tell' || (await answers(cluster, lock.socketDir, lock.port)))
    return { ...found, state: 'in use' }
  return undefined
}

function lockOn(cluster: string): (Omit<Postmaster, 'state'> & { status: string }) | undefined {
  const [first, , , number, socketDir = '', , , status = ''] = textOf(join(cluster, 'postmaster.pid')).split('\n')
  const pid = Math.abs(Number(first)) // a server for one session writes it below zero
  return pid ? { pid, socketDir, port: Number(number) || port, status: status.trim() } : undefined
}

function stateOf(pid: number, status: string): Postmaster['state'] {
  const starter = startedBy(pid)
  if (starter !== undefined && starter !== statusOf(pid).parent) return 'orphan'
  return status === 'stopping' ? 'stopping' : 'in use'
}

/**
 * Whether a process is the server of this cluster. Its working directory is the cluster, so nobody else's process can
 * be mistaken for it; where that may not be looked at, its command line names the cluster.
 */
function lookAt(pid: number, cluster: string): 'there' | 'not there' | 'cannot tell' {
  if (!lives(pid) || statusOf(pid).state === 'Z') return 'not there'
  const [here, there] = [placeOf(cluster), placeOf(`/proc/${pid}/cwd`)]
  if (there !== undefined) return there === here ? 'there' : 'not there'
  const command = textOf(`/proc/${pid}/cmdline`).split('\0')
  if (command[0] === '') return 'cannot tell'
  const data = command[command.indexOf('-D') + 1]
  return command.some(argument => ofOurs.test(argument)) && (data === cluster || data === fromInside)
    ? 'there'
    : 'not there'
}

/** How a server is told where its data is, when it was started inside. */
export const fromInside = '/proc/self/cwd'

/** The server is of our own user: a process that may not be told anything is somebody else's. */
function lives(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** A folder by what it is, whatever it is called where we look at it from. */
function placeOf(folder: string): string | undefined {
  try {
    const { dev, ino } = statSync(folder)
    return `${dev}:${ino}`
  } catch {
    return undefined
  }
}

export const nameForChildrenOf = (pid: number): string => `obhut-of-${pid}`
const ofOurs = /^cluster_name=obhut-of-(\d+)$/

/** Which process of ours started it; nothing where somebody else did. */
function startedBy(pid: number): number | undefined {
  for (const argument of textOf(`/proc/${pid}/cmdline`).split('\0')) {
    const [, starter] = ofOurs.exec(argument) ?? []
    if (starter !== undefined) return Number(starter)
  }
  return undefined
}

function statusOf(pid: number): { state: string; parent: number } {
  const status = textOf(`/proc/${pid}/stat`)
  // The second field is the program's name in brackets and may hold anything.
  const [state = '', parent] = status.slice(status.lastIndexOf(')') + 2).split(' ')
  return { state, parent: Number(parent) }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return '' // gone, as files of processes are from one moment to the next
  }
}

/**
 * Lock files that a server left behind are written to the name of this process. PostgreSQL knows that it is not its own
 * parent, and goes on to see whether anything of the old server still uses its memory; the number that stood there may
 * belong to another process of the same user by now, as after the restart of a container, and stop it for ever.
 */
export function takeOverLocks(cluster: string): void {
  for (const name of ['postmaster.pid', `.s.PGSQL.${port}.lock`]) {
    const file = join(cluster, name)
    const left = textOf(file)
    if (lives(Number.parseInt(left, 10))) writeFileSync(file, left.replace(/^\d+/, String(process.pid)))
  }
}

/**
 * First politely, with everything written out; after ten seconds at once, which the next start repairs from the log.
 */
export async function endOf(cluster: string, { pid }: Postmaster): Promise<void> {
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
    send(pid, signal)
    if (await gone(cluster, pid, 10_000)) return
  }
  throw new Error(`A PostgreSQL left behind in ${cluster} (process ${pid}) does not stop. End it and start again.`)
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (problem) {
    if (!(problem instanceof Error && 'code' in problem && problem.code === 'ESRCH')) throw problem
  }
}

async function gone(cluster: string, pid: number, within: number): Promise<boolean> {
  for (const end = Date.now() + within; Date.now() < end; await pause(20))
    if (lookAt(pid, cluster) === 'not there') return true
  return false
}
