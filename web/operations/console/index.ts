import { IconBellRinging } from '@tabler/icons-react'
import { type Console, screen } from '../../screens.ts'
import { operationsConsoleWords } from './words/index.ts'

export const operationsConsole: Console = {
  parts: [
    {
      name: 'alarms',
      label: { de: 'Alarme', en: 'Alarms' },
      says: {
        de: 'Was im Betrieb gestört ist, und was zu tun ist.',
        en: 'Faults in operation, and what to do about them.',
      },
      path: 'alarms',
      icon: IconBellRinging,
      group: 'platform',
      place: 10,
      opens: ['staff:administration', 'staff:privacy'],
      screen: screen(operationsConsoleWords, () => import('./Alarms.tsx').then(it => it.Alarms)),
      waits: screen(operationsConsoleWords, () => import('./Waiting.tsx').then(it => it.AlarmsWaiting)),
    },
  ],
}
