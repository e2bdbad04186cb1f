import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { liveLine, type News, type TabMessage } from './live.ts'

/** What a browser's EventSource does, as far as the line can see it. */
class Source extends EventTarget {
  readyState = 0
  onopen: (() => void) | null = null
  onerror: (() => void) | null = null
  close() {
    this.readyState = 2
  }
  opens() {
    this.readyState = 1
    this.onopen?.()
  }
  breaks() {
    this.readyState = 0
    this.onerror?.()
  }
  isRefused() {
    this.readyState = 2
    this.onerror?.()
  }
  says(event: string, data: unknown) {
    this.dispatchEvent(new MessageEvent(event, { data: JSON.stringify(data) }))
  }
}

function aLine() {
  const sources: Source[] = []
  const line = liveLine(
    () => {
      sources.push(new Source())
      return sources.at(-1) as unknown as EventSource // as: the few things of it that the line uses
    },
    () => 42,
  )
  line.start()
  return { line, sources, last: () => sources.at(-1) as Source }
}

describe('The live line', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('hands on what came in together at once', () => {
    const { line, last } = aLine()
    const heard: (readonly News[])[] = []
    line.hear(news => heard.push(news))
    last().opens()
    last().says('reading', { channel: 'a', at: '2026-03-10T12:00:00Z', value: 1 })
    last().says('device', { id: 'd', state: 'ok', on: true })
    expect(heard).toEqual([])
    vi.advanceTimersByTime(250)
    expect(heard.map(news => news.map(({ about }) => about))).toEqual([['reading', 'device']])
  })
  it('says that it is lost, and when, until it is open again', () => {
    const { line, last } = aLine()
    last().opens()
    last().breaks()
    expect(line.now()).toEqual({ state: 'lost', since: 42 })
    last().opens()
    expect(line.now()).toEqual({ state: 'open' })
  })
  it('tries again by itself, more and more rarely, when the server refuses', () => {
    const { sources, last } = aLine()
    last().isRefused()
    vi.advanceTimersByTime(1_000)
    expect(sources).toHaveLength(2)
    last().isRefused()
    vi.advanceTimersByTime(1_000)
    expect(sources).toHaveLength(2)
    vi.advanceTimersByTime(1_000)
    expect(sources).toHaveLength(3)
  })
  it('comes back after a while where the server ended it for a newer one, and not at once', () => {
    const { line, sources, last } = aLine()
    last().opens()
    last().says('replaced', {})
    expect(line.now().state).toBe('lost')
    vi.advanceTimersByTime(29_000)
    expect(sources).toHaveLength(1)
    vi.advanceTimersByTime(1_000)
    expect(sources).toHaveLength(2)
  })
  it('tells the other tabs what comes in and how it is, and a tab that does not hold it hears that', () => {
    const said: TabMessage[] = []
    let holds = () => {}
    let hears: (said: TabMessage) => void = () => {}
    const source = new Source()
    const opened: number[] = []
    const line = liveLine(
      () => {
        opened.push(1)
        return source as unknown as EventSource
      },
      () => 42,
      {
        // as: the few things of it that the line uses
        join: (hold, hear) => {
          holds = hold
          hears = hear
          return {
            say: one => {
              said.push(one)
            },
            leave: () => {},
          }
        },
      },
    )
    line.start()
    expect(opened).toEqual([])
    const heard: (readonly News[])[] = []
    line.hear(news => heard.push(news))
    hears({ line: { state: 'open' } })
    hears({ news: { about: 'reading', is: { channel: 'a', at: '2026-03-10T12:00:00Z', value: 1 } } })
    vi.advanceTimersByTime(250)
    expect([line.now().state, heard.length]).toEqual(['open', 1])
    holds()
    source.opens()
    source.says('device', { id: 'd', state: 'ok', on: true, wish: null })
    expect(said).toEqual([
      { line: { state: 'open' } },
      { news: { about: 'device', is: { id: 'd', state: 'ok', on: true, wish: null } } },
    ])
    source.breaks()
    expect(said.at(-1)).toEqual({ line: { state: 'lost', since: 42 } })
    expect(opened).toEqual([1])
  })
  it('hears nothing more once the person has left', () => {
    const { line, sources, last } = aLine()
    last().isRefused()
    line.stop()
    vi.advanceTimersByTime(60_000)
    expect([sources.length, line.now().state]).toEqual([1, 'resting'])
  })
})
