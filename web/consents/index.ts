import { IconChecklist } from '@tabler/icons-react'
import { defineScreens, screen, way } from '../screens.ts'
import { consentsWays, consentsWords } from './words/index.ts'

export const consents = defineScreens('consents', {
  always: true,
  ways: [way(consentsWays, 'consents', { place: 60, to: '/consents', icon: IconChecklist })],
  screens: [
    {
      path: 'consents',
      screen: screen(consentsWords, () => import('./ConsentsScreen.tsx').then(it => it.ConsentsScreen)),
    },
  ],
})
