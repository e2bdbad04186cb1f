import { stringify } from 'yaml'
import type { Module } from '../../platform/module.ts'

/**
 * A manifest of an invented company that states every activity of these modules, with its defaults but for what is said
 * here.
 */
export function aManifest(
  modules: readonly Module[],
  activities: Readonly<Record<string, object | null>> = {},
  more: object = {},
): string {
  const all = modules.flatMap(module => module.activities.map(activity => activity.name))
  const stated = Object.fromEntries(
    all
      .map(name => [name, activities[name] === undefined ? {} : activities[name]] as const)
      .filter(([, value]) => value !== null),
  )
  return stringify({ ...particulars, ...more, activities: stated }, { aliasDuplicateObjects: false })
}

const post = { name: 'Testhaus GmbH', street: 'Probeweg 1', postcode: '10115', city: 'Berlin', country: 'DE' }
const particulars = {
  effective: '2026-01-01',
  languages: ['de', 'en'],
  timeZone: 'Europe/Berlin',
  site: { name: 'Testhaus' },
  company: {
    ...post,
    mail: 'post@testhaus.example',
    phone: '+49 30 1234567',
    representedBy: ['Thea Beispiel'],
    register: 'none',
    vatId: 'none',
  },
  privacyOfficer: { mail: 'datenschutz@testhaus.example', post },
  privacyContact: { mail: 'datenschutz@testhaus.example', post },
  authority: {
    name: 'Aufsicht für Tests',
    street: 'Amtsweg 2',
    postcode: '10115',
    city: 'Berlin',
    country: 'DE',
    link: 'https://aufsicht.example',
  },
  allowedCountries: ['DE'],
  stores: { database: { name: { de: 'Datenbank', en: 'Database' }, country: 'DE' } },
  recipients: {
    post: {
      name: 'Briefdienst GmbH',
      role: 'dpv:DataProcessor',
      street: 'Postweg 3',
      postcode: '10115',
      city: 'Berlin',
      country: 'DE',
      link: 'https://briefdienst.example',
      task: { de: 'stellt E-Mails zu', en: 'delivers e-mail' },
      serves: ['mail'],
      contract: { since: '2026-01-01' },
      hosts: ['localhost'],
    },
  },
  automatedDecisions: 'none',
}
