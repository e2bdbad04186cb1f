import { queryOptions } from '@tanstack/react-query'
import type { components } from '../api.d.ts'
import { answer, api } from '../client.ts'

export type Standing = components['schemas']['StatementStanding']
export type Change = components['schemas']['Change']

/**
 * The statement in force, and what has changed since the version that I saw last. Asked once: no page goes from under
 * somebody's hands.
 */
export const statementStanding = queryOptions({
  queryKey: ['statement'],
  queryFn: () => answer(api.GET('/api/statement')),
  staleTime: Infinity,
})

/** Whether there is something to be shown before anything else. */
export const isNews = ({ seen, changes }: Standing) => !seen && changes.length > 0
