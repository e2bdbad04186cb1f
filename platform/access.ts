import { contracts } from './contract.ts'
import type { Caller } from './route.ts'

/**
 * One request as the access log may see it: no caller, no query, the route's template in place of a path with
 * identifiers.
 */
export interface Visit {
  readonly at: Date
  readonly address: string
  readonly method: string
  /** Template of the route (`/api/devices/:id`), or `-` where no route answered. */
  readonly path: string
  /** The file of ours that was delivered; none where a route made the answer. */
  readonly file: string | undefined
  readonly status: number
  readonly bytes: number
  readonly milliseconds: number
  readonly referrer: string | undefined
  readonly agent: string | undefined
  readonly languages: string | undefined
  /** Domain of the visitor's internet provider, where a trusted proxy tells it. */
  readonly provider: string | undefined
}
/** Hears of every request once it is answered or refused. */
export const Visits = contracts<{ note(visit: Visit): void }>('http.visits')

/** Hears of staff who were refused what their permissions do not open. */
export const Denials = contracts<{ denied(account: string, route: string): Promise<void> }>('http.denials')

/** Turns what a browser sends into who is calling. */
export const Callers = contracts<{ callerOf(cookies: Readonly<Record<string, string | undefined>>): Promise<Caller> }>(
  'http.callers',
)
