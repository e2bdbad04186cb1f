import type { AnyTable } from '../declare/table.ts'
import type { AnyActivity, Operation } from '../declare/activity.ts'
import { personalColumnsUnder } from './data-section.ts'
import { settingOf, type Manifest } from './manifest.ts'
import { tablesUnder, type Rendering } from './rendering.ts'
import { rightsNamedOnce, rightsNamedWith } from './rights.ts'
import type { Period } from '../declare/settings.ts'

/** Art. 4(2) GDPR in the words of DPV 2.3. */
const processing: Record<Operation, string> = {
  collection: 'dpv:Collect',
  recording: 'dpv:Record',
  organisation: 'dpv:Organise',
  structuring: 'dpv:Structure',
  storage: 'dpv:Store',
  adaptation: 'dpv:Adapt',
  alteration: 'dpv:Alter',
  retrieval: 'dpv:Retrieve',
  consultation: 'dpv:Consult',
  use: 'dpv:Use',
  'disclosure by transmission': 'dpv:DiscloseByTransmission',
  dissemination: 'dpv:Disseminate',
  'making available': 'dpv:MakeAvailable',
  alignment: 'dpv:Align',
  combination: 'dpv:Combine',
  restriction: 'dpv:Restrict',
  erasure: 'dpv:Erase',
  destruction: 'dpv:Destruct',
}
const context = {
  dpv: 'https://w3id.org/dpv#',
  pd: 'https://w3id.org/dpv/pd#',
  'eu-gdpr': 'https://w3id.org/dpv/legal/eu/gdpr#',
  loc: 'https://w3id.org/dpv/loc#',
  dct: 'http://purl.org/dc/terms/',
  rdf: 'http://www.w3.org/1999/02/22-rdf-syntax-ns#',
  xsd: 'http://www.w3.org/2001/XMLSchema#',
}
/** The version whose terms these are: without it nobody could tell which definitions hold. */
const dpvVersion = 'https://w3id.org/dpv/2.3'
const iri = (term: string) => ({ '@id': term })
const iris = (terms: readonly string[]) => [...new Set(terms)].map(iri)
const inLanguages = ({ de, en }: { readonly de: string; readonly en: string }) => [
  { '@value': de, '@language': 'de' },
  { '@value': en, '@language': 'en' },
]

/**
 * The statement in the W3C Data Privacy Vocabulary 2.3, as JSON-LD: one process an activity, with purposes, basis,
 * data, recipients, storage, rights and measures.
 */
export function statementAsDpv(
  manifest: Manifest,
  activities: readonly AnyActivity[],
  tables: readonly AnyTable[],
  version: number,
): object {
  const byName = new Map(activities.map(activity => [activity.name, activity]))
  const stated = Object.keys(manifest.activities).flatMap(name => byName.get(name) ?? [])
  const rendering: Rendering = { manifest, activities: stated, tables, language: 'en' }
  const { company, privacyOfficer, recipients } = manifest
  return {
    '@context': context,
    '@id': `urn:obhut:statement:${version}`,
    '@type': 'dpv:PrivacyNotice',
    'dct:conformsTo': iri(dpvVersion),
    'dct:title': inLanguages({ de: 'Datenschutzerklärung', en: 'Privacy statement' }),
    'dct:hasVersion': String(version),
    'dct:valid': { '@value': manifest.effective, '@type': 'xsd:date' },
    'dpv:hasDataController': {
      '@id': '#controller',
      '@type': 'dpv:DataController',
      'dpv:hasName': company.name,
      'dpv:hasAddress': `${company.street}, ${company.postcode} ${company.city}`,
      'dpv:hasContact': [company.mail, company.phone],
      'dpv:hasCountry': iri(`loc:${company.country}`),
      ...(privacyOfficer && {
        'dpv:hasDataProtectionOfficer': {
          '@type': 'dpv:DataProtectionOfficer',
          ...(privacyOfficer.name !== undefined && { 'dpv:hasName': privacyOfficer.name }),
          'dpv:hasContact': privacyOfficer.mail,
        },
      }),
    },
    'dpv:hasRecipient': recipients.map(({ id, role, name, street, postcode, city, country, link, safeguard }) => ({
      '@id': `#recipient-${id}`,
      '@type': role,
      'dpv:hasName': name,
      'dpv:hasAddress': `${street}, ${postcode} ${city}`,
      'dpv:hasCountry': iri(`loc:${country}`),
      'dct:source': link,
      ...(safeguard && { 'dpv:hasLegalBasis': iri(safeguard.basis) }),
    })),
    'dpv:hasTechnicalOrganisationalMeasure': iris(manifest.measures),
    'dpv:hasRight': iris(rightsNamedOnce(stated)),
    'dpv:hasProcess': stated.map(activity => processOf(rendering, activity)),
  }
}

function processOf(rendering: Rendering, activity: AnyActivity): object {
  const { manifest } = rendering
  const { name, spec } = activity
  const its = manifest.activities[name]
  return {
    '@id': `#${name}`,
    '@type': 'dpv:Process',
    'dct:title': inLanguages(spec.title),
    'dct:description': inLanguages(spec.words),
    'dpv:hasPurpose': iris(its?.purposes ?? spec.purposes),
    'dpv:hasLegalBasis': iri(spec.basis.term),
    'dpv:hasPersonalData': iris(personalColumnsUnder(rendering, activity).map(({ is }) => is)),
    'dpv:hasProcessing': iris((spec.operations ?? []).map(operation => processing[operation])),
    'dpv:hasRecipient': iris((its?.recipients ?? []).map(id => `#recipient-${id}`)),
    'dpv:hasStorageCondition': [
      ...storage(rendering, activity),
      {
        '@type': 'dpv:StorageLocation',
        'dpv:hasLocation': iris(manifest.stores.map(({ country }) => `loc:${country}`)),
      },
    ],
    'dpv:hasRight': iris(rightsNamedWith(activity)),
  }
}

/** How long each table of an activity is kept; where no period but an event ends it, which one. */
function storage(rendering: Rendering, activity: AnyActivity): object[] {
  const ends = tablesUnder(rendering, activity)
    .filter(({ about }) => about.who !== 'nobody')
    .flatMap(({ until }) => (until ? [until] : []))
  const durations = ends.map(until =>
    until.rule === 'since' && until.keep !== 'immediately'
      ? { '@type': 'dpv:TemporalDuration', 'rdf:value': String(settingOf(rendering.manifest, until.keep) as Period) }
      : {
          '@type': 'dpv:UntilEventDuration',
          'rdf:value':
            until.rule === 'since'
              ? 'the purpose ends'
              : until.rule === 'with'
                ? 'the data that it belongs to goes'
                : 'the relationship ends, or erasure is asked for',
        },
  )
  return [...new Map(durations.map(duration => [JSON.stringify(duration), duration])).values()].map(duration => ({
    '@type': 'dpv:StorageDuration',
    'dpv:hasDuration': duration,
  }))
}
