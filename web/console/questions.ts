import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { components, paths } from '../api.d.ts'
import { answer, api } from '../client.ts'
import { freshly } from './Freshly.tsx'

export type Colleague = components['schemas']['Colleague']
export type FoundCustomer = components['schemas']['FoundCustomer']

/** A new secret for an app: asked for once a screen, since each is another. */
export const enrolment = queryOptions({ queryKey: ['console', 'enrolment'], queryFn: () => freshly(() => answer(api.POST('/api/second-factor/enrolment', { body: {} }))), staleTime: Infinity, gcTime: 0, refetchOnWindowFocus: false, retry: false })
export const allColleagues = queryOptions({ queryKey: ['console', 'colleagues'], queryFn: () => answer(api.GET('/api/staff/accounts')) })

export type RoleRequest = components['schemas']['RoleRequest']
/** Permissions that were asked for, what waits and what has ended. */
export const roleRequests = infiniteQueryOptions({
  queryKey: ['console', 'role-requests'], queryFn: ({ pageParam }) => answer(api.GET('/api/staff/role-requests', { params: { query: { limit: 10, ...pageParam && { after: pageParam } } } })),
  initialPageParam: '', getNextPageParam: ({ next }) => next,
})

export type Alarm = components['schemas']['Alarm']
export const everyAlarm = { queryKey: ['console', 'alarms'] } as const
export const alarms = (state: 'open' | 'over') => queryOptions({
  queryKey: [...everyAlarm.queryKey, state], queryFn: () => answer(api.GET('/api/desk/alarms', { params: { query: { state } } })), refetchInterval: 30_000,
})

export type ProofShown = components['schemas']['Proof']
export type ProvenPromise = components['schemas']['ProvenPromise']
export const latestProof = queryOptions({ queryKey: ['console', 'proof'], queryFn: () => answer(api.GET('/api/desk/proof')) })

export type AuthorityRequest = components['schemas']['AuthorityRequest']
export type HandedOver = components['schemas']['HandedOver']
export type AskableTable = components['schemas']['AskableTable']
export const authorityRequests = queryOptions({ queryKey: ['console', 'disclosures'], queryFn: () => answer(api.GET('/api/desk/disclosures')) })
/** The same, page by page. */
export const authorityRequestPages = infiniteQueryOptions({
  queryKey: ['console', 'disclosures', 'pages'], queryFn: ({ pageParam }) => answer(api.GET('/api/desk/disclosures', { params: { query: { limit: 25, ...pageParam && { after: pageParam } } } })),
  initialPageParam: '', getNextPageParam: ({ next }) => next,
})
export const handedOver = queryOptions({ queryKey: ['console', 'handed-over'], queryFn: () => answer(api.GET('/api/desk/disclosures/handed-over')) })
/** What an authority can ask for about a customer. */
export const askable = queryOptions({ queryKey: ['console', 'askable'], queryFn: () => answer(api.GET('/api/desk/disclosures/fields')), staleTime: Infinity })

export type RecordedActivity = components['schemas']['RecordedActivity']
export type RecordOfProcessing = components['schemas']['RecordOfProcessing']
export const record = queryOptions({ queryKey: ['console', 'record'], queryFn: () => answer(api.GET('/api/desk/record')) })

export type AuditEntry = components['schemas']['AuditEntry']
export type AuditVerification = components['schemas']['AuditVerification']
export type AuditQuestion = NonNullable<paths['/api/desk/audit']['get']['parameters']['query']>
/** Each look is an entry itself, so nothing is looked at again unasked. */
export const auditEntries = (question: AuditQuestion) => infiniteQueryOptions({
  queryKey: ['console', 'audit', question],
  queryFn: ({ pageParam }) => answer(api.GET('/api/desk/audit', { params: { query: { ...question, limit: 25, ...pageParam && { after: pageParam } } } })),
  initialPageParam: '', getNextPageParam: ({ next }) => next, staleTime: Infinity, refetchOnWindowFocus: false,
})
export const auditTerms = queryOptions({ queryKey: ['console', 'audit-terms'], queryFn: () => answer(api.GET('/api/desk/audit/terms')), staleTime: Infinity })
export const auditVerification = queryOptions({ queryKey: ['console', 'audit-verification'], queryFn: () => answer(api.GET('/api/desk/audit/verification')), staleTime: 60_000, refetchOnWindowFocus: false })

export type DeskRequest = components['schemas']['DeskRequest']
export type DeskRequestWithHistory = components['schemas']['DeskRequestWithHistory']
export type CarriedOut = components['schemas']['CarriedOut']
export type DeskChoices = components['schemas']['DeskChoices']
/** What can be carried out, as the API takes it. */
export type Deed = paths['/api/desk/requests/{id}/carry-out']['post']['requestBody']['content']['application/json']
export const deskChoices = (id: string) => queryOptions({ queryKey: ['console', 'requests', 'choices', id], queryFn: () => answer(api.GET('/api/desk/requests/{id}/choices', { params: { path: { id } } })), staleTime: 0 })
export const deskRequests = (state: 'open' | 'closed') => queryOptions({ queryKey: ['console', 'requests', state], queryFn: () => answer(api.GET('/api/desk/requests', { params: { query: { state } } })) })
/** The same, page by page. */
export const deskRequestPages = (state: 'open' | 'closed') => infiniteQueryOptions({
  queryKey: ['console', 'requests', 'pages', state], queryFn: ({ pageParam }) => answer(api.GET('/api/desk/requests', { params: { query: { state, limit: 25, ...pageParam && { after: pageParam } } } })),
  initialPageParam: '', getNextPageParam: ({ next }) => next,
})
/** Letters to those who were erased are only here (`onlyHere.ts`), by the ids of their requests. */
export const erasedLetters = 'erased '
export const deskRequest = (id: string) => queryOptions({ queryKey: ['console', 'requests', 'one', id], queryFn: () => answer(api.GET('/api/desk/requests/{id}', { params: { path: { id } } })) })

export type Objection = components['schemas']['ObjectionToExamine']
export const objections = queryOptions({ queryKey: ['console', 'objections'], queryFn: () => answer(api.GET('/api/desk/objections')) })
export type Restriction = components['schemas']['RestrictionOnRequest']
export const restrictions = queryOptions({ queryKey: ['console', 'restrictions'], queryFn: () => answer(api.GET('/api/desk/restrictions')) })
export type Hold = components['schemas']['Hold']
export type Holds = components['schemas']['Holds']
export type HeldEntries = components['schemas']['HeldEntries']
export const logHolds = infiniteQueryOptions({
  queryKey: ['console', 'log-holds'], queryFn: ({ pageParam }) => answer(api.GET('/api/desk/holds', { params: { query: { limit: 25, ...pageParam && { after: pageParam } } } })),
  initialPageParam: '', getNextPageParam: ({ next }) => next,
})
export type Assessment = components['schemas']['Assessment']
export const assessments = queryOptions({ queryKey: ['console', 'assessments'], queryFn: () => answer(api.GET('/api/desk/assessments')) })

export type StatementVersion = components['schemas']['StatementVersion']
export type Changes = components['schemas']['StatementChanges']
export const statementVersions = queryOptions({ queryKey: ['console', 'statement'], queryFn: () => answer(api.GET('/api/desk/statement')) })
export const changesOf = (version: number) => queryOptions({ queryKey: ['console', 'statement', version], queryFn: () => answer(api.GET('/api/desk/statement/{version}/changes', { params: { path: { version } } })) })

export type ListedGateway = components['schemas']['ListedGateway']
export type NewGateway = components['schemas']['NewGateway']
export type LineOfImport = components['schemas']['LineOfImport']
export type GatewayQuestion = Pick<NonNullable<paths['/api/desk/gateways']['get']['parameters']['query']>, 'search' | 'state'>
export const everyGateway = { queryKey: ['console', 'gateways'] } as const
export const listedGateways = (question: GatewayQuestion) => infiniteQueryOptions({
  queryKey: [...everyGateway.queryKey, question],
  queryFn: ({ pageParam }) => answer(api.GET('/api/desk/gateways', { params: { query: { ...question, limit: 50, ...pageParam && { after: pageParam } } } })),
  initialPageParam: '', getNextPageParam: ({ next }) => next,
})
