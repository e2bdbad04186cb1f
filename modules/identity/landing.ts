import type { LandingPart } from '../../platform/landing.ts'
import type { Stating } from '../../platform/services.ts'
import { accounts, secondFactor } from './activities.ts'

export const landing = (stating: Stating): readonly LandingPart[] => [
  {
    activity: accounts.name,
    about: 'account',
    title: { de: 'Ihr Konto', en: 'Your account' },
    says:
      stating.states(accounts.name) && stating.value(accounts.opening) === 'self'
        ? {
            de: 'Angaben ändern, Sitzungen beenden, das Konto schließen: alles selbst und jederzeit.',
            en: 'Change your details, end sessions, close the account: all by yourself and at any time.',
          }
        : {
            de: 'Wir eröffnen es zu Ihrem Vertrag und schicken Ihnen den Link. Alles Weitere machen Sie selbst, auch das Schließen.',
            en: 'We open it for your contract and send you the link. Everything else you do yourself, closing it included.',
          },
    icon: '<circle cx="12" cy="8" r="4"/><path d="M4.500 20.500c1-4 4-5.500 7.500-5.500s6.500 1.500 7.500 5.500"/>',
    link: { to: { de: '/app/account', en: '/app/account' }, says: { de: 'Zum Konto', en: 'Go to your account' } },
  },
  {
    activity: secondFactor.name,
    about: 'account',
    title: { de: 'Sicher angemeldet', en: 'Secure sign-in' },
    says: {
      de: 'Auf Wunsch mit einem zweiten Faktor, und mit einer Liste, wo Sie gerade angemeldet sind.',
      en: 'With a second factor if you want one, and with a list of where you are signed in.',
    },
    icon: '<rect x="5" y="11" width="14" height="9" rx="2.500"/><path d="M8 11V8a4 4 0 0 1 8 0v3M12 15v2"/>',
  },
]
