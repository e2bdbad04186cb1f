import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { components, paths } from '../../api.d.ts'
import { answer, api } from '../../client.ts'

export type AuditEntry = components['schemas']['AuditEntry']
export type AuditVerification = components['schemas']['AuditVerification']
export type AuditQuestion = NonNullable<paths['/api/desk/audit']['get']['parameters']['query']>

/** Each look is an entry itself, so nothing is looked at again unasked. */
export const auditEntries = (question: AuditQuestion) =>
  infiniteQueryOptions({
    queryKey: ['console', 'audit', question],
    queryFn: ({ pageParam }) =>
      answer(
        api.GET('/api/desk/audit', {
          params: { query: { ...question, limit: 25, ...(pageParam && { after: pageParam }) } },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
    staleTime: Infinity,
    refetchOnWindowFocus: false,
  })

export const auditTerms = queryOptions({
  queryKey: ['console', 'audit-terms'],
  queryFn: () => answer(api.GET('/api/desk/audit/terms')),
  staleTime: Infinity,
})

export const auditVerification = queryOptions({
  queryKey: ['console', 'audit-verification'],
  queryFn: () => answer(api.GET('/api/desk/audit/verification')),
  staleTime: 60_000,
  refetchOnWindowFocus: false,
})
