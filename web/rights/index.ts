import { IconFingerprint } from '@tabler/icons-react'
import { lazy } from 'react'
import { defineScreens } from '../screens.ts'

export const rights = defineScreens('rights', {
  ways: [{ name: 'myData', label: 'myData', to: '/my-data', icon: IconFingerprint }],
  screens: [
    { path: 'my-data', screen: lazy(() => import('./MyDataScreen.tsx').then(it => ({ default: it.MyDataScreen }))) },
  ],
})
