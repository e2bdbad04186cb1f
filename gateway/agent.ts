import { setTimeout as pause } from 'node:timers/promises'
import { join } from 'node:path'
import { bufferIn, type Buffer as Waiting } from './buffer.ts'
import type { Clock } from './clock.ts'
import { commandsOf } from './commands.ts'
import { readWhole, writeWhole } from './files.ts'
import { protocol, type DeviceState, type Welcome } from './protocol.ts'
import { openSession, type GatewayLogin, type Session } from './session.ts'
import type { Outlet, Source } from './source.ts'

export interface AgentOptions extends GatewayLogin {
  readonly model: string
  readonly firmware: string
  /** Where it keeps what is on its way, and its place. */
  readonly dir: string
  readonly clock: Clock
  readonly source: Source
  /** One line for whoever looks after it; never a value that was measured. */
  readonly says: (line: string) => void
  readonly until: AbortSignal
  /** Milliseconds before the first new try, and at most. */
  readonly backOff?: { readonly first: number; readonly most: number }
}

/**
 * Stays in touch with the platform until the signal: connects, announces, sends what was measured, carries out
 * commands.
 */
export async function runAgent(options: AgentOptions): Promise<void> {
  const { says, until, backOff = { first: 1000, most: 60_000 } } = options
  const agent = await agentOf(options)
  let wait = backOff.first
  while (!until.aborted) {
    const began = performance.now()
    const why = await agent.oneSession().catch(error => (error as Error).message)
    if (until.aborted) break
    if (performance.now() - began > 10 * backOff.first) wait = backOff.first // it held for a while
    says(`not connected (${why}); next try in ${Math.ceil(wait / 1000)} s`)
    // Somewhere between half and one and a half, so that a thousand gateways do not come back at once.
    await pause(wait * (0.5 + Math.random()), undefined, { signal: until }).catch(() => {})
    wait = Math.min(wait * 2, backOff.most)
  }
  await agent.rests()
}

async function agentOf({ source, clock, dir, says, until, model, firmware, ...place }: AgentOptions) {
  const buffer = await bufferIn(join(dir, 'waiting'))
  const carryOut = commandsOf(source, clock, dir)
  const changes = new Map<string, DeviceState>()
  const began = clock.now()
  const measuring = measuringFor({ source, clock, buffer, dir, changes, says })

  async function oneSession(): Promise<string> {
    const welcomed = Promise.withResolvers<Welcome>()
    const opened: Session = await openSession(place, {
      welcome: message => {
        clock.hears(new Date(message.time))
        welcomed.resolve(message)
      },
      time: ({ time }) => {
        clock.hears(new Date(time))
      },
      command: command => {
        void carryOut(command)
          .then(result => opened.send('results', result))
          .catch(() => {})
      },
      refused: ({ topic, refused, items }) => {
        says(`the platform did not take ${refused} of '${topic}': ${items[0]?.says ?? ''}`)
      },
    })
    const over = new AbortController()
    const leaving = (): void => {
      void opened.leave()
    }
    until.addEventListener('abort', leaving, { once: true })
    void opened.ended.then(() => {
      over.abort()
    })
    try {
      await opened.send('hello', { protocol, model, firmware, devices: source.devices() })
      const welcome = await Promise.race([
        welcomed.promise,
        opened.ended.then(why => {
          throw new Error(why)
        }),
      ])
      says(welcome.claimed ? 'connected' : 'connected; nobody has claimed this gateway yet')
      await measuring.isHeldBy(welcome)
      void report(opened, welcome, over.signal).catch(() => {})
      if (welcome.claimed)
        void deliver(opened, welcome, over.signal).catch(error => {
          says((error as Error).message)
        })
      return await opened.ended
    } finally {
      over.abort()
      until.removeEventListener('abort', leaving)
      await opened.leave()
    }
  }

  /** How the gateway is, again and again. */
  async function report(session: Session, { claimed, statusSeconds }: Welcome, over: AbortSignal): Promise<void> {
    while (claimed && !over.aborted) {
      const devices = Object.fromEntries(changes)
      const now = clock.now()
      await session.send('status', {
        at: now.toISOString(),
        uptimeSeconds: Math.max(0, Math.round((now.getTime() - began.getTime()) / 1000)),
        memoryFree: process.availableMemory(),
        ...(changes.size && { devices }),
      })
      for (const [device, state] of Object.entries(devices)) if (changes.get(device) === state) changes.delete(device)
      await pause(statusSeconds * 1000, undefined, { signal: over })
    }
  }

  /** What waits, the oldest first; an entry leaves the buffer when it was acknowledged. */
  async function deliver(session: Session, { limits }: Welcome, over: AbortSignal): Promise<void> {
    while (!over.aborted) {
      const next = await buffer.oldest({
        readings: Math.min(limits.readings, Math.floor(limits.messageBytes / 160)),
        events: limits.events,
      })
      if (next) {
        await session.send(next.what, { [next.what]: next.items })
        await buffer.arrived()
      } else await buffer.something(over)
    }
  }

  return { oneSession, rests: measuring.rests }
}

/** Who holds the gateway, and the measuring for them. With another holder all that was gathered is forgotten. */
function measuringFor({
  source,
  clock,
  buffer,
  dir,
  changes,
  says,
}: {
  source: Source
  clock: Clock
  buffer: Waiting
  dir: string
  changes: Map<string, DeviceState>
  says: (line: string) => void
}) {
  const file = join(dir, 'held.json')
  let running: { readonly since: string; readonly stop: AbortController; readonly done: Promise<void> } | undefined
  const outlet: Outlet = {
    readings: items => buffer.keep({ what: 'readings', items }),
    switched: event => buffer.keep({ what: 'events', items: [event] }),
    changed: (device, state) => {
      changes.set(device, state)
    },
  }
  async function rests(): Promise<void> {
    running?.stop.abort()
    await running?.done
    running = undefined
  }
  return {
    rests,
    async isHeldBy({ since }: Welcome): Promise<void> {
      if (since !== null && running?.since === since) return
      await rests()
      const before = await readWhole<{ since: string | null }>(file)
      if (before?.since !== since) {
        await buffer.clear()
        await source.forget()
        changes.clear()
        await writeWhole(file, { since })
      }
      if (since === null) return
      const stop = new AbortController()
      running = {
        since,
        stop,
        done: source.measure(outlet, new Date(since), clock, stop.signal).catch(error => {
          says(`the source ended: ${(error as Error).message}`)
        }),
      }
    },
  }
}
