import type { Ran } from './worker.ts'

/**
 * Asks another process to run jobs, as the one that serves cannot start children, and matches what it answers to what
 * was asked.
 */
export function asking(ask: (id: number, job: string, input: Uint8Array) => void): {
  run(job: string, input: Uint8Array): Promise<Ran>
  heard(id: number, ran: Ran): void
} {
  const waiting = new Map<number, (ran: Ran) => void>()
  let last = 0
  return {
    run: (job, input) =>
      new Promise(resolve => {
        waiting.set(++last, resolve)
        ask(last, job, input)
      }),
    heard(id, ran) {
      waiting.get(id)?.(ran)
      waiting.delete(id)
    },
  }
}
