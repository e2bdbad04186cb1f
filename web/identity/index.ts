import { IconUser } from '@tabler/icons-react'
import { lazy } from 'react'
import { defineScreens } from '../screens.ts'

export const identity = defineScreens('identity', {
  ways: [{ name: 'account', label: 'account', to: '/account', icon: IconUser }],
  screens: [
    { path: 'account', screen: lazy(() => import('./Account.tsx').then(it => ({ default: it.Account }))) },
    { path: 'sessions', screen: lazy(() => import('./Sessions.tsx').then(it => ({ default: it.Sessions }))) },
  ],
})
