import { IconListSearch } from '@tabler/icons-react'
import { type Console, screen } from '../../screens.ts'
import { auditWords } from '../words/index.ts'
import { auditConsoleWords } from './words/index.ts'

export const auditConsole: Console = {
  parts: [
    {
      name: 'audit',
      label: { de: 'Protokoll', en: 'Audit log' },
      says: {
        de: 'Wer hat wann was getan? Einträge lassen sich nicht ändern.',
        en: 'Who did what, and when? Entries cannot be changed.',
      },
      path: 'audit',
      icon: IconListSearch,
      group: 'platform',
      place: 40,
      opens: ['staff:administration'],
      screen: screen([auditConsoleWords, auditWords], () => import('./Audit.tsx').then(it => it.Audit)),
    },
  ],
}
