import type { Destination } from '../../kernel/recipients/way-out.ts'
import type { Trouble } from './problems.ts'

/** A letter as it is read. */
export interface Letter {
  readonly id: string
  /** The same for every try, so that who gets it twice can tell. */
  readonly messageId: string
  readonly from: { readonly name: string; readonly address: string }
  readonly to: string
  readonly date: Date
  readonly language: 'de' | 'en'
  readonly subject: string
  readonly text: string
  readonly html: string
}
/** A letter in its final form, to the byte. */
export interface Message extends Letter {
  readonly bytes: Buffer
}

/** What became of a try. */
export type DeliveryOutcome = Tried & {
  /** The relay was not asked, so this tells nothing of how it is. */
  readonly unasked?: true
}
type Tried =
  | { readonly is: 'taken'; readonly answer: string }
  /** It will never be taken: no such mailbox, or not wanted, which may concern all letters of this platform. */
  | { readonly is: 'refused'; readonly answer: string; readonly byPolicy?: true }
  /** Perhaps later. `trouble` says that the relay takes no letter of anybody's now. */
  | { readonly is: 'not now'; readonly answer: string; readonly trouble?: Trouble }

/** Where letters go: a relay, or the letterbox of a demo. */
export interface Transport {
  /** Whether the letter leaves the platform by it. */
  readonly leavesThePlatform: boolean
  /** The host that is called, where one is. */
  readonly calls?: Destination
  /** `announced` runs before anything of the letter is said, and can still stop it. */
  hand(message: Message, announced: () => Promise<void>): Promise<DeliveryOutcome>
  /** Whether it answers and lets us in; nothing of anybody is said. */
  tried?(): Promise<DeliveryOutcome>
}

/**
 * Nowhere to send to yet: letters wait. A live platform without a relay does not begin to listen, so this serves
 * commands only.
 */
export const silent: Transport = {
  leavesThePlatform: true,
  hand: async () => ({ is: 'not now', answer: 'no relay', unasked: true }),
}
