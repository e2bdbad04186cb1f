import { DatabaseAway, withoutValues } from '../problems/errors.ts'

/**
 * Whether the database answers. What fails because it does not is a `DatabaseAway`, and the first work that succeeds
 * after that is told.
 */
export interface Reach {
  /** The error as it may be thrown on. */
  failed(error: unknown): unknown
  worked(): void
}

export function reachOf(back: () => void): Reach {
  let away = false
  return {
    failed(error) {
      const known = withoutValues(error)
      if (known instanceof DatabaseAway) away = true
      return known
    },
    worked() {
      if (!away) return
      away = false
      back()
    },
  }
}
