import { IconChecklist } from '@tabler/icons-react'
import { lazy } from 'react'
import { defineScreens } from '../screens.ts'

export const consents = defineScreens('consents', {
  ways: [{ name: 'consents', label: 'consents', to: '/consents', icon: IconChecklist }],
  screens: [
    {
      path: 'consents',
      screen: lazy(() => import('./ConsentsScreen.tsx').then(it => ({ default: it.ConsentsScreen }))),
    },
  ],
})
