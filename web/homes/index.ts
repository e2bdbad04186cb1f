import { IconDevices2, IconHome } from '@tabler/icons-react'
import { lazy } from 'react'
import { defineScreens } from '../screens.ts'

export const homes = defineScreens('homes', {
  ways: [
    { name: 'home', label: 'home', to: '/home', icon: IconHome },
    { name: 'devices', label: 'devices', to: '/devices', icon: IconDevices2 },
  ],
  screens: [
    {
      path: 'home',
      screen: lazy(() => import('./HomeScreen.tsx').then(it => ({ default: it.HomeScreen }))),
      afterNews: true,
    },
    {
      path: 'devices',
      screen: lazy(() => import('./DevicesScreen.tsx').then(it => ({ default: it.DevicesScreen }))),
      afterNews: true,
    },
    {
      path: 'devices/:id',
      screen: lazy(() => import('./DeviceScreen.tsx').then(it => ({ default: it.DeviceScreen }))),
      afterNews: true,
    },
  ],
})
