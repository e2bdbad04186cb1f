import { setTimeout as pause } from 'node:timers/promises'
import type { PoolClient } from 'pg'
import { operation } from '../declare/activities.ts'
import type { Store } from '../store/store.ts'
import { lanes, type Lane } from './lanes.ts'

/** Tells other processes that a job was put into a lane. One that misses it finds the job at its next look. */
export interface Signals {
  tell(lane: Lane): void
  stop(): Promise<void>
}

const channel = 'obhut_jobs'
/**
 * A lane is told of at most this often, in milliseconds: PostgreSQL lets one transaction at a time commit with a
 * notification, so that none goes out with each job.
 */
const apart = 25

/** Hears of other processes and tells them, on a connection of its own. Behind a pooler of transactions it hears nothing. */
export function signalsOf(store: Store, hear: (lane: Lane | undefined) => void): Signals {
  const stopping = new AbortController()
  const waiting = new Set<Lane>()
  let line: PoolClient | undefined
  let timer: NodeJS.Timeout | undefined

  async function listen(client: PoolClient): Promise<void> {
    const over = Promise.withResolvers<void>()
    const heard = ({ payload, processId }: { payload?: string | undefined; processId: number }): void => {
      const lane = lanes.find(one => one === payload)
      if (lane && processId !== processIdOf(client)) hear(lane)
    }
    const stop = (): void => {
      over.resolve()
    }
    // Lost before anybody waits for it, the connection says so by the query that fails.
    over.promise.catch(() => {})
    client.on('error', over.reject).on('end', stop).on('notification', heard)
    stopping.signal.addEventListener('abort', stop, { once: true })
    try {
      await client.query(`listen ${channel}`)
      line = client
      // What was told before this has to be looked for.
      hear(undefined)
      if (!stopping.signal.aborted) await over.promise
      await client.query(`unlisten ${channel}`)
    } finally {
      line = undefined
      client.off('error', over.reject).off('end', stop).off('notification', heard)
      stopping.signal.removeEventListener('abort', stop)
    }
  }
  async function goOn(): Promise<void> {
    while (!stopping.signal.aborted) {
      // That the database is away is told by whoever looks for jobs.
      await store.bulk(operation, listen).catch(() => {})
      await pause(1000, undefined, { signal: stopping.signal, ref: false }).catch(() => {})
    }
  }
  const send = (): void => {
    for (const lane of waiting) void line?.query(`select pg_notify('${channel}', $1)`, [lane]).catch(() => {})
    timer = waiting.size ? setTimeout(send, apart).unref() : undefined
    waiting.clear()
  }
  const running = goOn()
  return {
    tell(lane) {
      waiting.add(lane)
      if (!timer) send()
    },
    async stop() {
      stopping.abort()
      clearTimeout(timer)
      await running
    },
  }
}

// as: the driver's types leave it out
const processIdOf = (client: PoolClient): number => (client as unknown as { processID: number }).processID
