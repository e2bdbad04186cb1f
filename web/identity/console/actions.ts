import {
  IconFingerprint,
  IconKey,
  IconLink,
  IconLock,
  IconLockOpen,
  IconLogout,
  IconRefreshAlert,
  IconUser,
} from '@tabler/icons-react'
import { createElement } from 'react'
import { answer, api } from '../../client.ts'
import type { Action } from '../../parts/action.ts'
import { withStepUp } from '../../console/StepUp.tsx'
import { allColleagues, type Colleague, type FoundCustomer } from '../../console/queries.ts'
import { SessionsOf } from './SessionsOf.tsx'

export const openOwn: Action<void> = {
  label: t => t.shell.account,
  icon: IconUser,
  run: (_, { go }) => go('/console/own'),
}

export const openOwnData: Action<void> = {
  label: t => t.shell.myData,
  icon: IconFingerprint,
  run: (_, { go }) => go('/console/my-data'),
}
export const openOwnSessions: Action<void> = {
  label: t => t.shell.sessions,
  icon: IconKey,
  run: (_, { go }) => go('/console/sessions'),
}

const nameOf = ({ firstName, lastName }: Colleague): string => `${firstName} ${lastName}`
const at = ({ id }: Colleague) => ({ params: { path: { id } } })

export const sendLink: Action<Colleague> = {
  label: t => t.console.colleagues.link,
  icon: IconLink,
  offered: ({ may }) => may.includes('link'),
  run: colleague => answer(api.POST('/api/staff/accounts/{id}/link', at(colleague))),
  done: t => t.console.colleagues.linkSent,
}

export const reset: Action<Colleague> = {
  label: t => t.console.colleagues.reset,
  icon: IconRefreshAlert,
  danger: true,
  offered: ({ may }) => may.includes('reset'),
  asks: (t, colleague) => ({
    title: t.console.colleagues.resetTitle(nameOf(colleague)),
    says: t.console.colleagues.resetSays,
    yes: t.console.colleagues.resetYes,
  }),
  async run(colleague, { queries }) {
    await withStepUp(() => answer(api.POST('/api/staff/accounts/{id}/reset', at(colleague))))
    await queries.invalidateQueries({ queryKey: allColleagues.queryKey })
  },
  done: t => t.console.colleagues.resetDone,
}

export const endSessions: Action<Colleague> = {
  label: t => t.console.colleagues.sessions,
  icon: IconLogout,
  danger: true,
  offered: ({ may }) => may.includes('sessions'),
  asks: (t, colleague) => ({
    title: t.console.colleagues.sessionsTitle(nameOf(colleague)),
    says: createElement(SessionsOf, { id: colleague.id }),
    yes: t.console.colleagues.sessionsYes,
  }),
  run: colleague => withStepUp(() => answer(api.DELETE('/api/staff/accounts/{id}/sessions', at(colleague)))),
  done: t => t.console.colleagues.sessionsEnded,
}

export const endCustomerSessions: Action<FoundCustomer> = {
  label: t => t.console.customers.endSessions,
  icon: IconLogout,
  danger: true,
  asks: (t, customer) => ({
    title: t.console.customers.endSessionsTitle(customer.name || customer.customerNumber),
    says: t.console.customers.endSessionsSays,
    yes: t.console.customers.endSessionsYes,
  }),
  run: customer =>
    withStepUp(() =>
      answer(api.DELETE('/api/staff/customers/{id}/sessions', { params: { path: { id: customer.id } } })),
    ),
  done: t => t.console.customers.sessionsEnded,
}

export const resetCustomer: Action<FoundCustomer> = {
  label: t => t.console.customers.reset,
  icon: IconRefreshAlert,
  danger: true,
  asks: (t, customer) => ({
    title: t.console.customers.resetTitle(customer.name || customer.customerNumber),
    says: t.console.customers.resetSays,
    yes: t.console.customers.resetYes,
  }),
  run: customer =>
    withStepUp(() => answer(api.POST('/api/staff/customers/{id}/reset', { params: { path: { id: customer.id } } }))),
  done: t => t.console.customers.resetDone,
}

export const deactivate: Action<Colleague> = {
  label: t => t.console.colleagues.deactivate,
  icon: IconLock,
  danger: true,
  offered: ({ may }) => may.includes('deactivate'),
  asks: (t, colleague) => ({
    title: t.console.colleagues.deactivateTitle(nameOf(colleague)),
    says: t.console.colleagues.deactivateSays,
    yes: t.console.colleagues.deactivateYes,
  }),
  async run(colleague, { queries }) {
    await withStepUp(() => answer(api.POST('/api/staff/accounts/{id}/deactivation', at(colleague))))
    await queries.invalidateQueries({ queryKey: allColleagues.queryKey })
  },
  done: t => t.console.colleagues.deactivated,
}

export const reactivate: Action<Colleague> = {
  label: t => t.console.colleagues.reactivate,
  icon: IconLockOpen,
  offered: ({ may }) => may.includes('reactivate'),
  async run(colleague, { queries }) {
    await withStepUp(() => answer(api.DELETE('/api/staff/accounts/{id}/deactivation', at(colleague))))
    await queries.invalidateQueries({ queryKey: allColleagues.queryKey })
  },
  done: t => t.console.colleagues.reactivated,
}
