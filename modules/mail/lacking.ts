import type { Surroundings } from '../../platform/module.ts'
import { recipientElsewhere } from '../../kernel/recipients/elsewhere.ts'
import type { Finding } from '../../kernel/statement/finding.ts'
import { states, type Manifest } from '../../kernel/statement/manifest.ts'
import { delivery } from './activities.ts'
import { relayAt } from './relay.ts'

/**
 * Letters that leave the platform need somebody who is stated to deliver them, and a relay that is theirs. One whose
 * contract has ended keeps no platform from starting: letters wait.
 */
export function lackingRelay(manifest: Manifest, { kind, settings }: Surroundings): Finding[] {
  if (!states(manifest, delivery.name) || settings?.rehearsal) return []
  const relay = settings?.smtpUrl
  if (settings && relay === undefined) return kind === 'live' ? [noRelay] : []
  // Of a demo or test nobody knows whether letters stay in its letterbox until its settings are known.
  if (kind !== 'live' && relay === undefined) return []
  if (!isServed(manifest)) return [nobodyServes]
  return relay === undefined ? [] : recipientElsewhere(manifest, 'mail', relayAt(relay), 'OBHUT_SMTP_URL')
}

function isServed({ activities, recipients }: Manifest): boolean {
  const stated = activities[delivery.name]?.recipients ?? []
  return recipients.some(({ id, serves }) => stated.includes(id) && serves.includes('mail'))
}

const at = ['activities', delivery.name]
const nobodyServes: Finding = {
  at,
  says: {
    de: `„${delivery.name}“ schickt Briefe an Empfänger außerhalb des Unternehmens, und kein Empfänger ist genannt, der sie zustellt (Art. 13 Abs. 1 Buchst. e DSGVO)`,
    en: `'${delivery.name}' sends letters out of the platform, and no recipient is stated who delivers them (Art. 13(1)(e) GDPR)`,
  },
  mend: {
    de: 'Ergänzen Sie unter recipients bei dem Unternehmen, das E-Mails zustellt: serves: [mail]',
    en: 'give the company under recipients that delivers mail: serves: [mail]',
  },
}
const noRelay: Finding = {
  at,
  says: {
    de: 'Im Echtbetrieb werden echte Briefe verschickt, aber es ist nicht angegeben, über welchen Mailserver',
    en: 'A live store sends real letters, and by which relay is not said',
  },
  mend: {
    de: 'Setzen Sie OBHUT_SMTP_URL auf smtp://user:password@host:587 (STARTTLS) oder smtps://user:password@host:465',
    en: 'say it in OBHUT_SMTP_URL, as smtp://user:password@host:587 (STARTTLS) or smtps://user:password@host:465',
  },
}
