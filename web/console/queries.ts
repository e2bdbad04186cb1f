import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { components, paths } from '../api.d.ts'
import { answer, api } from '../client.ts'
import { withStepUp } from './StepUp.tsx'

export type Colleague = components['schemas']['Colleague']
export type FoundCustomer = components['schemas']['FoundCustomer']

/** A new secret for an app: asked for once a screen, since each is another. */
export const enrolment = queryOptions({
  queryKey: ['console', 'enrolment'],
  queryFn: () => withStepUp(() => answer(api.POST('/api/second-factor/enrolment', { body: {} }))),
  staleTime: Infinity,
  gcTime: 0,
  refetchOnWindowFocus: false,
  retry: false,
})
export const allColleagues = infiniteQueryOptions({
  queryKey: ['console', 'colleagues'],
  queryFn: ({ pageParam }) =>
    answer(
      api.GET('/api/staff/accounts', { params: { query: { limit: 50, ...(pageParam && { after: pageParam }) } } }),
    ),
  initialPageParam: '',
  getNextPageParam: ({ next }) => next,
})

/** Everybody by id, of all pages. */
export const namesOfColleagues = queryOptions({
  queryKey: [...allColleagues.queryKey, 'names'],
  staleTime: 60_000,
  queryFn: async () => {
    const names = new Map<string, string>()
    for (let after: string | null = ''; after !== null; ) {
      const page: components['schemas']['Colleagues'] = await answer(
        api.GET('/api/staff/accounts', { params: { query: { limit: 200, ...(after && { after }) } } }),
      )
      for (const { id, firstName, lastName } of page.items) names.set(id, `${firstName} ${lastName}`)
      after = page.next
    }
    return names
  },
})

export type RoleRequest = components['schemas']['RoleRequest']
/** Permissions that were asked for, what waits and what has ended. */
export const roleRequests = infiniteQueryOptions({
  queryKey: ['console', 'role-requests'],
  queryFn: ({ pageParam }) =>
    answer(
      api.GET('/api/staff/role-requests', { params: { query: { limit: 10, ...(pageParam && { after: pageParam }) } } }),
    ),
  initialPageParam: '',
  getNextPageParam: ({ next }) => next,
})

export type Alarm = components['schemas']['Alarm']
export const everyAlarm = { queryKey: ['console', 'alarms'] } as const
export const alarms = (state: 'open' | 'over') =>
  queryOptions({
    queryKey: [...everyAlarm.queryKey, state],
    queryFn: () => answer(api.GET('/api/desk/alarms', { params: { query: { state } } })),
    refetchInterval: 30_000,
  })

export type ProofShown = components['schemas']['Proof']
export type ProvenPromise = components['schemas']['ProvenPromise']
export const latestProof = queryOptions({
  queryKey: ['console', 'proof'],
  queryFn: () => answer(api.GET('/api/desk/proof')),
})

export type AuthorityRequest = components['schemas']['AuthorityRequest']
export type HandedOver = components['schemas']['HandedOver']
export type AskableTable = components['schemas']['AskableTable']
/** How many wait for whoever asks. */
export const authorityRequests = queryOptions({
  queryKey: ['console', 'disclosures'],
  queryFn: () => answer(api.GET('/api/desk/disclosures', { params: { query: { limit: 1 } } })),
})
/** The same, page by page. */
export const authorityRequestPages = infiniteQueryOptions({
  queryKey: ['console', 'disclosures', 'pages'],
  queryFn: ({ pageParam }) =>
    answer(
      api.GET('/api/desk/disclosures', { params: { query: { limit: 25, ...(pageParam && { after: pageParam }) } } }),
    ),
  initialPageParam: '',
  getNextPageParam: ({ next }) => next,
})
export const handedOver = infiniteQueryOptions({
  queryKey: ['console', 'handed-over'],
  queryFn: ({ pageParam }) =>
    answer(
      api.GET('/api/desk/disclosures/handed-over', {
        params: { query: { limit: 50, ...(pageParam && { after: pageParam }) } },
      }),
    ),
  initialPageParam: '',
  getNextPageParam: ({ next }) => next,
})
/** What an authority can ask for about a customer. */
export const askable = queryOptions({
  queryKey: ['console', 'askable'],
  queryFn: () => answer(api.GET('/api/desk/disclosures/fields')),
  staleTime: Infinity,
})

export type RecordedActivity = components['schemas']['RecordedActivity']
export type RecordOfProcessing = components['schemas']['RecordOfProcessing']
export const record = queryOptions({
  queryKey: ['console', 'record'],
  queryFn: () => answer(api.GET('/api/desk/record')),
})

export type AuditEntry = components['schemas']['AuditEntry']
export type AuditVerification = components['schemas']['AuditVerification']
export type AuditQuestion = NonNullable<paths['/api/desk/audit']['get']['parameters']['query']>
/** Each look is an entry itself, so nothing is looked at again unasked. */
export const auditEntries = (question: AuditQuestion) =>
  infiniteQueryOptions({
    queryKey: ['console', 'audit', question],
    queryFn: ({ pageParam }) =>
      answer(
        api.GET('/api/desk/audit', {
          params: { query: { ...question, limit: 25, ...(pageParam && { after: pageParam }) } },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
    staleTime: Infinity,
    refetchOnWindowFocus: false,
  })
export const auditTerms = queryOptions({
  queryKey: ['console', 'audit-terms'],
  queryFn: () => answer(api.GET('/api/desk/audit/terms')),
  staleTime: Infinity,
})
export const auditVerification = queryOptions({
  queryKey: ['console', 'audit-verification'],
  queryFn: () => answer(api.GET('/api/desk/audit/verification')),
  staleTime: 60_000,
  refetchOnWindowFocus: false,
})

export type DeskRequest = components['schemas']['DeskRequest']
export type DeskRequestWithHistory = components['schemas']['DeskRequestWithHistory']
export type CarriedOut = components['schemas']['CarriedOut']
export type DeskChoices = components['schemas']['DeskChoices']
/** What can be carried out, as the API takes it. */
export type Deed = paths['/api/desk/requests/{id}/carry-out']['post']['requestBody']['content']['application/json']
/** What an erasure of the person would do, asked for anew each time. */
export const foreseenErasure = (id: string) =>
  queryOptions({
    queryKey: ['console', 'requests', 'erasure', id],
    queryFn: () => answer(api.GET('/api/desk/requests/{id}/erasure', { params: { path: { id } } })),
    staleTime: 0,
    gcTime: 0,
  })
export const deskChoices = (id: string) =>
  queryOptions({
    queryKey: ['console', 'requests', 'choices', id],
    queryFn: () => answer(api.GET('/api/desk/requests/{id}/choices', { params: { path: { id } } })),
    staleTime: 0,
  })
/** How many are open, and the one that is due first. */
export const openRequests = queryOptions({
  queryKey: ['console', 'requests', 'waiting'],
  queryFn: () => answer(api.GET('/api/desk/requests', { params: { query: { state: 'open', limit: 1 } } })),
})
/** All of them, page by page. */
export const deskRequestPages = (state: 'open' | 'closed') =>
  infiniteQueryOptions({
    queryKey: ['console', 'requests', 'pages', state],
    queryFn: ({ pageParam }) =>
      answer(
        api.GET('/api/desk/requests', {
          params: { query: { state, limit: 25, ...(pageParam && { after: pageParam }) } },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
  })
/**
 * Letters to those who were erased stay in sight until they are printed (`onlyHere.ts`), by the ids of their requests.
 */
export const erasedLetters = 'erased '
/** The same as the server keeps them for this session: also one whose answer was lost on its way here. */
export const lettersToPrint = queryOptions({
  queryKey: ['console', 'requests', 'letters'],
  queryFn: () => answer(api.GET('/api/desk/letters-to-print')),
})
export const letterToPrint = (id: string) =>
  queryOptions({
    queryKey: [...lettersToPrint.queryKey, id],
    queryFn: () => answer(api.GET('/api/desk/requests/{id}/letter', { params: { path: { id } }, parseAs: 'text' })),
  })
export const deskRequest = (id: string) =>
  queryOptions({
    queryKey: ['console', 'requests', 'one', id],
    queryFn: () => answer(api.GET('/api/desk/requests/{id}', { params: { path: { id } } })),
  })

export type Objection = components['schemas']['ObjectionToExamine']
export const everyObjection = { queryKey: ['console', 'objections'] } as const
export const objections = infiniteQueryOptions({
  queryKey: [...everyObjection.queryKey, 'pages'],
  queryFn: ({ pageParam }) =>
    answer(
      api.GET('/api/desk/objections', { params: { query: { limit: 25, ...(pageParam && { after: pageParam }) } } }),
    ),
  initialPageParam: '',
  getNextPageParam: ({ next }) => next,
})
/** How many wait. */
export const objectionsWaiting = queryOptions({
  queryKey: [...everyObjection.queryKey, 'waiting'],
  queryFn: () => answer(api.GET('/api/desk/objections', { params: { query: { limit: 1 } } })),
})
export type Restriction = components['schemas']['RestrictionOnRequest']
export const restrictions = infiniteQueryOptions({
  queryKey: ['console', 'restrictions'],
  queryFn: ({ pageParam }) =>
    answer(
      api.GET('/api/desk/restrictions', { params: { query: { limit: 25, ...(pageParam && { after: pageParam }) } } }),
    ),
  initialPageParam: '',
  getNextPageParam: ({ next }) => next,
})
export type Hold = components['schemas']['Hold']
export type Holds = components['schemas']['Holds']
export type HeldEntries = components['schemas']['HeldEntries']
export const logHolds = infiniteQueryOptions({
  queryKey: ['console', 'log-holds'],
  queryFn: ({ pageParam }) =>
    answer(api.GET('/api/desk/holds', { params: { query: { limit: 25, ...(pageParam && { after: pageParam }) } } })),
  initialPageParam: '',
  getNextPageParam: ({ next }) => next,
})
export type Assessment = components['schemas']['Assessment']
export const assessments = infiniteQueryOptions({
  queryKey: ['console', 'assessments'],
  queryFn: ({ pageParam }) =>
    answer(
      api.GET('/api/desk/assessments', { params: { query: { limit: 25, ...(pageParam && { after: pageParam }) } } }),
    ),
  initialPageParam: '',
  getNextPageParam: ({ next }) => next,
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
