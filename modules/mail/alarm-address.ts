import { states, type Manifest } from '../../kernel/statement/manifest.ts'
import type { Settings } from '../../platform/services.ts'
import { delivery } from './activities.ts'

/**
 * Where alarms are mailed under this manifest, if anywhere. The company's address is none where mail to the privacy
 * contact or officer goes: what comes there may open requests (modules/intake).
 */
export function alarmAddress({ alarmsTo }: Pick<Settings, 'alarmsTo'>, manifest: Manifest): string | undefined {
  if (alarmsTo === undefined || !states(manifest, delivery.name)) return undefined
  if (alarmsTo !== 'company') return alarmsTo.address
  const { company, privacyContact, privacyOfficer } = manifest
  const isSame = (other: string | undefined): boolean => other?.toLowerCase() === company.mail.toLowerCase()
  return isSame(privacyContact.mail) || isSame(privacyOfficer?.mail) ? undefined : company.mail
}
