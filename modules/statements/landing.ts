import type { LandingPart } from '../../platform/landing.ts'
import { notices } from './activities.ts'

export const landing: readonly LandingPart[] = [
  {
    activity: notices.name,
    about: 'data',
    title: { de: 'Änderungen im Voraus', en: 'Changes in advance' },
    says: {
      de: 'Bevor sich unsere Erklärung wesentlich ändert, schreiben wir Ihnen. Jede frühere Fassung bleibt lesbar.',
      en: 'Before our statement changes in substance, we write to you. Every earlier version stays readable.',
    },
    icon: '<path d="M4 6h16v12H4zM4.500 6.500 12 13l7.500-6.500"/>',
    link: {
      to: { de: '/datenschutz/versionen', en: '/privacy/versions' },
      says: { de: 'Alle Fassungen', en: 'All versions' },
    },
  },
]
