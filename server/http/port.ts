import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

/**
 * Below what Linux hands out by itself (32768 to 60999): a port of those can be somebody's connection by the time that
 * we listen, which is seconds later at a start.
 */
const choice = { from: 20_000, to: 32_000 }

/**
 * A port to listen on: the one that was asked for, or one that is free where that was 0. Links name it, so it is known
 * before anything starts.
 */
export async function freePort(host: string, asked: number): Promise<number> {
  if (asked !== 0) return asked
  for (;;) {
    const found = randomInt(choice.from, choice.to)
    if (await isFree(host, found)) return found
  }
}

/** Whether nobody listens there. */
export function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', (problem: NodeJS.ErrnoException) => {
      if (problem.code === 'EADDRINUSE') resolve(false)
      else reject(problem)
    })
    server.listen(port, host, () => {
      server.close(() => {
        resolve(true)
      })
    })
  })
}
