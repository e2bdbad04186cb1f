import type { MovableClock } from '../clock/clock.ts'
import type { UsableActivity } from '../declare/activity.ts'
import type { Described } from '../declare/declarations.ts'
import type { InForce } from './store.ts'
import type { Who, Work } from './work.ts'

export type StoreKind = 'demo' | 'test' | 'live'

/**
 * What a module gets of the store: units of work under its own activities, and declarations to read. What reaches
 * further (erasure, copies, partitions) are functions of the kernel that take this
 * and open the whole store (`whole.ts`), which no module may import.
 */
export interface Units {
  readonly id: string
  readonly kind: StoreKind
  readonly clock: MovableClock
  readonly declarations: Described
  readonly inForce: InForce
  /** Runs a unit of work: one transaction, as the database role of this activity, bound to this person. */
  under<A extends UsableActivity, R>(activity: A, who: Who, work: (work: Work<A>) => Promise<R>): Promise<R>
  /** A keyed hash for one use: tells two words apart or the same, and to whom lacks the master secret nothing. */
  keyedHash(use: string, ...words: readonly string[]): Buffer
}
