import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { components } from '../api.d.ts'
import { answer, api } from '../client.ts'

export type MyData = components['schemas']['MyData']
export type HeldGroup = components['schemas']['HeldGroup']
export type HeldTable = components['schemas']['HeldTable']
export type DeletionReport = components['schemas']['DeletionReport']

/** What is held about me, why, and until when. */
export const myData = queryOptions({ queryKey: ['my-data'], queryFn: () => answer(api.GET('/api/my-data')) })

/** What deleting the account would take away now. */
export const deletion = queryOptions({
  queryKey: ['deletion'],
  queryFn: () => answer(api.GET('/api/account/deletion')),
  staleTime: 0,
})

/** The entries themselves, page by page. */
export const entriesOf = (table: string) =>
  infiniteQueryOptions({
    queryKey: ['my-data', table],
    queryFn: ({ pageParam }) =>
      answer(
        api.GET('/api/my-data/{table}', {
          params: { path: { table }, query: { limit: 25, ...(pageParam && { after: Number(pageParam) }) } },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
  })

export type RightsStanding = components['schemas']['RightsStanding']
/** What I can object to and have restricted, and how that stands. */
export const standing = queryOptions({
  queryKey: ['standing'],
  queryFn: () => answer(api.GET('/api/my-data/standing')),
  staleTime: 0,
})
/** Copies that this session asked for and can still fetch. */
export const copies = queryOptions({
  queryKey: ['my-copies'],
  queryFn: () => answer(api.GET('/api/my-data/copies')),
  staleTime: 0,
})
/** What I asked the privacy desk. */
export const ownRequests = queryOptions({
  queryKey: ['my-requests'],
  queryFn: () => answer(api.GET('/api/my-data/requests')),
})
