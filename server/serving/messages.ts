import type { EnvironmentSaid } from '../startup/environment.ts'
import type { Standing } from '../startup/instance.ts'
import type { Places } from '../demo/demo-lines.ts'
import type { DemoGateway } from '../demo/gateways.ts'
import type { Platform } from '../platform.ts'
import type { ToRun } from './run-instance.ts'
import type { Ran } from '../sandbox/worker.ts'

/**
 * What the process that serves is to do; it goes through the channel between the two, so that no secret stands in a
 * command line.
 */
export interface ToServe {
  readonly instance: Standing
  readonly run: Omit<ToRun, 'modules'>
  /** By name, where not all of them run. */
  readonly modules?: readonly string[]
  readonly environment: EnvironmentSaid
  /** Whether the people of the demo are let in. */
  readonly demo: boolean
}

/** What it tells once it serves. */
export interface Served {
  /** Where people reach it, and where this machine does. */
  readonly url: string
  readonly here: string
  readonly mqttPort: number | undefined
  readonly store: 'live' | 'demo' | 'test'
  readonly version: number
  readonly effective: string
  /** The day that it is in the store's time. */
  readonly today: string
  readonly timeZone: string
  readonly migrated: number
  /** What nobody declared and was taken away, or is for the operator to close, line by line. */
  readonly mended: readonly string[]
  /** Where alarms are mailed, if anywhere. */
  readonly alarmsTo: string | undefined
  /** Why the statement in force runs in place of the manifest that was given. */
  readonly instead: string | undefined
  /** What the ledger held that the store lacked. */
  readonly caughtUp: Platform['caughtUp']
  readonly demo?: { readonly places: Places; readonly gateways: readonly DemoGateway[] }
}

export type ToServing =
  | { readonly is: 'serve'; readonly what: ToServe }
  | { readonly is: 'stop' }
  | { readonly is: 'reload' }
  | { readonly is: 'ran'; readonly id: number; readonly ran: Ran }
export type FromServing =
  | { readonly is: 'here' }
  | { readonly is: 'says'; readonly line: string }
  | { readonly is: 'serves'; readonly served: Served }
  /** Asks for a sandboxed job, by its name. */
  | { readonly is: 'run'; readonly id: number; readonly job: string; readonly input: Uint8Array }
  | { readonly is: 'failed'; readonly code: number; readonly words: string; readonly problems?: readonly unknown[] }
