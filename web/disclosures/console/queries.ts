import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { components } from '../../api.d.ts'
import { answer, api } from '../../client.ts'

export type AuthorityRequest = components['schemas']['AuthorityRequest']
export type HandedOver = components['schemas']['HandedOver']
export type AskableTable = components['schemas']['AskableTable']

/** How many wait for whoever asks. */
export const authorityRequests = queryOptions({
  queryKey: ['console', 'disclosures'],
  queryFn: () => answer(api.GET('/api/desk/disclosures', { params: { query: { limit: 1 } } })),
})

/** The same, page by page. */
export const authorityRequestPages = infiniteQueryOptions({
  queryKey: ['console', 'disclosures', 'pages'],
  queryFn: ({ pageParam }) =>
    answer(
      api.GET('/api/desk/disclosures', { params: { query: { limit: 25, ...(pageParam && { after: pageParam }) } } }),
    ),
  initialPageParam: '',
  getNextPageParam: ({ next }) => next,
})

export const handedOver = infiniteQueryOptions({
  queryKey: ['console', 'handed-over'],
  queryFn: ({ pageParam }) =>
    answer(
      api.GET('/api/desk/disclosures/handed-over', {
        params: { query: { limit: 50, ...(pageParam && { after: pageParam }) } },
      }),
    ),
  initialPageParam: '',
  getNextPageParam: ({ next }) => next,
})

/** What an authority can ask for about a customer. */
export const askable = queryOptions({
  queryKey: ['console', 'askable'],
  queryFn: () => answer(api.GET('/api/desk/disclosures/fields')),
  staleTime: Infinity,
})

export type Hold = components['schemas']['Hold']
export type Holds = components['schemas']['Holds']
export type HeldEntries = components['schemas']['HeldEntries']

export const logHolds = infiniteQueryOptions({
  queryKey: ['console', 'log-holds'],
  queryFn: ({ pageParam }) =>
    answer(api.GET('/api/desk/holds', { params: { query: { limit: 25, ...(pageParam && { after: pageParam }) } } })),
  initialPageParam: '',
  getNextPageParam: ({ next }) => next,
})

export type LegalHold = components['schemas']['LegalHold']

/** How many wait for whoever asks. */
export const legalHolds = queryOptions({
  queryKey: ['console', 'legal-holds'],
  queryFn: () => answer(api.GET('/api/desk/legal-holds', { params: { query: { limit: 1 } } })),
})

/** The same, page by page. */
export const legalHoldPages = infiniteQueryOptions({
  queryKey: ['console', 'legal-holds', 'pages'],
  queryFn: ({ pageParam }) =>
    answer(
      api.GET('/api/desk/legal-holds', { params: { query: { limit: 25, ...(pageParam && { after: pageParam }) } } }),
    ),
  initialPageParam: '',
  getNextPageParam: ({ next }) => next,
})
