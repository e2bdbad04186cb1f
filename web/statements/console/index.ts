import { IconClipboardList, IconFileText } from '@tabler/icons-react'
import { type Console, screen } from '../../screens.ts'
import { statementsConsoleWords } from './words/index.ts'

export const statementsConsole: Console = {
  parts: [
    {
      name: 'versions',
      label: { de: 'Erklärung', en: 'Statement' },
      says: {
        de: 'Fassungen der Datenschutzerklärung, ihre Unterschiede und Mitteilungen.',
        en: 'Versions of the privacy statement, their differences and notices.',
      },
      path: 'statement',
      icon: IconFileText,
      group: 'privacy',
      place: 50,
      opens: ['staff:privacy'],
      screen: screen(statementsConsoleWords, () => import('./Statement.tsx').then(it => it.Statement)),
    },
    {
      name: 'record',
      label: { de: 'Verzeichnis', en: 'Record' },
      says: {
        de: 'Das Verzeichnis der Verarbeitungstätigkeiten nach Art. 30 DSGVO.',
        en: 'The record of processing activities under Art. 30 GDPR.',
      },
      path: 'record',
      icon: IconClipboardList,
      group: 'privacy',
      place: 60,
      opens: ['staff:privacy'],
      screen: screen(statementsConsoleWords, () => import('./Record.tsx').then(it => it.Record)),
    },
  ],
}
