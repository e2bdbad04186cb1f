import type { Words } from './terms.ts'

/** What values are called that stand in several tables. */
export const languageTerms = { de: { de: 'Deutsch', en: 'German' }, en: { de: 'Englisch', en: 'English' } } as const
export const yesOrNo = { yes: { de: 'ja', en: 'yes' }, no: { de: 'nein', en: 'no' } } as const
export const accountKinds = {
  customer: { de: 'Kundenkonto', en: 'Customer account' },
  staff: { de: 'Personalkonto', en: 'Staff account' },
} as const satisfies Record<string, Words>
