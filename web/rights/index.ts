import { IconFingerprint } from '@tabler/icons-react'
import { defineScreens, screen, way } from '../screens.ts'
import { auditWords } from '../audit/words/index.ts'
import { rightsWays, rightsWords } from './words/index.ts'

export const rights = defineScreens('rights', {
  ways: [way(rightsWays, 'myData', { place: 50, to: '/my-data', icon: IconFingerprint })],
  screens: [
    {
      path: 'my-data',
      screen: screen([rightsWords, auditWords], () => import('./MyDataScreen.tsx').then(it => it.MyDataScreen)),
    },
  ],
  outside: [{ path: 'gone', screen: screen(rightsWords, () => import('./Gone.tsx').then(it => it.Gone)) }],
  console: () => import('./console/index.ts').then(it => it.rightsConsole),
})
