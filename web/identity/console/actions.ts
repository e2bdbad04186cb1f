import { IconLink, IconLock, IconLockOpen, IconLogout, IconRefreshAlert } from '@tabler/icons-react'
import { createElement } from 'react'
import { answer, api } from '../../client.ts'
import { actionsIn } from '../../parts/action.ts'
import { withStepUp } from '../../console/parts/StepUp.tsx'
import { allColleagues, type Colleague, type FoundCustomer } from './queries.ts'
import { SessionsOf } from './SessionsOf.tsx'
import { identityConsoleWords } from './words/index.ts'

const action = actionsIn(identityConsoleWords)

const nameOf = ({ firstName, lastName }: Colleague): string => `${firstName} ${lastName}`
const at = ({ id }: Colleague) => ({ params: { path: { id } } })

export const sendLink = action<Colleague>({
  label: t => t.colleagues.link,
  icon: IconLink,
  offered: ({ may }) => may.includes('link'),
  run: colleague => answer(api.POST('/api/staff/accounts/{id}/link', at(colleague))),
  done: t => t.colleagues.linkSent,
})

export const reset = action<Colleague>({
  label: t => t.colleagues.reset,
  icon: IconRefreshAlert,
  danger: true,
  offered: ({ may }) => may.includes('reset'),
  asks: (t, colleague) => ({
    title: t.colleagues.resetTitle(nameOf(colleague)),
    says: t.colleagues.resetSays,
    yes: t.colleagues.resetYes,
  }),
  async run(colleague, { queries }) {
    await withStepUp(() => answer(api.POST('/api/staff/accounts/{id}/reset', at(colleague))))
    await queries.invalidateQueries({ queryKey: allColleagues.queryKey })
  },
  done: t => t.colleagues.resetDone,
})

export const endSessions = action<Colleague>({
  label: t => t.colleagues.sessions,
  icon: IconLogout,
  danger: true,
  offered: ({ may }) => may.includes('sessions'),
  asks: (t, colleague) => ({
    title: t.colleagues.sessionsTitle(nameOf(colleague)),
    says: createElement(SessionsOf, { id: colleague.id }),
    yes: t.colleagues.sessionsYes,
  }),
  run: colleague => withStepUp(() => answer(api.DELETE('/api/staff/accounts/{id}/sessions', at(colleague)))),
  done: t => t.colleagues.sessionsEnded,
})

export const endCustomerSessions = action<FoundCustomer>({
  label: t => t.customers.endSessions,
  icon: IconLogout,
  danger: true,
  asks: (t, customer) => ({
    title: t.customers.endSessionsTitle(customer.name || customer.customerNumber),
    says: t.customers.endSessionsSays,
    yes: t.customers.endSessionsYes,
  }),
  run: customer =>
    withStepUp(() =>
      answer(api.DELETE('/api/staff/customers/{id}/sessions', { params: { path: { id: customer.id } } })),
    ),
  done: t => t.customers.sessionsEnded,
})

export const resetCustomer = action<FoundCustomer>({
  label: t => t.customers.reset,
  icon: IconRefreshAlert,
  danger: true,
  asks: (t, customer) => ({
    title: t.customers.resetTitle(customer.name || customer.customerNumber),
    says: t.customers.resetSays,
    yes: t.customers.resetYes,
  }),
  run: customer =>
    withStepUp(() => answer(api.POST('/api/staff/customers/{id}/reset', { params: { path: { id: customer.id } } }))),
  done: t => t.customers.resetDone,
})

export const deactivate = action<Colleague>({
  label: t => t.colleagues.deactivate,
  icon: IconLock,
  danger: true,
  offered: ({ may }) => may.includes('deactivate'),
  asks: (t, colleague) => ({
    title: t.colleagues.deactivateTitle(nameOf(colleague)),
    says: t.colleagues.deactivateSays,
    yes: t.colleagues.deactivateYes,
  }),
  async run(colleague, { queries }) {
    await withStepUp(() => answer(api.POST('/api/staff/accounts/{id}/deactivation', at(colleague))))
    await queries.invalidateQueries({ queryKey: allColleagues.queryKey })
  },
  done: t => t.colleagues.deactivated,
})

export const reactivate = action<Colleague>({
  label: t => t.colleagues.reactivate,
  icon: IconLockOpen,
  offered: ({ may }) => may.includes('reactivate'),
  async run(colleague, { queries }) {
    await withStepUp(() => answer(api.DELETE('/api/staff/accounts/{id}/deactivation', at(colleague))))
    await queries.invalidateQueries({ queryKey: allColleagues.queryKey })
  },
  done: t => t.colleagues.reactivated,
})
