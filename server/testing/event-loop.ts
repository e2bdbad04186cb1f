import { Worker } from 'node:worker_threads'
import type { Sending } from './event-loop-sender.ts'

/** Processor time of this thread so far, in milliseconds: what others compute on the same machine does not count. */
const spent = (): number => {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

/**
 * The longest that this thread computed without looking for other work while this went on, in milliseconds of processor
 * time, and what came of it.
 */
export async function blockedBy<T>(work: () => Promise<T>): Promise<{ readonly blocked: number; readonly gave: T }> {
  let held = 0
  let since = spent()
  let on = true
  const look = (): void => {
    held = Math.max(held, spent() - since)
    since = spent()
    if (on) setImmediate(look)
  }
  setImmediate(look)
  try {
    return { gave: await work(), blocked: held }
  } finally {
    on = false
  }
}

/** What `aPiece` takes on the machine for which limits are given in milliseconds. */
const pieceTakes = 3.5
const piece = 'a,"b"\r\n'.repeat(20_000)
function aPiece(): number {
  const since = spent()
  let length = 0
  for (const line of piece.split('\r\n')) length += JSON.stringify(line.replaceAll('"', '""')).length
  return length > 0 ? spent() - since : 0
}

/**
 * How many times longer this thread computes over the same than the machine for which limits are given: on a slower one,
 * or beside another thread of the same core. At least 1.
 */
export const slowness = (): number => Math.max(1, Math.min(...Array.from({ length: 20 }, aPiece)) / pieceTakes)

/** A thread of its own that sends what outsiders would. */
export function aSender(): { send(sending: Sending): Promise<string>; end(): Promise<unknown> } {
  const thread = new Worker(new URL('./event-loop-sender.ts', import.meta.url))
  const waiting = new Map<number, (answer: string) => void>()
  let last = 0
  thread.on('message', ({ id, answer }: { id: number; answer: string }) => {
    waiting.get(id)?.(answer)
    waiting.delete(id)
  })
  return {
    send: sending =>
      new Promise(resolve => {
        waiting.set(++last, resolve)
        thread.postMessage({ id: last, sending }, [])
      }),
    end: () => thread.terminate(),
  }
}
