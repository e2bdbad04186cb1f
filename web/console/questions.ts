import { queryOptions } from '@tanstack/react-query'
import type { components } from '../api.d.ts'
import { answer, api } from '../client.ts'
import { freshly } from './Freshly.tsx'

export type Colleague = components['schemas']['Colleague']
export type FoundCustomer = components['schemas']['FoundCustomer']

/** A new secret for an app: asked for once a screen, since each is another. */
export const enrolment = queryOptions({ queryKey: ['console', 'enrolment'], queryFn: () => freshly(() => answer(api.POST('/api/second-factor/enrolment'))), staleTime: Infinity, gcTime: 0, refetchOnWindowFocus: false, retry: false })
export const ownFactor = queryOptions({ queryKey: ['console', 'second-factor'], queryFn: () => answer(api.GET('/api/second-factor')) })
export const allColleagues = queryOptions({ queryKey: ['console', 'colleagues'], queryFn: () => answer(api.GET('/api/staff/accounts')) })
