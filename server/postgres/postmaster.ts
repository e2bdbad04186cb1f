// A PostgreSQL that is already there: what its lock file says, and whether it is true.
import { readFileSync, readlinkSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

export interface Postmaster {
  pid: number
  socketDir: string
  /** The process that started it. When that has died, the kernel gives the server another parent. */
  orphan: boolean
}

/** The server that runs on this cluster. A lock file left behind by a crash, or by a pid used anew, is none. */
export function runningOn(cluster: string): Postmaster | undefined {
  const [pid, , , , socketDir = ''] = linesOf(join(cluster, 'postmaster.pid'))
  if (!pid || !worksIn(Number(pid), cluster)) return undefined
  return { pid: Number(pid), socketDir, orphan: startedBy(Number(pid)) !== parentOf(Number(pid)) }
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
  return Number(/cluster_name=obhut-of-(\d+)/.exec(readFileSync(`/proc/${pid}/cmdline`, 'utf8'))?.[1])
}

function parentOf(pid: number): number {
  return statusOf(pid).parent
}

function statusOf(pid: number): { state: string, parent: number } {
  const status = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const [state = '', parent] = status.slice(status.lastIndexOf(')') + 2).split(' ')
  return { state, parent: Number(parent) }
}

function linesOf(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n')
  } catch {
    return []
  }
}

/** First politely, with everything written out; after ten seconds at once, which the next start repairs from the log. */
export async function stopOrphan(cluster: string, orphan: Postmaster): Promise<void> {
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
    send(orphan.pid, signal)
    if (await gone(cluster, orphan.pid, 10_000)) return
  }
  throw new Error(`A PostgreSQL left behind in ${cluster} (process ${orphan.pid}) does not stop. End it and start again.`)
}

export function send(pid: number, signal: NodeJS.Signals): void {
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
