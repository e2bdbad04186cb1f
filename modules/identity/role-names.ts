import type { Words } from '../../kernel/declare/terms.ts'
import type { StaffRole } from './contract.ts'

/** What each permission is called, in letters and wherever somebody reads which they have. */
export const rolesInWords: Record<StaffRole, Words> = {
  administration: { de: 'Administration', en: 'administration' },
  privacy: { de: 'Datenschutz', en: 'privacy' },
  officer: { de: 'Datenschutzbeauftragte', en: 'privacy officer' },
  support: { de: 'Kundendienst', en: 'support' },
  marketing: { de: 'Marketing', en: 'marketing' },
}
