/** One stream of server-sent events to one page. */
export interface Watcher {
  readonly account: string
  readonly session: string
  /** The client has gone. */
  readonly signal: AbortSignal
  /** Whether the session still stands; asked with each heartbeat. */
  stillThere(): Promise<boolean>
  /** Milliseconds between heartbeats. */
  readonly heartbeat?: number
}

/** Tells all streams of an account. What was not fetched yet of the same thing is replaced. */
export type Put = (event: string, id: string, data: object) => void
/** What one account is told. It runs once for all streams of the account, from the first until the last is gone. */
export type Feed = (
  account: string,
  put: Put,
  failed: (error: unknown) => void,
) => { readonly ready: Promise<void>; stop(): void }

interface Stream {
  readonly session: string
  readonly waiting: Map<string, string>
  wake(): void
  ended: 'failed' | 'too many' | undefined
  error?: unknown
}
interface Told {
  readonly streams: Set<Stream>
  readonly ready: Promise<void>
  stop(): void
}

export interface EventStreams {
  /** `stream: streams.watch({ account, session, signal, stillThere })` */
  watch(watcher: Watcher): AsyncGenerator<string>
}

/**
 * Streams of events, of which each account has one feed, however many pages look on: what is asked of the database is
 * asked once. A session and an account have so many and no more; with one more the oldest ends, after an event
 * `replaced`, so that its page does not come back at once.
 *
 * A slow browser sees less often, and never late, and what waits for it has a bound: the newest value of each thing.
 */
export function eventStreams(feed: Feed, { ofSession = 3, ofAccount = 12 } = {}): EventStreams {
  const accounts = new Map<string, Told>()

  function begin(account: string): Told {
    const streams = new Set<Stream>()
    const put: Put = (event, id, data) => {
      const text = `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`
      for (const stream of streams) {
        if (stream.ended !== undefined) continue
        stream.waiting.set(`${event} ${id}`, text)
        stream.wake()
      }
    }
    const failed = (error: unknown): void => {
      for (const stream of streams) end(stream, 'failed', error)
    }
    const told = { streams, ...feed(account, put, failed) }
    accounts.set(account, told)
    return told
  }
  function end(stream: Stream, how: 'failed' | 'too many', error?: unknown): void {
    stream.ended ??= how
    stream.error = error
    stream.waiting.clear()
    stream.wake()
  }
  /** A set keeps the order in which they came. */
  function makeRoom(streams: Set<Stream>, session: string): void {
    const going = [...streams].filter(one => one.ended === undefined)
    const own = going.filter(one => one.session === session)
    const oldest = own.length >= ofSession ? own[0] : going.length >= ofAccount ? going[0] : undefined
    if (oldest) end(oldest, 'too many')
  }
  function leave(account: string, told: Told, stream: Stream): void {
    told.streams.delete(stream)
    if (told.streams.size > 0) return
    told.stop()
    if (accounts.get(account) === told) accounts.delete(account)
  }

  return {
    async *watch({ account, session, signal, stillThere, heartbeat = 15_000 }) {
      let woken = Promise.withResolvers<void>()
      const stream: Stream = {
        session,
        waiting: new Map(),
        wake: () => {
          woken.resolve()
        },
        ended: undefined,
      }
      const told = accounts.get(account) ?? begin(account)
      makeRoom(told.streams, session)
      told.streams.add(stream)
      let due = false
      const beat = setInterval(() => {
        due = true
        stream.wake()
      }, heartbeat)
      signal.addEventListener('abort', stream.wake, { once: true })
      try {
        await told.ready
        yield 'retry: 3000\n\n'
        for (;;) {
          await woken.promise
          woken = Promise.withResolvers<void>()
          if (signal.aborted) return
          if (stream.ended === 'failed') throw stream.error as Error
          if (stream.ended === 'too many') return yield 'event: replaced\ndata: {}\n\n'
          const events = [...stream.waiting.values()]
          stream.waiting.clear()
          if (due && !(await stillThere())) return
          if (events.length || due) yield events.join('') || ': still here\n\n'
          due = false
        }
      } finally {
        clearInterval(beat)
        signal.removeEventListener('abort', stream.wake)
        leave(account, told, stream)
      }
    },
  }
}
