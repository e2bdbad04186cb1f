/**
 * One connection or look-up that was seen: where to, because of which recipient if a hand-over opened the way, and by
 * whose code.
 */
export interface Contact {
  readonly host: string
  readonly port: number | undefined
  readonly recipient: string | undefined
  readonly by: string
}

/**
 * What was seen of one store: the activities that its statements stated, those under which somebody worked, and the
 * tables that were written, each with the activity that it is kept under; null where nobody declared it.
 */
export interface Worked {
  readonly stated: readonly string[]
  readonly purposes: readonly string[]
  readonly tables: readonly (readonly [table: string, under: string | null])[]
}

/**
 * Notes what a running platform really does, so that it can be held against what the statement says it does. Nothing of
 * anybody's is noted.
 */
export interface Recorder {
  contacted(contact: Contact): void
  worked(worked: Worked): void
}
