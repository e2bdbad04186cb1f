import { queryOptions } from '@tanstack/react-query'
import type { components } from '../../api.d.ts'
import { answer, api } from '../../client.ts'

export type Alarm = components['schemas']['Alarm']

export const everyAlarm = { queryKey: ['console', 'alarms'] } as const

export const alarms = (state: 'open' | 'over') =>
  queryOptions({
    queryKey: [...everyAlarm.queryKey, state],
    queryFn: () => answer(api.GET('/api/desk/alarms', { params: { query: { state } } })),
    refetchInterval: 30_000,
  })
