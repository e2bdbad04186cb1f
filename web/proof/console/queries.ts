import { queryOptions } from '@tanstack/react-query'
import type { components } from '../../api.d.ts'
import { answer, api } from '../../client.ts'

export type ProofShown = components['schemas']['Proof']
export type ProvenPromise = components['schemas']['ProvenPromise']

export const latestProof = queryOptions({
  queryKey: ['console', 'proof'],
  queryFn: () => answer(api.GET('/api/desk/proof')),
})
