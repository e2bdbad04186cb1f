import type { Changes, Change } from './changes.ts'
import type { Homes } from './home.ts'
import type { LiveReadings } from '../telemetry/contract.ts'

export interface LiveNeeds { readonly homes: Homes, readonly changes: Pick<Changes, 'listen'>, readonly live: LiveReadings }

export interface Watcher {
  readonly account: string
  /** The client has gone. */
  readonly signal: AbortSignal
  /** Whether the session still stands; asked with each heartbeat. */
  stillThere(): Promise<boolean>
  /** Milliseconds between heartbeats. */
  readonly heartbeat?: number
}

/**
 * What happens in a home, as server-sent events: readings, devices, gateways. What was not fetched yet is replaced by what is newer of the same
 * thing, so a slow browser sees less often, and never late, and what waits for it has a bound: one value a channel and device.
 */
export async function* watch({ homes, changes, live }: LiveNeeds, { account, signal, stillThere, heartbeat = 15_000 }: Watcher): AsyncGenerator<string> {
  const waiting = new Map<string, string>()
  let wake = Promise.withResolvers<void>()
  const put = (event: string, id: string, data: object): void => {
    waiting.set(`${event} ${id}`, `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
    wake.resolve()
  }
  let listening = (): void => {}
  const stopListening = (): void => { listening() }

  /** The channels of this person, anew: a gateway may have announced more, or be gone. */
  async function listenToReadings(): Promise<void> {
    const channels = await homes.channelsOf(account)
    stopListening()
    listening = live.listen(new Set(channels.keys()), readings => {
      for (const { channel, at, value } of readings) {
        const id = channels.get(channel)
        if (id !== undefined) put('reading', id, { channel: id, at: new Date(at).toISOString(), value })
      }
    })
  }
  async function look(change: Change): Promise<void> {
    if (change.what === 'device' && change.subject === account) {
      const device = await homes.stateOfDevice(account, change.device)
      if (device) put('device', device.id, device)
      else await listenToReadings()
    } else if (change.what === 'gateway' && change.subject === account) {
      const found = await homes.stateOfGateway(account, change.claim)
      await listenToReadings()
      if (!found) return
      const { devices, ...gateway } = found
      put('gateway', gateway.id, gateway)
      for (const device of devices) put('device', device.id, device)
    }
  }

  let turn: Promise<void> = Promise.resolve()
  let failed: unknown
  const stopChanges = changes.listen(change => {
    turn = turn.then(() => look(change)).catch(error => { failed = error; wake.resolve() })
  })
  let due = false
  const beat = setInterval(() => { due = true; wake.resolve() }, heartbeat)
  const gone = (): void => { wake.resolve() }
  signal.addEventListener('abort', gone, { once: true })
  try {
    await listenToReadings()
    yield 'retry: 3000\n\n'
    for (;;) {
      await wake.promise
      wake = Promise.withResolvers<void>()
      if (signal.aborted) return
      if (failed) throw failed as Error
      const events = [...waiting.values()]
      waiting.clear()
      if (due && !await stillThere()) return
      if (events.length || due) yield events.join('') || ': still here\n\n'
      due = false
    }
  } finally {
    clearInterval(beat)
    stopChanges()
    stopListening()
    signal.removeEventListener('abort', gone)
  }
}
