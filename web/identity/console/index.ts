import { IconId, IconKey, IconUser, IconUsers } from '@tabler/icons-react'
import { type Console, screen } from '../../screens.ts'
import { identityWords } from '../words/index.ts'
import { identityConsoleWords } from './words/index.ts'

/** Whole numbers and addresses: what the look-up takes. */
const mayBeSomebody = (typed: string): boolean =>
  /^[\d .-]{10,}$/.test(typed) || /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(typed)

export const identityConsole: Console = {
  parts: [
    {
      name: 'customers',
      label: { de: 'Nachschlagen', en: 'Look up' },
      says: {
        de: 'Kontaktdaten über die vollständige Kundennummer oder E-Mail-Adresse öffnen.',
        en: 'Look up contact details by the full customer number or e-mail address.',
      },
      path: 'customers',
      icon: IconId,
      group: 'people',
      place: 10,
      opens: ['staff:support', 'staff:privacy', 'staff:administration'],
      screen: screen(identityConsoleWords, () => import('./Customers.tsx').then(it => it.Customers)),
      looksUp: mayBeSomebody,
    },
    {
      name: 'colleagues',
      label: { de: 'Beschäftigte', en: 'Staff' },
      says: { de: 'Konten, Berechtigungen und zweiter Faktor.', en: 'Accounts, permissions and second factors.' },
      path: 'colleagues',
      icon: IconUsers,
      group: 'platform',
      place: 30,
      opens: ['staff:administration'],
      screen: screen(identityConsoleWords, () => import('./Colleagues.tsx').then(it => it.Colleagues)),
    },
  ],
  own: [
    {
      path: 'own',
      label: { de: 'Konto', en: 'Account' },
      icon: IconUser,
      place: 10,
      screen: screen(identityConsoleWords, () => import('./Own.tsx').then(it => it.Own)),
    },
    {
      path: 'sessions',
      label: { de: 'Anmeldungen', en: 'Sessions' },
      icon: IconKey,
      place: 30,
      screen: screen(identityWords, () => import('../Sessions.tsx').then(it => it.Sessions)),
    },
  ],
}
