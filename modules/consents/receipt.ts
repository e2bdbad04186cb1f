import { consents } from '../../kernel/declare/activities.ts'
import { consent } from '../../kernel/consent/tables.ts'
import type { Units } from '../../kernel/store/units.ts'
import { person } from '../../kernel/store/work.ts'
import { NotFound } from '../../platform/refusal.ts'
import type { Settings, StatementVersion, Stating } from '../../platform/services.ts'
import type { AnyActivity } from '../../kernel/declare/activity.ts'
import { personalColumnsUnder } from '../../kernel/statement/data-section.ts'
import type { Manifest } from '../../kernel/statement/manifest.ts'
import { readElsewhere, type Rendering } from '../../kernel/statement/rendering.ts'
import { rightsUnder } from '../../kernel/statement/rights.ts'
import { untilInWords } from '../../kernel/statement/storage-section.ts'
import { historyOf, type ShownEvent } from './own.ts'

interface Needs {
  readonly store: Units
  readonly stating: Stating
  readonly settings: Settings
  readonly versions: { all(): Promise<readonly StatementVersion[]> }
}
/** As the statement was under which the consent was given. */
interface Then {
  readonly store: Units
  readonly settings: Settings
  readonly manifest: Manifest
}

/** DPV's words for what happened to a consent. */
const states = {
  given: 'dpv:ConsentGiven',
  refused: 'dpv:ConsentRefused',
  withdrawn: 'dpv:ConsentWithdrawn',
  expired: 'dpv:ConsentExpired',
  invalidated: 'dpv:ConsentInvalidated',
} as const

/**
 * The receipt of a consent in the fields of ISO/IEC TS 27560, as the profile of DPV for the GDPR has them: what was
 * agreed to, in which words (with their SHA-256, so that it can be verified later), towards whom, and how to take it
 * back.
 */
export async function receiptOf(needs: Needs, account: string, kind: string, id: string): Promise<object> {
  const { store, settings } = needs
  const versions = await needs.versions.all()
  return store.under(consents, person(account), async work => {
    const one = await work
      .read(consent, 'id', 'purpose', 'recipient', 'channel', 'state', 'since', 'validUntil', 'statement')
      .where('id', '=', id)
      .executeTakeFirst()
    const activity = one && store.declarations.activities.get(one.purpose)
    if (!one || !activity) throw new NotFound()
    const events = await historyOf(work, id)
    const manifest = versions.find(({ version }) => version === one.statement)?.manifest ?? needs.stating.manifest
    const then: Then = { store, settings, manifest }
    const agreed = events.find(event => event.what === 'given') ?? events.at(-1)! // each consent has an event
    work.note({ what: 'receipt', about: one.purpose, subject: account })
    return {
      '@context': context,
      '@id': `urn:uuid:${agreed.id}`,
      '@type': 'dpv:ConsentReceipt',
      'dct:identifier': agreed.id,
      'dct:conformsTo': { '@id': 'https://w3id.org/dpv/schema/dpv-27560#receipt-eu-gdpr' },
      'dct:created': moment(work.now),
      'dct:publisher': controller(manifest),
      'schema:recipient': 'dpv:DataSubject',
      'dpv:hasRecordOfActivity': {
        '@id': `urn:uuid:${one.id}`,
        '@type': 'dpv:ConsentRecord',
        'dct:identifier': one.id,
        'dct:conformsTo': { '@id': 'https://w3id.org/dpv/schema/dpv-27560#record-eu-gdpr' },
        'dpv:hasDataSubject': {
          '@id': `urn:uuid:${account}`,
          '@type': kind === 'customer' ? 'dpv:Customer' : 'dpv:Employee',
        },
        'dpv:hasDataController': controller(manifest),
        'dpv:hasJurisdiction': manifest.company.country,
        'dpv:hasApplicableLaw': 'eu-gdpr:GDPR',
        'dpv:hasNotice': notice(then, one, agreed),
        'dpv:hasProcess': process(then, activity, one),
        'dpv:hasRight': rightsUnder(activity.spec.basis),
        'dpv:hasAuthority': {
          '@type': 'dpv:DataProtectionAuthority',
          'schema:name': manifest.authority.name,
          'schema:url': manifest.authority.link,
        },
        'dpv:hasConsentStatus': states[one.state],
        'dpv:hasDuration': one.validUntil
          ? { '@type': 'dpv:UntilTimeDuration', 'schema:endTime': moment(one.validUntil) }
          : { '@type': 'dpv:UntilEventDuration', 'dct:description': 'until it is withdrawn' },
        'dpv:hasConsentControl': withdrawal(then),
        'dpv:hasActivity': events.toReversed().map(event => ({
          '@type': states[event.what],
          'dct:identifier': event.id,
          'dpv:isIndicatedAtTime': moment(event.at),
          'dpv:isIndicatedBy': event.how === 'platform' ? 'dpv:DataController' : 'dpv:DataSubject',
          'dpv:hasIndicationMethod': event.how,
          ...(event.place !== null && { 'dpv:hasLocation': event.place }),
          ...(event.signal !== null && { 'obhut:signal': event.signal }),
          'schema:version': event.statement,
          ...(event.text && { 'obhut:textHash': `sha256:${event.text.hash}` }),
        })),
      },
    }
  })
}

const context = {
  dpv: 'https://w3id.org/dpv#',
  'eu-gdpr': 'https://w3id.org/dpv/legal/eu/gdpr#',
  pd: 'https://w3id.org/dpv/pd#',
  dct: 'http://purl.org/dc/terms/',
  schema: 'https://schema.org/',
  obhut: 'https://obhut.example/terms#',
}
const moment = (at: Date): object => ({
  '@type': 'http://www.w3.org/2001/XMLSchema#dateTime',
  '@value': at.toISOString(),
})

const controller = ({ company: { name, street, postcode, city, country, mail } }: Manifest): object => ({
  '@type': 'dpv:DataController',
  'schema:name': name,
  'schema:address': {
    'schema:streetAddress': street,
    'schema:postalCode': postcode,
    'schema:addressLocality': city,
    'schema:addressCountry': country,
  },
  'schema:email': mail,
})

/** The privacy notice that held, and the very words that were shown. */
function notice(
  { settings: { baseUrl } }: Then,
  { statement }: { readonly statement: number },
  { text }: ShownEvent,
): object {
  return {
    '@type': 'dpv:ConsentNotice',
    'schema:url': `${baseUrl}/datenschutz/versionen/${statement}`,
    'schema:version': statement,
    ...(text && {
      'schema:inLanguage': text.language,
      'schema:text': text.wording,
      'obhut:textHash': `sha256:${text.hash}`,
    }),
  }
}

function process(
  { store, manifest }: Then,
  activity: AnyActivity,
  { recipient }: { readonly recipient: string },
): object {
  const rendering: Rendering = {
    manifest,
    activities: [...store.declarations.activities.values()],
    tables: [...store.declarations.tables.values()],
    language: 'en',
  }
  const read = readElsewhere(rendering, activity).flatMap(({ table, columns }) =>
    columns.flatMap(column => table.columns[column]?.is ?? []),
  )
  const stated = manifest.activities[activity.name]
  const others = manifest.recipients.filter(({ id }) =>
    recipient === ''
      ? stated?.recipients.includes(id)
      : id === recipient || manifest.stores.some(place => place.recipient === id),
  )
  const kept = [...store.declarations.tables.values()].filter(({ under }) => under.name === activity.name)
  return {
    '@type': 'dpv:Process',
    'dct:title': activity.spec.title.en,
    'dpv:hasPurpose': stated?.purposes ?? activity.spec.purposes,
    'dpv:hasLegalBasis': activity.spec.basis.term,
    'dpv:hasPersonalData': [...new Set([...personalColumnsUnder(rendering, activity).map(({ is }) => is), ...read])],
    'dpv:hasProcessing': activity.spec.operations ?? [],
    'dpv:hasProcessingLocation': [...new Set(manifest.stores.map(({ country }) => country))],
    'dpv:hasRecipient': others.map(({ name, role, country }) => ({
      '@type': role,
      'schema:name': name,
      'schema:addressCountry': country,
    })),
    'dpv:hasStorageCondition': [
      ...manifest.stores.map(({ name, country }) => ({
        '@type': 'dpv:StorageLocation',
        'schema:name': name.en,
        'schema:addressCountry': country,
      })),
      ...kept.map(table => ({
        '@type': 'dpv:StorageDuration',
        'dct:title': table.title?.en ?? table.name,
        'dct:description': untilInWords(rendering, table),
      })),
    ],
  }
}

const withdrawal = ({ settings: { baseUrl }, manifest }: Then): object => ({
  '@type': 'dpv:WithdrawConsent',
  'schema:url': `${baseUrl}/app/consents`,
  'schema:email': manifest.privacyContact.mail,
})
