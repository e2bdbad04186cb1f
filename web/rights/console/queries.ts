import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { components, paths } from '../../api.d.ts'
import { answer, api } from '../../client.ts'

export type DeskRequest = components['schemas']['DeskRequest']
export type DeskRequestWithHistory = components['schemas']['DeskRequestWithHistory']
export type CarriedOut = components['schemas']['CarriedOut']
export type DeskChoices = components['schemas']['DeskChoices']

/** What can be carried out, as the API takes it. */
export type Deed = paths['/api/desk/requests/{id}/carry-out']['post']['requestBody']['content']['application/json']

/** What an erasure of the person would do, asked for anew each time. */
export const foreseenErasure = (id: string) =>
  queryOptions({
    queryKey: ['console', 'requests', 'erasure', id],
    queryFn: () => answer(api.GET('/api/desk/requests/{id}/erasure', { params: { path: { id } } })),
    staleTime: 0,
    gcTime: 0,
  })

export const deskChoices = (id: string) =>
  queryOptions({
    queryKey: ['console', 'requests', 'choices', id],
    queryFn: () => answer(api.GET('/api/desk/requests/{id}/choices', { params: { path: { id } } })),
    staleTime: 0,
  })

/** How many are open, and the one that is due first. */
export const openRequests = queryOptions({
  queryKey: ['console', 'requests', 'waiting'],
  queryFn: () => answer(api.GET('/api/desk/requests', { params: { query: { state: 'open', limit: 1 } } })),
})

/** All of them, page by page. */
export const deskRequestPages = (state: 'open' | 'closed') =>
  infiniteQueryOptions({
    queryKey: ['console', 'requests', 'pages', state],
    queryFn: ({ pageParam }) =>
      answer(
        api.GET('/api/desk/requests', {
          params: { query: { state, limit: 25, ...(pageParam && { after: pageParam }) } },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
  })

/**
 * Letters to those who were erased stay in sight until they are printed (`onlyHere.ts`), by the ids of their requests.
 */
export const erasedLetters = 'erased '

/** The same as the server keeps them for this session: also one whose answer was lost on its way here. */
export const lettersToPrint = queryOptions({
  queryKey: ['console', 'requests', 'letters'],
  queryFn: () => answer(api.GET('/api/desk/letters-to-print')),
})

export const letterToPrint = (id: string) =>
  queryOptions({
    queryKey: [...lettersToPrint.queryKey, id],
    queryFn: () => answer(api.GET('/api/desk/requests/{id}/letter', { params: { path: { id } }, parseAs: 'text' })),
  })

export const deskRequest = (id: string) =>
  queryOptions({
    queryKey: ['console', 'requests', 'one', id],
    queryFn: () => answer(api.GET('/api/desk/requests/{id}', { params: { path: { id } } })),
  })

export type Objection = components['schemas']['ObjectionToExamine']

export const everyObjection = { queryKey: ['console', 'objections'] } as const

export const objections = infiniteQueryOptions({
  queryKey: [...everyObjection.queryKey, 'pages'],
  queryFn: ({ pageParam }) =>
    answer(
      api.GET('/api/desk/objections', { params: { query: { limit: 25, ...(pageParam && { after: pageParam }) } } }),
    ),
  initialPageParam: '',
  getNextPageParam: ({ next }) => next,
})

/** How many wait. */
export const objectionsWaiting = queryOptions({
  queryKey: [...everyObjection.queryKey, 'waiting'],
  queryFn: () => answer(api.GET('/api/desk/objections', { params: { query: { limit: 1 } } })),
})

export type Restriction = components['schemas']['RestrictionOnRequest']

export const restrictions = infiniteQueryOptions({
  queryKey: ['console', 'restrictions'],
  queryFn: ({ pageParam }) =>
    answer(
      api.GET('/api/desk/restrictions', { params: { query: { limit: 25, ...(pageParam && { after: pageParam }) } } }),
    ),
  initialPageParam: '',
  getNextPageParam: ({ next }) => next,
})

export type Assessment = components['schemas']['Assessment']

export const assessments = infiniteQueryOptions({
  queryKey: ['console', 'assessments'],
  queryFn: ({ pageParam }) =>
    answer(
      api.GET('/api/desk/assessments', { params: { query: { limit: 25, ...(pageParam && { after: pageParam }) } } }),
    ),
  initialPageParam: '',
  getNextPageParam: ({ next }) => next,
})
