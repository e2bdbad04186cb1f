import type { Icon } from '@tabler/icons-react'
import type { QueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { Dictionary, Say } from '../locales/words.tsx'

/** What is asked before something is done that cannot be taken back. */
export interface Question {
  readonly title: string
  /** Exactly what goes. */
  readonly says: ReactNode
  readonly yes: string
  /** The password has to be typed: an open session is not enough. */
  readonly password?: boolean
}

export interface Tools {
  readonly say: Say
  readonly queries: QueryClient
  readonly go: (to: string, options?: { readonly replace?: boolean; readonly state?: unknown }) => void
  /** What was typed, if the question asked for it. */
  readonly password: string
}

/** Something that a person can do, in the words `W`. */
interface Worded<T, W> {
  readonly label: (t: W, to: T) => string
  readonly icon?: Icon
  readonly danger?: boolean
  /** A key, heard while the part it belongs to has the focus (WCAG 2.1.4). */
  readonly key?: string
  /** Whether the data that came from the server lets it be done. */
  readonly offered?: (to: T) => boolean
  readonly asks?: (t: W, to: T) => Question
  readonly run: (to: T, tools: Tools) => unknown
  readonly done?: (t: W, to: T) => string
}
/** Something that a person can do, said once: button, menu and key share it. */
export type Action<T = void> = Worded<T, Say>

/**
 * Actions in the words of a module.
 * `const action = actionsIn(identityWords)`, and then `export const endSession = action<Session>({ label: t => t.sessions.end, … })`
 */
export const actionsIn =
  <W>(words: Dictionary<W>) =>
  <T = void>({ label, asks, done, ...rest }: Worded<T, W>): Action<T> => ({
    ...rest,
    label: (say, to) => label(say(words), to),
    ...(asks && { asks: (say: Say, to: T) => asks(say(words), to) }),
    ...(done && { done: (say: Say, to: T) => done(say(words), to) }),
  })
