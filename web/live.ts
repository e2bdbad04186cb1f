import { useSyncExternalStore } from 'react'
import type { components } from './api.d.ts'
import { tabsOfBrowser, type Tabs } from './live-tabs.ts'

export interface Reading {
  readonly channel: string
  readonly at: string
  readonly value: number
}
/** What was wanted of a device in the portal last, here or in another window, and what became of it. */
export type Wish = components['schemas']['Wish']
export interface DeviceNews {
  readonly id: string
  readonly state: 'ok' | 'silent' | 'fault'
  readonly on: boolean | null
  readonly wish: Wish | null
}
export interface GatewayNews {
  readonly id: string
  readonly online: boolean
  readonly lastSeenAt: string | null
}
export type News =
  | { readonly about: 'reading'; readonly is: Reading }
  | { readonly about: 'device'; readonly is: DeviceNews }
  | { readonly about: 'gateway'; readonly is: GatewayNews }

export type Line =
  | { readonly state: 'resting' | 'connecting' | 'open' }
  | { readonly state: 'lost'; readonly since: number }

const patience = [1_000, 2_000, 5_000, 10_000, 30_000]

/** What the tab that holds the line tells the others. */
export type TabMessage = { readonly news: News } | { readonly line: Line }
const alone: Tabs<TabMessage> = {
  join: holds => {
    holds()
    return { say: () => {}, leave: () => {} }
  },
}

/**
 * One line to the server for all tabs. Readings are handed on four times a second at most, all that came in at once:
 * a home with many meters must not redraw the screen for each of them.
 */
export function liveLine(open: () => EventSource, clock: () => number = Date.now, tabs: Tabs<TabMessage> = alone) {
  const hearers = new Set<(news: readonly News[]) => void>()
  const watchers = new Set<() => void>()
  let line: Line = { state: 'resting' }
  let source: EventSource | undefined
  let waiting: News[] = []
  let tries = 0
  let retry: ReturnType<typeof setTimeout> | undefined
  let hand: ReturnType<typeof setTimeout> | undefined
  let others: ReturnType<typeof tabs.join> | undefined

  const turn = (next: Line) => {
    if (next.state === line.state) return
    line = next
    watchers.forEach(watch => watch())
  }
  const turnAll = (next: Line) => {
    turn(next)
    others?.say({ line })
  }
  const handOn = () => {
    hand = undefined
    const news = waiting
    waiting = []
    hearers.forEach(hear => hear(news))
  }
  const put = (news: News) => {
    waiting.push(news)
    hand ??= setTimeout(handOn, 250)
  }
  const take = (about: News['about']) => (event: MessageEvent<string>) => {
    const news = { about, is: JSON.parse(event.data) } as News // as: the API says so
    put(news)
    others?.say({ news })
  }

  function comeAgain(after?: number) {
    source?.close()
    retry = setTimeout(connect, after)
  }
  function connect() {
    source = open()
    source.onopen = () => {
      tries = 0
      turnAll({ state: 'open' })
    }
    source.onerror = () => {
      turnAll({ state: 'lost', since: clock() })
      // The browser tries again by itself after a break, but gives up for good when the server answers with an error.
      if (source?.readyState !== 2) return
      comeAgain(patience[Math.min(tries++, patience.length - 1)])
    }
    // This session has lines enough; at once again would end somebody else's, and so on in a circle.
    source.addEventListener('replaced', () => {
      turnAll({ state: 'lost', since: clock() })
      comeAgain(patience.at(-1))
    })
    for (const about of ['reading', 'device', 'gateway'] as const) source.addEventListener(about, take(about))
  }

  return {
    start() {
      if (line.state !== 'resting') return
      turn({ state: 'connecting' })
      others = tabs.join(
        connect,
        said => {
          if ('news' in said) put(said.news)
          else turn(said.line)
        },
        () => others?.say({ line }),
      )
    },
    stop() {
      others?.leave()
      others = undefined
      source?.close()
      clearTimeout(retry)
      clearTimeout(hand)
      hand = undefined
      waiting = []
      turn({ state: 'resting' })
    },
    hear(hearer: (news: readonly News[]) => void) {
      hearers.add(hearer)
      return () => {
        hearers.delete(hearer)
      }
    },
    watch(watcher: () => void) {
      watchers.add(watcher)
      return () => {
        watchers.delete(watcher)
      }
    },
    now: () => line,
  }
}

export const live = liveLine(() => new EventSource('/api/live'), Date.now, tabsOfBrowser())
/** How the line to the server is, for whoever shows it. */
export const useLine = () => useSyncExternalStore(live.watch, live.now)
