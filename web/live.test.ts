import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { liveLine, type News } from './live.ts'

/** What a browser's EventSource does, as far as the line can see it. */
class Source extends EventTarget {
  readyState = 0
  onopen: (() => void) | null = null
  onerror: (() => void) | null = null
  close() { this.readyState = 2 }
  opens() { this.readyState = 1; this.onopen?.() }
  breaks() { this.readyState = 0; this.onerror?.() }
  isRefused() { this.readyState = 2; this.onerror?.() }
  says(event: string, data: unknown) { this.dispatchEvent(new MessageEvent(event, { data: JSON.stringify(data) })) }
}

function aLine() {
  const sources: Source[] = []
  const line = liveLine(() => {
    sources.push(new Source())
    return sources.at(-1) as unknown as EventSource // as: the few things of it that the line uses
  }, () => 42)
  line.start()
  return { line, sources, last: () => sources.at(-1) as Source }
}

describe('The live line', () => {
  beforeEach(() => { vi.useFakeTimers() })
  afterEach(() => { vi.useRealTimers() })

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
  it('hears nothing more once the person has left', () => {
    const { line, sources, last } = aLine()
    last().isRefused()
    line.stop()
    vi.advanceTimersByTime(60_000)
    expect([sources.length, line.now().state]).toEqual([1, 'resting'])
  })
})
