import { IconChecklist } from '@tabler/icons-react'
import { defineScreens, screen } from '../screens.ts'
import { consentsWords } from './words/index.ts'

export const consents = defineScreens('consents', {
  always: true,
  ways: [
    {
      name: 'consents',
      label: { de: 'Einwilligungen', en: 'Consents' },
      place: 60,
      to: '/consents',
      icon: IconChecklist,
    },
  ],
  screens: [
    {
      path: 'consents',
      screen: screen(consentsWords, () => import('./ConsentsScreen.tsx').then(it => it.ConsentsScreen)),
    },
  ],
})
