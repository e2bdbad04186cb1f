import type { Manifest } from '../../kernel/statement/manifest.ts'
import type { DeskList } from '../rights/contract.ts'

/** Whose list a mail to this address comes to; nobody's, if the statement does not name the address. */
export function listFor({ privacyContact, privacyOfficer }: Manifest, address: string): DeskList | undefined {
  const to = address.toLowerCase()
  if (to === privacyContact.mail.toLowerCase()) return 'desk'
  return to === privacyOfficer?.mail.toLowerCase() ? 'officer' : undefined
}
