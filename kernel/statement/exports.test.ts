import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { statementAsDpv } from './dpv.ts'
import { activities, source, tables } from './example-for-test.ts'
import { label } from './labels.ts'
import { readManifest, type Company } from './manifest.ts'
import { recordAsCsv, recordOf } from './record.ts'
import { renderStatement } from './render.ts'
import { statementAsTilt } from './tilt.ts'
import { Measure, PersonalData, Purpose, Right, Role, Safeguard, type Language } from '../declare/terms.ts'

const { manifest } = readManifest(source, 'example.yaml', activities, tables)
if (!manifest) throw new Error('the example fits')

describe('the statement as DPV', () => {
  /** Looked up in DPV 2.3 (2026-02-25), one by one. */
  const looked = new Set([
    ...[
      'PrivacyNotice',
      'hasDataController',
      'DataController',
      'hasName',
      'hasAddress',
      'hasContact',
      'hasCountry',
      'hasDataProtectionOfficer',
      'DataProtectionOfficer',
      'hasRecipient',
      'hasLegalBasis',
      'hasTechnicalOrganisationalMeasure',
      'hasProcess',
      'Process',
      'hasPurpose',
      'hasPersonalData',
      'hasProcessing',
      'hasStorageCondition',
      'StorageLocation',
      'hasLocation',
      'hasRight',
      'StorageDuration',
      'hasDuration',
      'TemporalDuration',
      'UntilEventDuration',
      'Collect',
      'Record',
      'Organise',
      'Structure',
      'Store',
      'Adapt',
      'Alter',
      'Retrieve',
      'Consult',
      'Use',
      'DiscloseByTransmission',
      'Disseminate',
      'MakeAvailable',
      'Align',
      'Combine',
      'Restrict',
      'Erase',
      'Destruct',
    ].map(name => `dpv:${name}`),
    ...[Purpose, PersonalData, Role, Right, Safeguard, Measure].flatMap(terms => Object.values(terms)),
    ...activities.map(({ spec }) => spec.basis.term),
  ])
  const document = statementAsDpv(manifest, activities, tables, 1)
  it('uses terms that DPV has, and no other', () => {
    const used = [...JSON.stringify(document).matchAll(/"((?:dpv|pd|eu-gdpr):[^"]+)"/g)]
      .flatMap(([, term]) => term ?? [])
      .filter(term => !/^(dpv|pd|eu-gdpr)$/.test(term))
    expect(used.length).toBeGreaterThan(30)
    expect([...new Set(used)].filter(term => !looked.has(term))).toEqual([])
  })
  it('has a process for each activity, and says how long', () => {
    expect(document).toMatchObject({
      '@type': 'dpv:PrivacyNotice',
      'dct:conformsTo': { '@id': 'https://w3id.org/dpv/2.3' },
      'dct:valid': { '@value': '2026-12-01' },
    })
    const processes = (document as { 'dpv:hasProcess': Record<string, unknown>[] })['dpv:hasProcess']
    expect(processes.map(one => one['@id'])).toEqual([
      '#website.access-log',
      '#identity.account',
      '#newsletter',
      '#shop.invoices',
    ])
    expect(processes[0]).toMatchObject({
      'dpv:hasLegalBasis': { '@id': 'eu-gdpr:A6-1-f-controller' },
      'dpv:hasStorageCondition': [{ 'dpv:hasDuration': { 'rdf:value': 'P6M' } }, { '@type': 'dpv:StorageLocation' }],
    })
  })
})

describe('the rights of a person', () => {
  it('are the same on the page and in the export', () => {
    const { sentences } = renderStatement({ manifest, activities, tables, language: 'en', version: 1 })
    const document = statementAsDpv(manifest, activities, tables, 1) as Record<'dpv:hasRight', { '@id': Right }[]> & {
      'dpv:hasProcess': ({ '@id': string } & Record<'dpv:hasRight', { '@id': Right }[]>)[]
    }
    const inWords = (all: readonly { '@id': Right }[]): string[] => all.map(right => label(right['@id']).en)
    for (const process of document['dpv:hasProcess']) {
      const page = sentences.find(({ id }) => id === `${process['@id'].slice(1)}/rights`)?.text.toLowerCase() ?? ''
      expect(inWords(process['dpv:hasRight']).filter(right => !page.includes(right.toLowerCase()))).toEqual([])
      expect(
        Object.values(Right)
          .filter(right => page.includes(label(right).en.toLowerCase()))
          .sort(),
      ).toEqual(process['dpv:hasRight'].map(right => right['@id']).sort())
    }
    expect(document['dpv:hasRight'].map(right => right['@id'])).toEqual([Right.A77, Right.A22])
    expect(sentences.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['statement/right/A77', 'statement/decisions']),
    )
  })
  it('that nothing stated gives are not available in TILT either', () => {
    const withoutConsent = {
      ...manifest,
      activities: Object.fromEntries(
        Object.entries(manifest.activities).filter(
          ([name]) => activities.find(one => one.name === name)?.spec.basis.letter !== 'a',
        ),
      ),
    }
    const options = {
      version: 1,
      publishedAt: new Date(0),
      language: 'en',
      url: 'https://beispielhaus.example/privacy',
    } as const
    const available = (of: typeof manifest) =>
      (statementAsTilt(of, activities, tables, options) as { rightToWithdrawConsent: { available: boolean } })
        .rightToWithdrawConsent.available
    expect([available(manifest), available(withoutConsent)]).toEqual([true, false])
  })
})

describe('the statement as TILT', () => {
  // The shape as the schema of May 2023 has it: what it requires, and of which form.
  const text = z.string()
  const country = z.string().regex(/^[A-Z][A-Z]$/)
  const right = z.object({ available: z.boolean(), description: text, url: text, email: z.email() })
  const tilt = z.object({
    meta: z.object({
      _id: text,
      name: text,
      created: z.iso.datetime(),
      modified: z.iso.datetime(),
      version: z.int(),
      language: z.enum(['de', 'en']),
      status: z.enum(['active', 'inactive']),
      url: text,
      _hash: z.string().regex(/^[0-9a-f]{64}$/),
    }),
    controller: z.object({
      name: text,
      address: text,
      country,
      representative: z.object({ name: text, email: z.email() }),
    }),
    dataProtectionOfficer: z.object({ name: text, address: text, country, email: z.email() }),
    dataDisclosed: z
      .array(
        z.object({
          _id: text,
          category: text,
          purposes: z.array(z.object({ purpose: text, description: text })).min(1),
          legalBases: z.array(z.object({ reference: z.string().regex(/^[A-Z]*([-]?[0-9]*|[a-z]*)*$/) })).min(1),
          legitimateInterests: z.array(z.object({ exists: z.boolean(), reasoning: text })),
          recipients: z.array(z.object({ category: text, country })),
          storage: z.array(
            z.object({
              temporal: z.array(z.object({ description: text, ttl: z.string().regex(/^P(\d+[YMWD]|T\d+[HMS])/) })),
              purposeConditional: z.array(text),
              legalBasisConditional: z.array(text),
              aggregationFunction: z.enum(['min', 'max', 'sum', 'avg']),
            }),
          ),
          nonDisclosure: z.object({
            legalRequirement: z.boolean(),
            contractualRegulation: z.boolean(),
            obligationToProvide: z.boolean(),
            consequences: text,
          }),
        }),
      )
      .min(1),
    thirdCountryTransfers: z.array(
      z.object({ country, adequacyDecision: z.object({ available: z.boolean(), description: text }) }),
    ),
    accessAndDataPortability: right,
    sources: z.array(
      z.object({
        _id: text,
        dataCategory: text,
        sources: z.array(z.object({ description: text, url: text, publiclyAvailable: z.boolean() })).min(1),
      }),
    ),
    rightToInformation: right,
    rightToRectificationOrDeletion: right,
    rightToDataPortability: right,
    rightToWithdrawConsent: right,
    rightToComplain: right,
    automatedDecisionMaking: z.object({ inUse: z.boolean() }),
    changesOfPurpose: z.array(z.object({})),
  })
  it.each(['de', 'en'] as const)('has what the schema requires (%s)', language => {
    const read = tilt.parse(
      statementAsTilt(manifest, activities, tables, {
        version: 1,
        publishedAt: new Date(0),
        language,
        url: 'https://beispielhaus.example/datenschutz',
      }),
    )
    expect(read.thirdCountryTransfers).toEqual([
      { country: 'US', adequacyDecision: { available: true, description: expect.any(String) } },
    ])
    expect(
      read.dataDisclosed.find(({ _id }) => _id === 'website.access-log/pd:IPAddress')?.storage[0]?.temporal[0]?.ttl,
    ).toBe('P6M')
  })
})

describe('the representative in TILT', () => {
  const representativeOf = (company: Company, language: Language): string =>
    (
      statementAsTilt({ ...manifest, company }, activities, tables, {
        version: 1,
        publishedAt: new Date(0),
        language,
        url: 'https://beispielhaus.example/datenschutz',
      }) as { controller: { representative: { name: string } } }
    ).controller.representative.name
  it('is a person of the company itself', () => {
    expect(representativeOf(manifest.company, 'de')).toBe('Ada Beispiel')
  })
  it('is the general partner of a GmbH & Co. KG, with who represents that one', () => {
    const company: Company = {
      ...manifest.company,
      representedBy: ['Ada Beispiel', 'Bo Muster'],
      generalPartner: {
        name: 'Beispielhaus Verwaltungs-GmbH',
        city: 'Potsdam',
        register: { court: 'Amtsgericht Potsdam', number: 'HRB 90002 P' },
      },
    }
    expect(representativeOf(company, 'de')).toBe(
      'Beispielhaus Verwaltungs-GmbH, Potsdam (Amtsgericht Potsdam, HRB 90002 P), vertreten durch Ada Beispiel und Bo Muster',
    )
    expect(representativeOf(company, 'en')).toBe(
      'Beispielhaus Verwaltungs-GmbH, Potsdam (Amtsgericht Potsdam, HRB 90002 P), represented by Ada Beispiel and Bo Muster',
    )
  })
})

describe('the record of processing', () => {
  it('gives purpose and end of every column about persons', () => {
    const { controller, officer, activities: record } = recordOf(manifest, activities, tables, 'en')
    expect([controller.name, controller.representedBy, officer?.mail].filter(part => !part)).toEqual([])
    expect(record.flatMap(({ subjects }) => subjects).filter(who => !who)).toEqual([])
    expect(record.map(({ activity }) => activity)).toEqual([
      'website.access-log',
      'identity.account',
      'newsletter',
      'shop.invoices',
    ])
    const columns = record.flatMap(one => one.columns)
    expect(columns.length).toBe(tables.reduce((sum, table) => sum + Object.keys(table.columns).length, 0))
    expect(columns.filter(({ purposes, until }) => !purposes.length || !until)).toEqual([])
    expect(record[0]?.operations).toEqual(['collection', 'storage', 'erasure'])
  })
  it('is a table that no spreadsheet takes for a formula', () => {
    const record = recordOf(manifest, activities, tables, 'de')
    const csv = recordAsCsv(
      { ...record, activities: record.activities.map(one => ({ ...one, title: '=1+"1"' })) },
      'de',
    )
    expect(csv).toContain(`"'=1+""1"""`)
    expect(csv.split('\r\n').length).toBeGreaterThan(10)
  })
  it('opens in a spreadsheet, in one language, and names controller and officer on every line', () => {
    const csv = recordAsCsv(recordOf(manifest, activities, tables, 'de'), 'de')
    const [head, ...lines] = csv.split('\r\n').filter(line => line !== '')
    expect(head?.startsWith('\uFEFFKennung;Verarbeitungstätigkeit;Zwecke;')).toBe(true)
    expect(
      lines.filter(
        line => !line.includes('Beispielhaus GmbH') || !line.includes(manifest.privacyOfficer?.mail ?? 'an officer'),
      ),
    ).toEqual([])
    expect(csv).not.toMatch(/[";](?:legal basis|data subjects|unattributed|anybody)/)
  })
})
