import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { answer, api } from '../client.ts'
import type { By, Day } from './periods.ts'

/** What a channel measured in a period and in the one before. */
export const seriesOf = (channel: string, by: By, from: Day) =>
  queryOptions({
    queryKey: ['series', channel, by, from],
    queryFn: () =>
      answer(api.GET('/api/channels/{id}/series', { params: { path: { id: channel }, query: { by, from } } })),
    staleTime: 60_000,
  })
/** The chart keeps standing while the next one is fetched. */
export const shownSeriesOf = (channel: string, by: By, from: Day) =>
  queryOptions({ ...seriesOf(channel, by, from), placeholderData: keepPreviousData })
