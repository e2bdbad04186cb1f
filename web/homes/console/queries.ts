import { infiniteQueryOptions } from '@tanstack/react-query'
import type { components, paths } from '../../api.d.ts'
import { answer, api } from '../../client.ts'

export type ListedGateway = components['schemas']['ListedGateway']
export type NewGateway = components['schemas']['NewGateway']
export type LineOfImport = components['schemas']['LineOfImport']
export type GatewayQuestion = Pick<
  NonNullable<paths['/api/desk/gateways']['get']['parameters']['query']>,
  'search' | 'state'
>

export const everyGateway = { queryKey: ['console', 'gateways'] } as const

export const listedGateways = (question: GatewayQuestion) =>
  infiniteQueryOptions({
    queryKey: [...everyGateway.queryKey, question],
    queryFn: ({ pageParam }) =>
      answer(
        api.GET('/api/desk/gateways', {
          params: { query: { ...question, limit: 50, ...(pageParam && { after: pageParam }) } },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
  })
