import type { Message, Transport } from './transport.ts'

/** A letter as it would have gone out. `body` is its HTML without the page around it. */
export interface Received extends Message {
  readonly at: Date
  readonly links: readonly string[]
}

/**
 * Takes in the letters of a demo or a test, in memory: nothing leaves the platform, and nothing stays when it closes.
 */
export interface Letterbox extends Transport {
  /** Newest first. */
  letters(): readonly Received[]
  /** Lets go of all but these: with a person who is erased go the letters that this platform would have sent. */
  keepOnly(ids: ReadonlySet<string>): void
}

const room = 500

export function letterbox(now: () => Date): Letterbox {
  let held: Received[] = []
  return {
    leavesThePlatform: false,
    async hand(message) {
      // Like a mailbox that knows the Message-ID already: a second try changes nothing.
      if (!held.some(one => one.messageId === message.messageId))
        held = [{ ...message, at: now(), links: linksIn(message.text) }, ...held].slice(0, room)
      return { is: 'taken', answer: 'letterbox' }
    },
    letters: () => held,
    keepOnly: ids => {
      held = held.filter(({ id }) => ids.has(id))
    },
  }
}

const linksIn = (text: string): string[] =>
  [...text.matchAll(/https?:\/\/\S+(?:#\S+|\/[\w-]{43})(?!\S)/g)].map(([link]) => link)
