import { infiniteQueryOptions, queryOptions, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { components } from '../api.d.ts'
import { answer, api } from '../client.ts'
import { live, useLine } from '../live.ts'
import { isMore, withNews } from './news.ts'
import { traced, withReading } from './power.ts'

export type Home = components['schemas']['Home']
export type Gateway = components['schemas']['Gateway']
export type Device = components['schemas']['Device']
export type Channel = components['schemas']['Channel']

/** What is in the house, and how it is. */
export const home = queryOptions({ queryKey: ['home'], queryFn: () => answer(api.GET('/api/home')), staleTime: 60_000 })

/**
 * The house as it is now: asked for once, then kept up to date by the live line. How a gateway is (memory, signal, last
 * sign of life) it tells once a minute, and so often it is asked for; while the line is lost, twice as often.
 */
export function useHome() {
  const queries = useQueryClient()
  const { state } = useLine()
  const asked = useQuery({ ...home, refetchInterval: state === 'lost' ? 30_000 : 60_000 })

  useEffect(() => {
    live.start()
    return live.hear(news => {
      for (const { about, is } of news) {
        if (about === 'reading')
          queries.setQueryData(recentOf(is.channel).queryKey, known => known && withReading(known, is))
        if (about === 'device') void queries.invalidateQueries(switchingsOf(is.id))
      }
      const known = queries.getQueryData(home.queryKey)
      if (known && isMore(known, news)) void queries.invalidateQueries(home)
      queries.setQueryData(home.queryKey, now => now && withNews(now, news))
    })
  }, [queries])
  // What happened while nobody listened is not sent again.
  useEffect(() => {
    if (state !== 'open') return
    void queries.invalidateQueries(home)
    void queries.invalidateQueries({ queryKey: ['recent'] })
  }, [state, queries])
  return asked
}

/** The last minutes of a channel: asked for once, then the live line adds to them. */
export const recentOf = (channel: string) =>
  queryOptions({
    queryKey: ['recent', channel],
    queryFn: async () =>
      (
        await answer(
          api.GET('/api/channels/{id}/recent', { params: { path: { id: channel }, query: { minutes: traced } } }),
        )
      ).items,
    staleTime: Infinity,
  })

/** Who switched a device, when, and what became of it. */
export const switchingsOf = (device: string) =>
  infiniteQueryOptions({
    queryKey: ['switchings', device],
    queryFn: ({ pageParam }) =>
      answer(
        api.GET('/api/devices/{id}/switchings', {
          params: { path: { id: device }, query: pageParam ? { after: pageParam } : {} },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
  })

export type Comparison = components['schemas']['Comparison']
/** Last month beside the homes that take part; refused without my consent. */
export const comparison = queryOptions({
  queryKey: ['comparison'],
  queryFn: () => answer(api.GET('/api/home/comparison')),
  retry: false,
})
