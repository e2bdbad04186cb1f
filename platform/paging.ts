import { z } from 'zod'
import { identifier } from './text.ts'

/** A place in a list: the moment that it is ordered by, and the id that decides between two of the same moment. */
export interface ListPosition {
  readonly at: Date
  readonly id: string
}

/** PostgreSQL keeps no moment before 4713 BC. */
const earliest = Date.UTC(-4711, 0, 1)

/** What a list with cursor pages takes beside its filters. `takes: z.strictObject({ ...paged, state: … })` */
export const paged = {
  after: identifier(80, /^(?:\d{4}|[+-]\d{6})-\d\d-\d\dT[\d:.]+Z_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
    .transform((text): ListPosition => {
      const [at = '', id = ''] = text.split('_')
      return { at: new Date(at), id }
    })
    .refine(({ at }) => at.getTime() >= earliest, 'is a place that a page named')
    .optional()
    .describe('Goes on after this place: `next` of the page before. The filters have to be the same.'),
  limit: z.coerce.number().int().min(1).max(200).default(50).describe('Rows of a page.'),
}
export interface Paging {
  readonly after?: ListPosition | undefined
  readonly limit: number
}

/** One page of rows that were asked for with one more than its limit, and where the next one begins. */
export function pageOf<T extends { readonly id: string }>(
  rows: readonly T[],
  limit: number,
  at: (row: T) => Date,
): { readonly items: T[]; readonly next: string | null } {
  const items = rows.slice(0, limit)
  const last = rows.length > limit ? items.at(-1) : undefined
  return { items, next: last ? `${at(last).toISOString()}_${last.id}` : null }
}
/** So far is counted what stands on all pages together: counting all of a long list takes longer than showing it. */
export const mostCounted = 1000
export const total = z.int().describe(`How many there are on all pages together, counted up to ${mostCounted}.`)
export const next = z.string().nullable().describe('Where the next page begins; null on the last one.')
