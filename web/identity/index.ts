import { IconUser } from '@tabler/icons-react'
import { defineScreens, screen, way } from '../screens.ts'
import { identityWays, identityWords } from './words/index.ts'

const links = () => import('./Links.tsx')

export const identity = defineScreens('identity', {
  ways: [way(identityWays, 'account', { place: 90, to: '/account', icon: IconUser })],
  screens: [
    { path: 'account', screen: screen(identityWords, () => import('./Account.tsx').then(it => it.Account)) },
    { path: 'sessions', screen: screen(identityWords, () => import('./Sessions.tsx').then(it => it.Sessions)) },
  ],
  outside: [
    { path: 'sign-in', screen: screen(identityWords, () => import('./SignIn.tsx').then(it => it.SignIn)) },
    { path: 'register', screen: screen(identityWords, () => import('./Register.tsx').then(it => it.Register)) },
    { path: 'confirm', screen: screen(identityWords, () => links().then(it => it.ConfirmRegistration)) },
    { path: 'forgot', screen: screen(identityWords, () => links().then(it => it.Forgot)) },
    { path: 'reset', screen: screen(identityWords, () => links().then(it => it.Reset)) },
    { path: 'activate', screen: screen(identityWords, () => links().then(it => it.Activate)) },
    { path: 'mail', screen: screen(identityWords, () => links().then(it => it.ConfirmMail)) },
  ],
  console: () => import('./console/index.ts').then(it => it.identityConsole),
})
