import { queryOptions } from '@tanstack/react-query'
import type { components } from '../../api.d.ts'
import { answer, api } from '../../client.ts'

export type RecordedActivity = components['schemas']['RecordedActivity']
export type RecordOfProcessing = components['schemas']['RecordOfProcessing']

export const record = queryOptions({
  queryKey: ['console', 'record'],
  queryFn: () => answer(api.GET('/api/desk/record')),
})

export type StatementVersion = components['schemas']['StatementVersion']
export type Changes = components['schemas']['StatementChanges']

export const statementVersions = queryOptions({
  queryKey: ['console', 'statement'],
  queryFn: () => answer(api.GET('/api/desk/statement')),
})

export const changesOf = (version: number) =>
  queryOptions({
    queryKey: ['console', 'statement', version],
    queryFn: () => answer(api.GET('/api/desk/statement/{version}/changes', { params: { path: { version } } })),
  })
