import { IconBuildingBank } from '@tabler/icons-react'
import { type Console, screen } from '../../screens.ts'
import { disclosuresConsoleWords } from './words/index.ts'

export const disclosuresConsole: Console = {
  parts: [
    {
      name: 'disclosures',
      label: { de: 'Weitergaben', en: 'Disclosures' },
      says: {
        de: 'Auskunft an Behörden: mit Rechtsgrundlage, und nur mit zweiter Zustimmung.',
        en: 'Disclosures to authorities: on a legal ground, and only with a second approval.',
      },
      path: 'disclosures',
      icon: IconBuildingBank,
      group: 'privacy',
      place: 40,
      opens: ['staff:privacy'],
      screen: screen(disclosuresConsoleWords, () => import('./Disclosures.tsx').then(it => it.Disclosures)),
      waits: screen(disclosuresConsoleWords, () => import('./Waiting.tsx').then(it => it.DisclosuresWaiting)),
    },
  ],
}
