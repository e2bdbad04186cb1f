import type { components } from './api.d.ts'

type Details = components['schemas']['Problem']

/** A "no" of the server (RFC 9457), or its silence: `id` says which, `detail` and `helps` say it to the person. */
export class Problem extends Error {
  readonly id: string
  readonly status: number
  readonly title: string
  readonly helps: string
  readonly fields: Readonly<Record<string, string>>

  constructor(details: Partial<Details>) {
    super(details.title ?? details.id ?? 'problem')
    this.name = 'Problem'
    this.id = details.id ?? 'unknown'
    this.status = details.status ?? 0
    this.title = details.title ?? ''
    this.helps = details.helps ?? ''
    this.fields = details.fields ?? {}
  }
}

/** No answer at all: the words for it are ours, because no server could choose them. */
export const unreachable = () => new Problem({ id: 'unreachable' })

/** Whatever was thrown, as a problem that a screen can show. */
export const problemIn = (thrown: unknown): Problem =>
  thrown instanceof Problem ? thrown : new Problem({ id: 'unknown' })
