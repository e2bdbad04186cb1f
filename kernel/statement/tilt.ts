import { createHash } from 'node:crypto'
import type { AnyTable } from '../declare/table.ts'
import type { AnyActivity } from '../declare/activity.ts'
import { personalColumnsUnder } from './data-section.ts'
import { countryName, isOutside } from './countries.ts'
import { label } from './labels.ts'
import { settingOf, type Company, type Manifest } from './manifest.ts'
import { tablesUnder, type Rendering } from './rendering.ts'
import { sourceInWords } from './sources.ts'
import { rightsUnder } from './rights.ts'
import { listed } from '../declare/periods.ts'
import { Right, type Language, type Words } from '../declare/terms.ts'

export interface TiltOptions {
  readonly version: number
  readonly publishedAt: Date
  readonly language: Language
  readonly url: string
}

/** A partnership is represented by its general partner (sections 161(2), 124(1) HGB), and that one by people. */
function representative({ representedBy, generalPartner }: Company): Words {
  if (!generalPartner) return { de: representedBy.join(', '), en: representedBy.join(', ') }
  const { name, city, register } = generalPartner
  const partner = `${name}, ${city} (${register.court}, ${register.number})`
  return {
    de: `${partner}, vertreten durch ${listed(representedBy, 'de')}`,
    en: `${partner}, represented by ${listed(representedBy, 'en')}`,
  }
}

/**
 * The statement in the Transparency Information Language (TU Berlin, schema of May 2023). It has no place for objection
 * and restriction: those stand in the statement itself.
 */
export function statementAsTilt(
  manifest: Manifest,
  activities: readonly AnyActivity[],
  tables: readonly AnyTable[],
  { version, publishedAt, language, url }: TiltOptions,
): object {
  const byName = new Map(activities.map(activity => [activity.name, activity]))
  const stated = Object.keys(manifest.activities).flatMap(name => byName.get(name) ?? [])
  const rendering: Rendering = { manifest, activities: stated, tables, language }
  const { company, privacyOfficer, privacyContact, authority } = manifest
  const officer = privacyOfficer ?? privacyContact
  const right = (description: string, ...granted: Right[]) => ({
    available: granted.length === 0 || granted.some(applies),
    description,
    url,
    email: privacyContact.mail,
  })
  const applies = (one: Right): boolean => stated.some(({ spec }) => rightsUnder(spec.basis).includes(one))
  const say = (de: string, en: string): string => ({ de, en })[language]
  const rest = {
    controller: {
      name: company.name,
      address: `${company.street}, ${company.postcode} ${company.city}`,
      country: company.country,
      representative: { name: representative(company)[language], email: company.mail, phone: company.phone },
    },
    dataProtectionOfficer: {
      name: privacyOfficer
        ? (privacyOfficer.name ?? privacyOfficer.post.name)
        : say('nicht benannt; Kontakt zum Datenschutz', 'not designated; privacy contact'),
      address: `${officer.post.street}, ${officer.post.postcode} ${officer.post.city}`,
      country: officer.post.country,
      email: officer.mail,
    },
    dataDisclosed: stated.flatMap(activity => disclosed(rendering, activity)),
    thirdCountryTransfers: manifest.recipients.filter(isOutside).map(({ country, safeguard }) => ({
      country,
      adequacyDecision: {
        available: safeguard?.basis === 'eu-gdpr:A45-3',
        description: safeguard ? label(safeguard.basis)[language] : countryName(country, language),
      },
      appropriateGuarantees: {
        available: safeguard !== undefined && safeguard.basis !== 'eu-gdpr:A45-3',
        description: safeguard?.name ?? '',
      },
    })),
    accessAndDataPortability: {
      ...right(
        say('Auskunft und Mitnahme im Konto oder auf Anfrage', 'Access and portability in the account or on request'),
        Right.A15,
      ),
      administrativeFee: { amount: 0, currency: 'EUR' },
      dataFormats: ['json', 'csv'],
    },
    sources: stated.flatMap(activity =>
      personalColumnsUnder(rendering, activity).map(({ table, column, is, from }) => ({
        _id: `${table}.${column}`,
        dataCategory: label(is)[language],
        sources: [{ description: sourceInWords(from, language), url, publiclyAvailable: false }],
      })),
    ),
    rightToInformation: right(say('Auskunft (Art. 15 DSGVO)', 'Access (Art. 15 GDPR)'), Right.A15),
    rightToRectificationOrDeletion: right(
      say('Berichtigung und Löschung (Art. 16, 17 DSGVO)', 'Rectification and erasure (Art. 16, 17 GDPR)'),
      Right.A16,
      Right.A17,
    ),
    rightToDataPortability: right(say('Datenübertragbarkeit (Art. 20 DSGVO)', 'Portability (Art. 20 GDPR)'), Right.A20),
    rightToWithdrawConsent: right(
      say('Widerruf einer Einwilligung (Art. 7 Abs. 3 DSGVO)', 'Withdrawal of consent (Art. 7(3) GDPR)'),
      Right['A7-3'],
    ),
    rightToComplain: {
      ...right(say('Beschwerde bei der Aufsichtsbehörde (Art. 77 DSGVO)', 'Complaint to the authority (Art. 77 GDPR)')),
      supervisoryAuthority: {
        name: authority.name,
        address: `${authority.street}, ${authority.postcode} ${authority.city}`,
        country: authority.country,
        ...(authority.mail !== undefined && { email: authority.mail }),
      },
    },
    automatedDecisionMaking: { inUse: false },
    changesOfPurpose: [],
  }
  const hash = createHash('sha256').update(JSON.stringify(rest)).digest('hex')
  return {
    meta: {
      _id: `statement-${version}-${language}`,
      name: company.name,
      created: publishedAt.toISOString(),
      modified: publishedAt.toISOString(),
      version,
      language,
      status: 'active',
      url,
      _hash: hash,
    },
    ...rest,
  }
}

function disclosed(rendering: Rendering, activity: AnyActivity): object[] {
  const { manifest, language } = rendering
  const { name, spec } = activity
  const its = manifest.activities[name]
  const purposes = (its?.purposes ?? spec.purposes).map(purpose => ({
    purpose: label(purpose)[language],
    description: spec.title[language],
  }))
  const who = manifest.recipients
    .filter(({ id }) => its?.recipients.includes(id))
    .map(recipient => ({
      name: recipient.name,
      address: `${recipient.street}, ${recipient.postcode} ${recipient.city}`,
      country: recipient.country,
      category: label(recipient.role)[language],
    }))
  const { letter, because } = spec.basis
  return [...new Set(personalColumnsUnder(rendering, activity).map(({ is }) => is))].map(is => ({
    _id: `${name}/${is}`,
    category: label(is)[language],
    purposes,
    legalBases: [{ reference: `GDPR-6-1-${letter}`, description: label(spec.basis.term)[language] }],
    legitimateInterests: [{ exists: letter === 'f', reasoning: letter === 'f' ? (because?.[language] ?? '') : '' }],
    recipients: who,
    storage: storage(rendering, activity),
    nonDisclosure: {
      legalRequirement: letter === 'c',
      contractualRegulation: letter === 'b',
      obligationToProvide: letter === 'c',
      consequences: spec.without?.[language] ?? '',
    },
  }))
}

function storage(rendering: Rendering, activity: AnyActivity): object[] {
  const ends = tablesUnder(rendering, activity)
    .filter(({ about }) => about.who !== 'nobody')
    .flatMap(({ until }) => (until ? [until] : []))
  const ttls = [
    ...new Set(
      ends.flatMap(until =>
        until.rule === 'since' && until.keep !== 'immediately'
          ? [String(settingOf(rendering.manifest, until.keep))]
          : [],
      ),
    ),
  ]
  const events = ends.some(until => until.rule !== 'since' || until.keep === 'immediately')
  return [
    {
      temporal: ttls.map(ttl => ({ description: activity.spec.title[rendering.language], ttl })),
      purposeConditional: events
        ? [{ de: 'bis der Zweck entfällt', en: 'until the purpose ends' }[rendering.language]]
        : [],
      legalBasisConditional: [],
      aggregationFunction: 'max',
    },
  ]
}
