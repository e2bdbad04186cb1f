import type { Icon } from '@tabler/icons-react'
import type { QueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { Words } from '../locales/de.ts'

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
  readonly t: Words
  readonly queries: QueryClient
  readonly go: (to: string, options?: { readonly replace?: boolean; readonly state?: unknown }) => void
  /** What was typed, if the question asked for it. */
  readonly password: string
}

/** Something that a person can do, said once: button, menu and key share it. */
export interface Action<T = void> {
  readonly label: (t: Words, to: T) => string
  readonly icon?: Icon
  readonly danger?: boolean
  /** A key, heard while the part it belongs to has the focus (WCAG 2.1.4). */
  readonly key?: string
  /** Whether the data that came from the server lets it be done. */
  readonly offered?: (to: T) => boolean
  readonly asks?: (t: Words, to: T) => Question
  readonly run: (to: T, tools: Tools) => unknown
  readonly done?: (t: Words, to: T) => string
}
