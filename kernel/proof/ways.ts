import type { Findings } from './findings.ts'

/**
 * One way out of the process that serves, really tried in one that is closed like it: what stopped it, if anything did.
 */
export interface WayTried {
  readonly what: string
  readonly stoppedBy: 'the guard' | 'Node’s permissions' | 'nothing'
}

/**
 * Nothing leaves but through disclosure: everything else that could open a way out was tried, and says by which layer
 * it was stopped.
 */
export function proveWays(tried: readonly WayTried[], found: Findings): void {
  const { nothing = [], ...stopped } = Object.groupBy(tried, ({ stoppedBy }) => stoppedBy)
  for (const { what } of nothing) found.fault(`${what} past the gate was not stopped`, ...about)
  for (const [layer, ways] of Object.entries(stopped))
    for (const promise of about)
      found.shows(promise, { from: 'attempts', says: `${layer} stopped ${ways.map(({ what }) => what).join(', ')}` })
}
const about = ['statement/disclosure']
