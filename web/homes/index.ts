import { IconDevices2, IconHome } from '@tabler/icons-react'
import { defineScreens, screen, way } from '../screens.ts'
import { homesWays, homesWords } from './words/index.ts'

export const homes = defineScreens('homes', {
  ways: [
    way(homesWays, 'home', { place: 10, to: '/home', icon: IconHome }),
    way(homesWays, 'devices', { place: 20, to: '/devices', icon: IconDevices2 }),
  ],
  screens: [
    {
      path: 'home',
      screen: screen(homesWords, () => import('./HomeScreen.tsx').then(it => it.HomeScreen)),
      afterNews: true,
    },
    {
      path: 'devices',
      screen: screen(homesWords, () => import('./DevicesScreen.tsx').then(it => it.DevicesScreen)),
      afterNews: true,
    },
    {
      path: 'devices/:id',
      screen: screen(homesWords, () => import('./DeviceScreen.tsx').then(it => it.DeviceScreen)),
      afterNews: true,
    },
  ],
  console: () => import('./console/index.ts').then(it => it.homesConsole),
})
