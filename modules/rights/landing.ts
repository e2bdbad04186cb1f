import type { LandingPart } from '../../platform/landing.ts'
import { desk, requests } from './activities.ts'
import { formAt } from './contract.ts'

export const landing: readonly LandingPart[] = [
  {
    activity: requests.name,
    about: 'data',
    title: { de: 'Ihre Daten', en: 'Your data' },
    says: {
      de: 'Sehen, was gespeichert ist, warum und bis wann. Herunterladen oder löschen, ohne nachzufragen.',
      en: 'See what is stored, why and until when. Download or delete it without having to ask.',
    },
    icon: '<path d="M12 3 5 6v5c0 4.700 3 8 7 10 4-2 7-5.300 7-10V6zM9 11.500l2.200 2.300L15.200 9.500"/>',
    link: { to: { de: '/app/my-data', en: '/app/my-data' }, says: { de: 'Zu Ihren Daten', en: 'Go to your data' } },
  },
  {
    activity: desk.name,
    about: 'data',
    title: { de: 'Fragen zum Datenschutz', en: 'Privacy questions' },
    says: {
      de: 'Schreiben Sie uns, auch ohne Konto. Binnen eines Monats bekommen Sie Antwort.',
      en: 'Write to us, even without an account. You will get an answer within a month.',
    },
    icon: '<path d="M5 4h14v12H9l-4 4zM9 9h6m-6 3.500h4"/>',
    link: { to: formAt, says: { de: 'Anfrage stellen', en: 'Send a request' } },
  },
]
