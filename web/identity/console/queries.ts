import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { components } from '../../api.d.ts'
import { answer, api } from '../../client.ts'
import { withStepUp } from '../../console/parts/StepUp.tsx'

export type Colleague = components['schemas']['Colleague']
export type FoundCustomer = components['schemas']['FoundCustomer']

/** A new secret for an app: asked for once a screen, since each is another. */
export const enrolment = queryOptions({
  queryKey: ['console', 'enrolment'],
  queryFn: () => withStepUp(() => answer(api.POST('/api/second-factor/enrolment', { body: {} }))),
  staleTime: Infinity,
  gcTime: 0,
  refetchOnWindowFocus: false,
  retry: false,
})

export const allColleagues = infiniteQueryOptions({
  queryKey: ['console', 'colleagues'],
  queryFn: ({ pageParam }) =>
    answer(
      api.GET('/api/staff/accounts', { params: { query: { limit: 50, ...(pageParam && { after: pageParam }) } } }),
    ),
  initialPageParam: '',
  getNextPageParam: ({ next }) => next,
})

/** Everybody by id, of all pages. */
export const namesOfColleagues = queryOptions({
  queryKey: [...allColleagues.queryKey, 'names'],
  staleTime: 60_000,
  queryFn: async () => {
    const names = new Map<string, string>()
    for (let after: string | null = ''; after !== null; ) {
      const page: components['schemas']['Colleagues'] = await answer(
        api.GET('/api/staff/accounts', { params: { query: { limit: 200, ...(after && { after }) } } }),
      )
      for (const { id, firstName, lastName } of page.items) names.set(id, `${firstName} ${lastName}`)
      after = page.next
    }
    return names
  },
})

export type RoleRequest = components['schemas']['RoleRequest']

/** Permissions that were asked for, what waits and what has ended. */
export const roleRequests = infiniteQueryOptions({
  queryKey: ['console', 'role-requests'],
  queryFn: ({ pageParam }) =>
    answer(
      api.GET('/api/staff/role-requests', { params: { query: { limit: 10, ...(pageParam && { after: pageParam }) } } }),
    ),
  initialPageParam: '',
  getNextPageParam: ({ next }) => next,
})
