import { IconRouter } from '@tabler/icons-react'
import { type Console, screen } from '../../screens.ts'
import { homesConsoleWords } from './words/index.ts'

export const homesConsole: Console = {
  parts: [
    {
      name: 'gateways',
      label: { de: 'Gateways', en: 'Gateways' },
      says: {
        de: 'Bestand: aufnehmen, Etiketten drucken, außer Betrieb nehmen.',
        en: 'Stock: add gateways, print labels, retire gateways.',
      },
      path: 'gateways',
      icon: IconRouter,
      group: 'platform',
      place: 20,
      opens: ['staff:administration', 'staff:support'],
      screen: screen(homesConsoleWords, () => import('./Gateways.tsx').then(it => it.Gateways)),
    },
  ],
}
