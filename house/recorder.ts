/** One connection or look-up that was seen: where to, because of which recipient if a hand-over opened the way, and by whose code. */
export interface Contact {
  readonly host: string
  readonly port: number | undefined
  readonly recipient: string | undefined
  readonly by: string
}

/** Notes what a running house really does, so that it can be held against what the statement says it does. Nothing of anybody's is noted. */
export interface Recorder {
  contacted(contact: Contact): void
}
