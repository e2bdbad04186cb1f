// A PostgreSQL that is already there: what its lock file says, and whether it is true.
import { readFileSync, readlinkSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

export interface Postmaster {
  pid: number
  socketDir: string
  /** When the process that started it has died, the kernel gives the server another parent: an orphan. */
  state: 'in use' | 'stopping' | 'orphan'
}

/** The server that runs on this cluster. A lock file left behind by a crash, or by a pid used anew, is none. */
export function runningOn(cluster: string): Postmaster | undefined {
  const [first, , , , socketDir = '', , , status = ''] = linesOf(join(cluster, 'postmaster.pid'))
  const pid = Number(first)
  if (!pid || !worksIn(pid, cluster)) return undefined
  if (startedBy(pid) !== parentOf(pid)) return { pid, socketDir, state: 'orphan' }
  return { pid, socketDir, state: status.trim() === 'stopping' ? 'stopping' : 'in use' }
}

export function leftBehind(cluster: string): string | undefined {
  return linesOf(join(cluster, 'postmaster.pid'))[4]
}

/** A server's working directory is its cluster: nobody else's process can be mistaken for ours. */
function worksIn(pid: number, cluster: string): boolean {
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(cluster) && statusOf(pid).state !== 'Z'
  } catch {
    return false
  }
}

export const nameForChildrenOf = (pid: number): string => `obhut-of-${pid}`

function startedBy(pid: number): number {
  return Number(/cluster_name=obhut-of-(\d+)/.exec(textOf(`/proc/${pid}/cmdline`))?.[1])
}

function parentOf(pid: number): number {
  return statusOf(pid).parent
}

function statusOf(pid: number): { state: string, parent: number } {
  const status = textOf(`/proc/${pid}/stat`)
  // The second field is the program's name in brackets and may hold anything.
  const [state = 'Z', parent] = status.slice(status.lastIndexOf(')') + 2).split(' ')
  return { state, parent: Number(parent) }
}

function linesOf(file: string): string[] {
  return textOf(file).split('\n')
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return '' // gone, as files of processes are from one moment to the next
  }
}

/** First politely, with everything written out; after ten seconds at once, which the next start repairs from the log. */
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
  for (const end = Date.now() + within; Date.now() < end; await pause(20)) if (!worksIn(pid, cluster)) return true
  return false
}
