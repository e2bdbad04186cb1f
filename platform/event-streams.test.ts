import { describe, expect, it } from 'vitest'
import { eventStreams, type Put, type Watcher } from './event-streams.ts'

/** Streams whose feeds the test plays. */
function watched(limits: { ofSession?: number; ofAccount?: number } = {}) {
  const puts = new Map<string, Put>()
  const failing = new Map<string, (error: unknown) => void>()
  const begun: string[] = []
  const stopped: string[] = []
  const streams = eventStreams((account, put, failed) => {
    puts.set(account, put)
    failing.set(account, failed)
    begun.push(account)
    return {
      ready: Promise.resolve(),
      stop: () => {
        stopped.push(account)
      },
    }
  }, limits)
  const open = (more: Partial<Watcher> = {}) =>
    streams.watch({
      account: 'ada',
      session: 's',
      signal: new AbortController().signal,
      stillThere: async () => true,
      heartbeat: 60_000,
      ...more,
    })
  /** A stream that is being read, and what came. */
  async function reads(more: Partial<Watcher> = {}) {
    const stream = open(more)
    await stream.next()
    const seen: string[] = []
    const over = (async () => {
      for await (const text of stream) seen.push(text)
    })()
    return { seen, over, stream }
  }
  return {
    open,
    reads,
    put: (id: string, data: object, account = 'ada') => puts.get(account)?.('reading', id, data),
    fail: (error: unknown) => failing.get('ada')?.(error),
    begun,
    stopped,
  }
}
const turn = () => new Promise(setImmediate)

describe('a stream of events', () => {
  it('ends with the session, at the next heartbeat', async () => {
    let there = true
    const stream = watched().open({ stillThere: async () => there, heartbeat: 20 })
    expect((await stream.next()).value).toContain('retry')
    expect((await stream.next()).value).toBe(': still here\n\n')
    there = false
    expect((await stream.next()).done).toBe(true)
  })
  it('ends with the session also where something happens all the time', async () => {
    const { open, put } = watched()
    const stream = open({ stillThere: async () => false, heartbeat: 100 })
    await stream.next()
    const busy = setInterval(() => {
      put('a', { value: 1 })
    }, 5)
    for (let n = 0, over = false; !over; n++) {
      expect(n).toBeLessThan(100)
      over = (await stream.next()).done === true
    }
    clearInterval(busy)
  })
  it('holds one value of each thing for who does not fetch, however many there were', async () => {
    const { open, put } = watched()
    const stream = open()
    await stream.next()
    for (let value = 0; value < 100_000; value++) put(`channel ${value % 2}`, { value })
    const { value: text } = await stream.next()
    expect(text?.match(/event:/g)).toHaveLength(2)
    expect(text).toContain('"value":99999')
    expect(text).toContain('"value":99998')
    await stream.return(undefined)
  })
  it('stops the feed of its account when the last client goes, and begins it anew for the next', async () => {
    const { open, begun, stopped } = watched()
    const gone = new AbortController()
    const [one, two] = [open({ signal: gone.signal }), open()]
    await Promise.all([one.next(), two.next()])
    expect(begun).toEqual(['ada'])
    const next = one.next()
    gone.abort()
    expect((await next).done).toBe(true)
    expect(stopped).toEqual([])
    await two.return(undefined)
    expect(stopped).toEqual(['ada'])
    await open().next()
    expect(begun).toEqual(['ada', 'ada'])
  })
})

describe('streams of one account', () => {
  it('share one feed, and nobody else’s', async () => {
    const { reads, put, begun } = watched({ ofSession: 50, ofAccount: 50 })
    const own = await Promise.all(Array.from({ length: 20 }, () => reads()))
    const other = await reads({ account: 'bob' })
    put('a', { value: 1 })
    await turn()
    expect(begun).toEqual(['ada', 'bob'])
    for (const { seen } of own) expect(seen).toEqual(['event: reading\ndata: {"value":1}\n\n'])
    expect(other.seen).toEqual([])
  })
  it('are so many and no more, of a session and of all: the oldest ends and is told why', async () => {
    const { reads, put } = watched({ ofSession: 2, ofAccount: 3 })
    const all = []
    for (const session of ['s', 's', 's', 't', 'u']) {
      all.push(await reads({ session }))
      await turn()
    }
    put('a', { value: 1 })
    await turn()
    const replaced = 'event: replaced\ndata: {}\n\n'
    const told = 'event: reading\ndata: {"value":1}\n\n'
    expect(all.map(({ seen }) => seen)).toEqual([[replaced], [replaced], [told], [told], [told]])
    await Promise.all(all.slice(0, 2).map(({ over }) => over))
  })
  it('all break off when their feed fails', async () => {
    const { reads, fail } = watched()
    const [one, two] = [await reads(), await reads({ session: 't' })]
    const ends = Promise.allSettled([one.over, two.over])
    fail(new Error('no database'))
    expect((await ends).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  })
})
