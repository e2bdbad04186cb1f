import { notStated, WordedError } from '../problems/worded.ts'
import { insistOnConsent, consentScope } from '../consent/consented.ts'
import { rightsKept } from '../declare/activities.ts'
import { refuseIfStopped } from '../enforce/stopped.ts'
import { isByConsent, type AnyActivity } from '../declare/activity.ts'
import type { Manifest, Recipient } from '../statement/manifest.ts'
import { Role, type PersonalData } from '../declare/terms.ts'
import { disclosure } from '../disclosure/tables.ts'
import type { Work } from '../store/work.ts'
import { dayInWords, dayOf } from '../declare/periods.ts'
import { endedOf } from './contracts.ts'

/** What is about to leave the platform. */
export interface Disclosure {
  /** The kind of recipient that the activity declares: `mail`. */
  readonly to: string
  /** Which categories of personal data it gets. */
  readonly fields: readonly PersonalData[]
  /** The order, service or law behind it, in a few words without anybody's data. */
  readonly ground: string
  /** By which way the person is reached, where a consent is given for each by itself. */
  readonly channel?: string
  /** The person whose data it is. */
  readonly subject: string
}

/** Something was about to leave the platform that the statement does not state. It does not leave. */
export class NotStatedDisclosure extends WordedError {
  readonly told = notStated
  constructor(why: string) {
    super(why)
    this.name = 'NotStatedDisclosure'
  }
}

/**
 * What let data go to a recipient is over. It may be renewed, so whoever hands over keeps what waits instead of giving
 * it up.
 */
export class TransferEnded extends NotStatedDisclosure {
  constructor(recipient: string, { ground, on }: NonNullable<ReturnType<typeof endedOf>>) {
    super(
      {
        contract: `the contract with '${recipient}' ended on ${dayInWords(on, 'en')} (Art. 26, 28(3) GDPR); nothing goes there until it is renewed`,
        safeguard: `the safeguard for transfers to '${recipient}' ended on ${dayInWords(on, 'en')} (Art. 46 GDPR); nothing goes there until there is another`,
      }[ground],
    )
  }
}

/**
 * The one way out: names the recipient that the manifest states for this activity and writes the disclosure down, in
 * the unit of work of whoever hands over. What rests on consent asks for that of this person, towards this recipient,
 * and holds it until the unit ends; nothing goes where the person objected or had processing restricted. Until the unit
 * ends an erasure, a restriction, an objection and a correction wait, so that each knows of this recipient: what goes is
 * read after this. Only after this committed may anything be sent; without a recipient nothing is.
 */
export async function handOver(
  work: Work<AnyActivity>,
  manifest: Manifest,
  { to, fields, ground, subject, channel }: Disclosure,
): Promise<Recipient> {
  const recipient = recipientFor(work.activity, manifest, to, work.reached)
  onlyItsTask(recipient, fields)
  if (Object.hasOwn(manifest.activities, rightsKept.name)) await refuseIfStopped(work, work.activity, subject)
  if (isByConsent(work.activity))
    await insistOnConsent(work, { subject, ...consentScope(work.activity, { recipient: recipient.id, channel }) })
  // Whoever is neither processor nor party to a contract gets something only where the person consented to it by name.
  if (recipient.role === Role.ThirdParty)
    await insistOnConsent(work, { subject, purpose: work.activity.name, recipient: recipient.id, channel })
  await work.add(disclosure, {
    at: work.now,
    recipient: recipient.id,
    activity: work.activity.name,
    fields: [...fields],
    ground,
    subject,
  })
  return recipient
}

/** The recipient of this kind that the manifest states for the activity; `now` is the moment that is surely reached. */
export function recipientFor({ name, spec }: AnyActivity, manifest: Manifest, kind: string, now: Date): Recipient {
  if (!spec.recipients?.includes(kind))
    throw new NotStatedDisclosure(`'${name}' declares no recipient of the kind '${kind}'`)
  const stated = manifest.activities[name]?.recipients ?? []
  const recipient = manifest.recipients.find(one => stated.includes(one.id) && one.serves.includes(kind))
  if (!recipient) throw new NotStatedDisclosure(`the manifest states no recipient of the kind '${kind}' for '${name}'`)
  if (recipient.role === 'dpv:DataProcessor' && !recipient.contract)
    throw new NotStatedDisclosure(`no processing contract with '${recipient.id}' is on record (Art. 28(3) GDPR)`)
  const ended = endedOf(recipient, dayOf(now, manifest.timeZone))
  if (ended) throw new TransferEnded(recipient.id, ended)
  if (!manifest.allowedCountries.includes(recipient.country) && !recipient.safeguard)
    throw new NotStatedDisclosure(
      `'${recipient.id}' is outside of the allowed countries and has no safeguard (Art. 46 GDPR)`,
    )
  return recipient
}

/** Nobody gets more than its task calls for, as the manifest says it. */
export function onlyItsTask({ id, gets }: Recipient, fields: readonly PersonalData[]): void {
  const beyond = gets ? fields.filter(field => !gets.includes(field)) : []
  if (beyond.length)
    throw new NotStatedDisclosure(
      `'${id}' does not get ${beyond.join(', ')}: its task as the manifest states it does not call for that`,
    )
}
