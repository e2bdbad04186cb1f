import { mailAddress, mailbox, type Mailbox } from '../../platform/mail-address.ts'
import type { Settings } from '../../platform/services.ts'
import type { Manifest } from '../../kernel/statement/manifest.ts'

/** Who letters come from: what the settings say, else the company; under the name of the site where they say none. */
export function senderOf(
  { mailFrom }: Pick<Settings, 'mailFrom'>,
  { company, site }: Pick<Manifest, 'company' | 'site'>,
): Required<Mailbox> {
  const said = mailFrom === undefined ? undefined : mailbox(mailFrom)
  return { address: said?.address ?? mailAddress(company.mail) ?? company.mail, name: said?.name ?? site.name }
}
