import { type QueryClient, queryOptions } from '@tanstack/react-query'
import type { components } from '../api.d.ts'
import { answer, api } from '../client.ts'
import { forgetAccount } from '../page-account.ts'
import { site, whoIsThis } from '../queries.ts'

/** Where the account is signed in. */
export const sessionsOpen = queryOptions({ queryKey: ['sessions'], queryFn: () => answer(api.GET('/api/sessions')) })

export type OwnFactor = components['schemas']['SecondFactor']
/** How it stands with the own second factor. */
export const ownFactor = queryOptions({
  queryKey: ['second-factor'],
  queryFn: () => answer(api.GET('/api/second-factor')),
})

/** Nobody is signed in any more: what was known about the person leaves the page's memory. */
export function forgetPerson(queries: QueryClient) {
  forgetAccount()
  queries.setQueryData(whoIsThis.queryKey, null)
  const stay = [site.queryKey[0], whoIsThis.queryKey[0]]
  queries.removeQueries({ predicate: ({ queryKey }) => !stay.includes(String(queryKey[0])) })
}
