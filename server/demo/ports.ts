import { isFree } from '../http/port.ts'
import { takeProcessLock } from '../../tools/process-lock.mjs'
import { CannotRun } from '../problems/command-errors.ts'

/** A port to listen on, kept from other starts of ours until `release`. */
export interface KeptPort {
  readonly port: number
  release(): Promise<void>
}

const tries = 100

/** The one that was asked for, or else the next free one from `usual` on: two demos at once find two. */
export async function portFrom(usual: number, asked: number | undefined, host: string): Promise<KeptPort> {
  if (asked !== undefined) return { port: asked, release: async () => {} }
  for (let port = usual; port < usual + tries; port += 1) {
    const release = await takeProcessLock(`port ${port}`, {
      waiting: () => {
        throw new Taken()
      },
    }).catch(problem => {
      if (problem instanceof Taken) return undefined
      throw problem
    })
    if (!release) continue
    if (await isFree(host, port)) return { port, release }
    await release()
  }
  throw new CannotRun(
    `Ports ${usual} to ${usual + tries - 1} are all taken. Name a free one with --port (or --mqtt-port).`,
  )
}
class Taken extends Error {}
