import { pageAccount } from './page-account.ts'

/**
 * What the tabs of one browser share: one of them holds the line to the server and tells the others. A browser has few
 * connections to a server (six, where it speaks HTTP/1.1), and each line takes one for as long as it lasts.
 */
export interface Tabs<Said> {
  /**
   * `holds` is called once this tab is the one that holds the line; `hears` gets what the holder says while it is
   * another.
   */
  join(holds: () => void, hears: (said: Said) => void, asked: () => void): { say(said: Said): void; leave(): void }
}

type Message<Said> = { readonly is: 'said'; readonly said: Said } | { readonly is: 'asking' }

/**
 * By a lock that the browser gives to one tab after another; where there are none (a page without HTTPS), each tab has
 * a line of its own.
 */
export const tabsOfBrowser = <Said>(): Tabs<Said> => ({
  join(holds, hears, asked) {
    if (!('locks' in navigator)) {
      holds()
      return { say: () => {}, leave: () => {} }
    }
    // Tabs of another person's session hear nothing of this one.
    const name = `obhut.live.${pageAccount() ?? ''}`
    const channel = new BroadcastChannel(name)
    const leaving = new AbortController()
    const over = Promise.withResolvers<void>()
    let holding = false
    channel.onmessage = ({ data }: MessageEvent<Message<Said>>) => {
      if (data.is === 'asking') {
        if (holding) asked()
      } else if (!holding) hears(data.said)
    }
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel has no other origin; that is a window's
    const post = (message: Message<Said>) => channel.postMessage(message)
    void navigator.locks
      .request(name, { signal: leaving.signal }, () => {
        holding = true
        holds()
        return over.promise
      })
      .catch(() => {}) // this tab left before it was its turn
    post({ is: 'asking' })
    return {
      say: said => post({ is: 'said', said }),
      leave() {
        leaving.abort()
        over.resolve()
        channel.close()
      },
    }
  },
})
