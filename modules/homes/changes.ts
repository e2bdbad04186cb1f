import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Units } from '../../kernel/store/units.ts'
import { listenFor } from '../../kernel/store/listen.ts'
import { platform } from '../../kernel/store/work.ts'
import type { Reporter } from '../../platform/services.ts'
import { finding } from './activities.ts'
import { claim } from './tables.ts'

/** What has changed, by whoever in whatever process, told by the database at the commit. */
export type HomeChange =
  | { readonly what: 'claim'; readonly gateway: string }
  /** A gateway was taken out of use. */
  | { readonly what: 'retired'; readonly gateway: string }
  | { readonly what: 'command'; readonly claim: string }
  | { readonly what: 'gateway'; readonly claim: string; readonly subject: string }
  | { readonly what: 'device'; readonly device: string; readonly subject: string }
  /** A gateway has connected, to this process or to another one. */
  | { readonly what: 'came'; readonly gateway: string; readonly connection: string }
  /** The line to the database was down, so anything may have changed. */
  | { readonly what: 'anything' }

export interface Changes {
  /** Hears of changes until the function that it gives back is called. */
  listen(hear: (change: HomeChange) => void): () => void
  /** Lets every process know that a gateway has connected. */
  tellOfArrival(gateway: string, connection: string): Promise<void>
  start(): Promise<void>
  stop(): Promise<void>
}

export function changesIn(store: Units, reporter: Reporter): Changes {
  const listeners = new Set<(change: HomeChange) => void>()
  const stopping = new AbortController()
  const tell = (change: HomeChange | undefined): void => {
    if (change) for (const hear of listeners) hear(change)
  }
  let running: Promise<void> = Promise.resolve()

  async function goOn(ready: () => void): Promise<void> {
    while (!stopping.signal.aborted) {
      await listenFor(store, finding, {
        hear: payload => tell(changeIn(payload)),
        ready,
        stops: stopping.signal,
      }).catch(error => {
        reporter.fault('listening for changes of gateways', error)
      })
      await pause(1000, undefined, { signal: stopping.signal }).catch(() => {})
    }
  }
  return {
    listen: hear => {
      listeners.add(hear)
      return () => {
        listeners.delete(hear)
      }
    },
    tellOfArrival: (gateway, connection) =>
      store.under(finding, platform, async work => {
        await work
          .over(claim)
          .selectNoFrom(sql`pg_notify('homes', ${`came ${gateway} ${connection}`})`.as('told'))
          .execute()
      }),
    start: () =>
      new Promise(resolve => {
        let first = true
        running = goOn(() => {
          if (!first) tell({ what: 'anything' })
          first = false
          resolve()
        })
      }),
    stop: async () => {
      stopping.abort()
      await running
    },
  }
}

function changeIn(payload: string): HomeChange | undefined {
  const [what, first = '', second = ''] = payload.split(' ')
  switch (what) {
    case 'claim':
    case 'retired':
      return { what, gateway: first }
    case 'command':
      return { what, claim: first }
    case 'gateway':
      return { what, claim: first, subject: second }
    case 'device':
      return { what, device: first, subject: second }
    case 'came':
      return { what, gateway: first, connection: second }
    default:
      return undefined
  }
}
