import { mailAddress } from '../../platform/mail-address.ts'
import type { Manifest } from '../../kernel/statement/manifest.ts'
import type { DeskList } from '../rights/contract.ts'

/** Whose list a mail to this address comes to; nobody's, if the statement does not name the address. */
export function listFor({ privacyContact, privacyOfficer }: Manifest, address: string): DeskList | undefined {
  const to = mailAddress(address)
  if (to === undefined) return undefined
  if (to === mailAddress(privacyContact.mail)) return 'desk'
  return privacyOfficer !== undefined && to === mailAddress(privacyOfficer.mail) ? 'officer' : undefined
}
