import type { Said } from '../../locales/said.ts'
import type { de } from './de.ts'

export const en: Said<typeof de> = {
  changed: {
    title: 'Our privacy statement has changed',
    lead: (day: string, version: number) => `Version ${version} has been in force since ${day}.`,
    last: (version: number, day: string) => `You last saw version ${version}, on ${day}.`,
    matters: 'This is different now',
    besides: 'Smaller changes',
    was: 'Before',
    is: 'Now',
    comes: 'New',
    goes: 'No longer',
    stays:
      'For earlier data, what applied then still applies: a new purpose covers it only if you consent or a law prescribes it.',
    understood: 'Understood',
    records:
      'With this we record that you have seen this version, and when. This is not a consent, and neither is using your account.',
    whole: 'The whole statement',
    object: 'Object',
    consents: 'Consents',
  },
}
