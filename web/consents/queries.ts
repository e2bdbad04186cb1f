import { queryOptions } from '@tanstack/react-query'
import type { components } from '../api.d.ts'
import { answer, api } from '../client.ts'

export type Consent = components['schemas']['Consent']
export type ConsentEvent = components['schemas']['ConsentEvent']

/** What I can agree to, word for word, and what I have said to it. */
export const myConsents = queryOptions({
  queryKey: ['consents'],
  queryFn: () => answer(api.GET('/api/consents')),
  staleTime: 0,
})

/** What happened to one of them. */
export const historyOf = (id: string) =>
  queryOptions({
    queryKey: ['consents', id],
    queryFn: () => answer(api.GET('/api/consents/{id}/history', { params: { path: { id } } })),
    staleTime: 0,
  })

/** By all that a consent is given for. */
export const keyOf = ({ purpose, recipient, channel }: Consent) => ({
  purpose,
  recipient: recipient?.id ?? null,
  channel: channel?.name ?? null,
})
