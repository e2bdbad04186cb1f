import type { LandingPart } from '../../platform/landing.ts'

export const landing: readonly LandingPart[] = [
  {
    about: 'data',
    title: { de: 'Öffentlich nachgeprüft', en: 'Publicly verified' },
    says: {
      de: 'Einmal am Tag prüft die Plattform automatisch, ob sie hält, was die Erklärung sagt. Das Ergebnis kann jeder lesen.',
      en: 'Once a day the platform checks automatically whether it does what the statement says. Anybody can read the result.',
    },
    icon: '<circle cx="10.500" cy="10.500" r="6.500"/><path d="m15.500 15.500 5 5M7.800 10.700l2 2 3.400-4"/>',
    link: {
      to: { de: '/datenschutz/nachweis', en: '/privacy/evidence' },
      says: { de: 'Zu den Nachweisen', en: 'See the evidence' },
    },
  },
]
