import { IconLink, IconLock, IconLockOpen, IconRefreshAlert, IconShieldLock } from '@tabler/icons-react'
import { answer, api } from '../client.ts'
import type { Action } from '../parts/action.ts'
import { freshly } from './Freshly.tsx'
import { allColleagues, type Colleague } from './questions.ts'

export const openOwn: Action<void> = { label: t => t.console.own.title, icon: IconShieldLock, run: (_, { go }) => go('/console/own') }

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
  asks: (t, colleague) => ({ title: t.console.colleagues.resetTitle(nameOf(colleague)), says: t.console.colleagues.resetSays, yes: t.console.colleagues.resetYes }),
  async run(colleague, { queries }) {
    await freshly(() => answer(api.POST('/api/staff/accounts/{id}/reset', at(colleague))))
    await queries.invalidateQueries(allColleagues)
  },
  done: t => t.console.colleagues.resetDone,
}

export const deactivate: Action<Colleague> = {
  label: t => t.console.colleagues.deactivate,
  icon: IconLock,
  danger: true,
  offered: ({ may }) => may.includes('deactivate'),
  asks: (t, colleague) => ({ title: t.console.colleagues.deactivateTitle(nameOf(colleague)), says: t.console.colleagues.deactivateSays, yes: t.console.colleagues.deactivateYes }),
  async run(colleague, { queries }) {
    await freshly(() => answer(api.POST('/api/staff/accounts/{id}/deactivation', at(colleague))))
    await queries.invalidateQueries(allColleagues)
  },
  done: t => t.console.colleagues.deactivated,
}

export const reactivate: Action<Colleague> = {
  label: t => t.console.colleagues.reactivate,
  icon: IconLockOpen,
  offered: ({ may }) => may.includes('reactivate'),
  async run(colleague, { queries }) {
    await freshly(() => answer(api.DELETE('/api/staff/accounts/{id}/deactivation', at(colleague))))
    await queries.invalidateQueries(allColleagues)
  },
  done: t => t.console.colleagues.reactivated,
}
