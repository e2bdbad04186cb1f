import { IconKey, IconLogout, IconUser, IconX } from '@tabler/icons-react'
import type { components } from '../api.d.ts'
import { answer, api } from '../client.ts'
import type { Action } from '../parts/action.ts'
import { sessionsOpen } from './questions.ts'
import { tellLeft } from './tabs.ts'

export type Session = components['schemas']['Session']

export const openAccount: Action<void> = { label: t => t.shell.account, icon: IconUser, run: (_, { go }) => go('/account') }
export const openSessions: Action<void> = { label: t => t.shell.sessions, icon: IconKey, run: (_, { go }) => go('/sessions') }

export const signOut: Action<void> = {
  label: t => t.shell.signOut,
  icon: IconLogout,
  async run(_, { go }) {
    await answer(api.POST('/api/sign-out'))
    tellLeft()
    // The sign-in screen forgets the person: done here, the door would see nobody and remember this screen as the way back.
    go('/sign-in', { replace: true, state: { left: true } })
  },
}

export const endSession: Action<Session> = {
  label: t => t.sessions.end,
  icon: IconX,
  offered: session => !session.current,
  async run({ id }, { queries }) {
    await answer(api.DELETE('/api/sessions/{id}', { params: { path: { id } } }))
    await queries.invalidateQueries(sessionsOpen)
  },
  done: t => t.sessions.ended,
}

export const endOthers: Action<readonly Session[]> = {
  label: t => t.sessions.endOthers,
  danger: true,
  offered: sessions => sessions.some(({ current }) => !current),
  asks: (t, sessions) => ({ title: t.sessions.endOthers, says: t.sessions.endOthersSays(sessions.length - 1), yes: t.sessions.endOthersYes }),
  async run(_, { queries }) {
    await answer(api.DELETE('/api/sessions'))
    await queries.invalidateQueries(sessionsOpen)
  },
  done: t => t.sessions.othersEnded,
}
