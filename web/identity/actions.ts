import {
  IconDeviceMobilePlus,
  IconKey,
  IconLogout,
  IconRefresh,
  IconShieldLock,
  IconShieldOff,
  IconUser,
  IconX,
} from '@tabler/icons-react'
import type { components } from '../api.d.ts'
import { answer, api } from '../client.ts'
import type { Words } from '../locales/de.ts'
import { common } from '../locales/words.tsx'
import { actionsIn, type Tools } from '../parts/action.ts'
import { whoIsThis } from '../queries.ts'
import type { Enrolment } from './Enrolling.tsx'
import { ownFactor, sessionsOpen } from './queries.ts'
import { tellLeft } from './tabs.ts'
import { identityWords } from './words/index.ts'

const shell = actionsIn(common)
const action = actionsIn(identityWords)

export type Session = components['schemas']['Session']

export const openAccount = shell({
  label: t => t.shell.account,
  icon: IconUser,
  run: (_, { go }) => go('/account'),
})
export const openSessions = shell({
  label: t => t.shell.sessions,
  icon: IconKey,
  run: (_, { go }) => go('/sessions'),
})

const leaving = {
  label: (t: Words) => t.shell.signOut,
  icon: IconLogout,
  async run(_: void, { go }: Tools) {
    await answer(api.POST('/api/sign-out'))
    tellLeft()
    // The sign-in screen forgets the person: done here, the guard would see nobody and remember this screen as the way
    // back.
    go('/sign-in', { replace: true, state: { left: true } })
  },
}
export const signOut = shell(leaving)

/** While something is only here (`onlyHere.ts`): signing out forgets it. */
export const signOutAnyway = shell({ ...leaving, danger: true, asks: t => t.onlyHere })

export const endSession = action<Session>({
  label: t => t.sessions.end,
  icon: IconX,
  offered: session => !session.current,
  async run({ id }, { queries }) {
    await answer(api.DELETE('/api/sessions/{id}', { params: { path: { id } } }))
    await queries.invalidateQueries(sessionsOpen)
  },
  done: t => t.sessions.ended,
})

export const endOthers = action<readonly Session[]>({
  label: t => t.sessions.endOthers,
  danger: true,
  offered: sessions => sessions.some(({ current }) => !current),
  asks: (t, sessions) => ({
    title: t.sessions.endOthers,
    says: t.sessions.endOthersSays(sessions.length - 1),
    yes: t.sessions.endOthersYes,
  }),
  async run(_, { queries }) {
    await answer(api.DELETE('/api/sessions'))
    await queries.invalidateQueries(sessionsOpen)
  },
  done: t => t.sessions.othersEnded,
})

const enrolment = async (password: string) => answer(api.POST('/api/second-factor/enrolment', { body: { password } }))

/** What was begun is shown by whoever asked for it. */
export const setUpFactor = action<(enrolment: Enrolment) => void>({
  label: t => t.factor.own.begin,
  icon: IconShieldLock,
  asks: t => ({
    title: t.factor.setUp.title,
    says: t.factor.own.beginSays,
    yes: t.factor.own.beginYes,
    password: true,
  }),
  run: async (show, { password }) => show(await enrolment(password)),
})

export const anotherApp = action<(enrolment: Enrolment) => void>({
  label: t => t.factor.own.newApp,
  icon: IconDeviceMobilePlus,
  asks: t => ({
    title: t.factor.own.newApp,
    says: t.factor.own.newAppSays,
    yes: t.factor.own.beginYes,
    password: true,
  }),
  run: async (show, { password }) => show(await enrolment(password)),
})

export const newRecoveryCodes = action<(codes: readonly string[]) => void>({
  label: t => t.factor.own.newCodes,
  icon: IconRefresh,
  asks: t => ({
    title: t.factor.own.newCodesTitle,
    says: t.factor.own.newCodesSays,
    yes: t.factor.own.newCodesYes,
    password: true,
  }),
  async run(show, { password, queries }) {
    const { recoveryCodes } = await answer(api.POST('/api/second-factor/recovery-codes', { body: { password } }))
    show(recoveryCodes)
    await queries.invalidateQueries(ownFactor)
  },
})

export const switchFactorOff = action({
  label: t => t.factor.own.off,
  icon: IconShieldOff,
  danger: true,
  asks: t => ({ title: t.factor.own.offTitle, says: t.factor.own.offSays, yes: t.factor.own.off, password: true }),
  async run(_, { password, queries }) {
    await answer(api.POST('/api/second-factor/removal', { body: { password } }))
    await Promise.all([
      queries.invalidateQueries(ownFactor),
      queries.invalidateQueries(whoIsThis),
      queries.invalidateQueries(sessionsOpen),
    ])
  },
  done: t => t.factor.own.offDone,
})
