import { useSyncExternalStore } from 'react'
import type { components } from './api.d.ts'

export interface Reading { readonly channel: string, readonly at: string, readonly value: number }
/** What was wanted of a device in the portal last, here or in another window, and what became of it. */
export type Wish = components['schemas']['Wish']
export interface DeviceNews { readonly id: string, readonly state: 'ok' | 'silent' | 'fault', readonly on: boolean | null, readonly wish: Wish | null }
export interface GatewayNews { readonly id: string, readonly online: boolean, readonly lastSeenAt: string | null }
export type News =
  | { readonly about: 'reading', readonly is: Reading }
  | { readonly about: 'device', readonly is: DeviceNews }
  | { readonly about: 'gateway', readonly is: GatewayNews }

export type Line = { readonly state: 'resting' | 'connecting' | 'open' } | { readonly state: 'lost', readonly since: number }

const patience = [1_000, 2_000, 5_000, 10_000, 30_000]

/**
 * One line to the server for the whole page. Readings are handed on four times a second at most, all that came in at once:
 * a house with many meters must not redraw the screen for each of them.
 */
export function liveLine(open: () => EventSource, clock: () => number = Date.now) {
  const hearers = new Set<(news: readonly News[]) => void>()
  const watchers = new Set<() => void>()
  let line: Line = { state: 'resting' }
  let source: EventSource | undefined
  let waiting: News[] = []
  let tries = 0
  let retry: ReturnType<typeof setTimeout> | undefined
  let hand: ReturnType<typeof setTimeout> | undefined

  const turn = (next: Line) => {
    if (next.state === line.state) return
    line = next
    watchers.forEach(watch => watch())
  }
  const handOn = () => {
    hand = undefined
    const news = waiting
    waiting = []
    hearers.forEach(hear => hear(news))
  }
  const take = (about: News['about']) => (event: MessageEvent<string>) => {
    waiting.push({ about, is: JSON.parse(event.data) } as News) // as: the API says so
    hand ??= setTimeout(handOn, 250)
  }

  function connect() {
    source = open()
    source.onopen = () => { tries = 0; turn({ state: 'open' }) }
    source.onerror = () => {
      turn({ state: 'lost', since: clock() })
      // The browser tries again by itself after a break, but gives up for good when the server answers with an error.
      if (source?.readyState !== 2) return
      source.close()
      retry = setTimeout(connect, patience[Math.min(tries++, patience.length - 1)])
    }
    for (const about of ['reading', 'device', 'gateway'] as const) source.addEventListener(about, take(about))
  }

  return {
    start() {
      if (line.state !== 'resting') return
      turn({ state: 'connecting' })
      connect()
    },
    stop() {
      source?.close()
      clearTimeout(retry)
      clearTimeout(hand)
      hand = undefined
      waiting = []
      turn({ state: 'resting' })
    },
    hear(hearer: (news: readonly News[]) => void) {
      hearers.add(hearer)
      return () => { hearers.delete(hearer) }
    },
    watch(watcher: () => void) {
      watchers.add(watcher)
      return () => { watchers.delete(watcher) }
    },
    now: () => line,
  }
}

export const live = liveLine(() => new EventSource('/api/live'))
/** How the line to the server is, for whoever shows it. */
export const useLine = () => useSyncExternalStore(live.watch, live.now)
