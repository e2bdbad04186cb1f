import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Database } from '../../server/startup/database.ts'
import { boundedHeap } from '../../server/process/memory.ts'
import type { Load, Login, Sent } from './layout.ts'

/** A platform in a process of its own, with gateways that somebody has claimed. */
export interface BenchServer {
  readonly port: number
  readonly gateways: readonly Login[]
  /** Resident bytes of the process. */
  memory(): Promise<number>
  kill(): Promise<void>
  stop(): Promise<void>
}

const part = (file: string): string => join(import.meta.dirname, file)

export async function startServer(database: Database, count: number): Promise<BenchServer> {
  const child = fork(part('server.ts'), [JSON.stringify(database), String(count)], { execArgv: boundedHeap })
  const { port, gateways } = await answer<{ port: number; gateways: Login[] }>(child)
  const gone = once(child, 'exit')
  return {
    port,
    gateways,
    async memory() {
      child.send({ ask: 'memory' })
      return (await answer<{ memory: number }>(child)).memory
    },
    async kill() {
      child.kill('SIGKILL')
      await gone
    },
    async stop() {
      child.send({ ask: 'stop' })
      await gone
    },
  }
}

/** Sends in a process of its own, until all is acknowledged, the time is over or the connections are gone. */
export async function generate(load: Load): Promise<Sent> {
  const child = fork(part('generator.ts'), [JSON.stringify(load)])
  return (await answer<{ sent: Sent }>(child)).sent
}

/** The desk of notes in a process of its own. */
export interface DeskServer {
  readonly url: string
  /** Milliseconds of processor time that the process took so far. */
  cpu(): Promise<number>
  stop(): Promise<void>
}

export async function startDesk(database: Database, admin: object, dir: string): Promise<DeskServer> {
  const child = fork(part('desk/server.ts'), [JSON.stringify({ database, admin }), dir], { execArgv: boundedHeap })
  const { url } = await answer<{ url: string }>(child)
  const gone = once(child, 'exit')
  return {
    url,
    async cpu() {
      child.send({ ask: 'cpu' })
      const { user, system } = (await answer<{ cpu: NodeJS.CpuUsage }>(child)).cpu
      return (user + system) / 1000
    },
    async stop() {
      child.send({ ask: 'stop' })
      await gone
    },
  }
}

async function answer<T>(child: ChildProcess): Promise<T> {
  const ended = new AbortController()
  const message = once(child, 'message', { signal: ended.signal })
  const exit = once(child, 'exit', { signal: ended.signal }).then(() => {
    throw new Error('the process ended before it answered')
  })
  exit.catch(() => {})
  message.catch(() => {})
  try {
    return (await Promise.race([message, exit]))[0] as T
  } finally {
    ended.abort()
  }
}
