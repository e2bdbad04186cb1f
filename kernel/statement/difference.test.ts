import { parse, stringify } from 'yaml'
import { describe, expect, it } from 'vitest'
import { changesInWords } from './change-in-words.ts'
import { isMaterial } from './change.ts'
import { changesBetween } from './difference.ts'
import { activities, source, tables } from './example-for-test.ts'
import { problemsInWords, readManifest } from './manifest.ts'
import { outlineOf, type Outline } from './outline.ts'
import { rewritten } from './yaml.ts'

type Written = Record<string, any> // any: whatever the file holds
function outline(change: (manifest: Written) => void = () => {}, its = activities): Outline {
  const written = parse(source) as Written
  delete written['clauses']
  change(written)
  const { manifest, problems } = readManifest(
    stringify(written, { aliasDuplicateObjects: false }),
    'test.yaml',
    its,
    tables,
  )
  if (!manifest) throw new Error(problemsInWords(problems))
  return outlineOf(manifest, its, tables)
}
const changed = (change: (manifest: Written) => void) => changesBetween(outline(), outline(change))
const lines = (change: (manifest: Written) => void): string[] => changesInWords(changed(change), 'en')

describe('people are told before', () => {
  it.each<[what: string, change: (manifest: Written) => void, says: string]>([
    [
      'a longer period',
      of => {
        of['activities']['website.access-log'].keep = 'P7M'
      },
      'Access log: Storage period: until now six months, from then on seven months (longer period)',
    ],
    [
      'a period that may be longer in some months',
      of => {
        of['activities']['website.access-log'].keep = 'P184D'
      },
      'Access log: Storage period: until now six months, from then on 184 days (longer period)',
    ],
    [
      'further data',
      of => {
        of['activities']['website.access-log'].fields = ['at', 'host', 'path', 'status']
      },
      'Access log: Logged are: until now time, IP address and page, from then on time, IP address, page and status code (further data)',
    ],
    [
      'another way',
      of => {
        of['activities']['identity.account'] = { opening: 'staff' }
      },
      'Account: The account is opened by: until now you yourself, from then on our staff (another way of doing it)',
    ],
    [
      'a new recipient',
      of => {
        of['recipients'].neu = { ...of['recipients'].rechenhof, name: 'Neu AG', serves: ['mail'] }
      },
      'Recipient: new Neu AG (processor, Germany) (new recipient)',
    ],
    [
      'a recipient under an old name',
      of => {
        of['recipients'].postbote.name = 'Paketbote Inc.'
      },
      'Recipient: until now Postbote Inc. (processor, United States), from then on Paketbote Inc. (processor, United States) (another recipient)',
    ],
    [
      'a recipient that does something in addition',
      of => {
        of['recipients'].rechenhof.serves = ['rechenhof', 'mail']
      },
      'Recipient: Rechenhof GmbH: tasks: until now rechenhof, from then on rechenhof and delivering e-mail (a further task)',
    ],
    [
      'a recipient in another country',
      of => {
        of['recipients'].rechenhof.country = 'US'
        of['recipients'].rechenhof.safeguard = { basis: 'eu-gdpr:A46-2-c' }
      },
      'Recipient: Rechenhof GmbH: country: until now Germany, from then on United States (a further country)',
    ],
    [
      'another safeguard',
      of => {
        of['recipients'].postbote.safeguard = { basis: 'eu-gdpr:A46-2-c' }
      },
      '(another safeguard for the transfer, or none)',
    ],
    [
      'longer logs elsewhere',
      of => {
        of['recipients'].postbote.keeps = 'PT8H'
      },
      'Recipient: Postbote Inc.: logs of its own: until now four hours, from then on eight hours (longer period)',
    ],
    [
      'a further country',
      of => {
        of['allowedCountries'] = ['DE', 'US', 'FR']
      },
      '(a further country)',
    ],
    [
      'another controller',
      of => {
        of['company'].name = 'Anderhaus GmbH'
      },
      'Controller: until now Beispielhaus GmbH, from then on Anderhaus GmbH (another controller)',
    ],
    [
      'no officer any more',
      of => {
        of['privacyOfficer'] = 'none'
      },
      'Data protection officer: no longer dsb@beispielhaus.example (a protective measure is dropped)',
    ],
    [
      'less notice',
      of => {
        of['changes'] = { lead: 'P7D' }
      },
      'Notice before material changes: until now 14 days, from then on seven days (less notice before changes)',
    ],
  ])('%s', (_, change, says) => {
    const found = changed(change)
    expect(isMaterial(found)).toBe(true)
    expect(
      changesInWords(
        found.filter(({ material }) => material),
        'en',
      ).join('\n'),
    ).toContain(says)
  })
  it('a new purpose, new processing, dropped measures', () => {
    const narrow = outline(of => {
      of['activities']['website.access-log'].purposes = ['dpv:ServiceMonitoring']
      delete of['activities'].newsletter
      of['measures'] = ['dpv:EncryptionInTransfer']
    })
    expect(changesInWords(changesBetween(narrow, outline()), 'de')).toEqual([
      expect.stringMatching(/^Zugriffsprotokoll: Zweck: .*\(neuer Zweck\)$/),
      expect.stringMatching(/^Newsletter: neu .*\(neue Verarbeitung\)$/),
      expect.stringMatching(/^Schutzmaßnahmen: entfällt .*\(eine Schutzmaßnahme entfällt\)$/),
    ])
  })
  it('what a recipient may get in addition, which need not be told where it is less', () => {
    const narrow = outline(of => {
      of['recipients'].postbote.gets = ['pd:EmailAddress']
    })
    const wider = outline(of => {
      of['recipients'].postbote.gets = ['pd:EmailAddress', 'pd:Name']
    })
    for (const [before, after] of [
      [narrow, wider],
      [wider, outline()],
    ] as const) {
      expect(changesBetween(before, after).map(({ where, why }) => [where, why.en])).toEqual([
        ['statement/recipient/postbote', 'further data'],
      ])
      expect(isMaterial(changesBetween(after, before))).toBe(false)
    }
  })
  it('what is read of others, in words', () => {
    const more = outline()
    const after: Outline = {
      ...more,
      activities: {
        ...more.activities,
        'website.access-log': { ...more.activities['website.access-log']!, reads: { 'identity.person': ['mail'] } },
      },
    }
    expect(changesInWords(changesBetween(more, after), 'en')).toEqual([
      expect.stringMatching(/^Access log: data read for it: new Account \(.*mail.*\) \(data is read for this too\)$/i),
    ])
  })
  it('that everybody’s data is seen where it was the own, and that rows end by another rule, which only the code says', () => {
    const more = outline()
    const { facts } = more
    const after: Outline = {
      ...more,
      facts: {
        ...facts,
        'website.access-log/reach': 'all',
        'identity.account/end/identity.person': { rule: 'since', column: 'at' },
      },
    }
    expect(changesInWords(changesBetween(more, after), 'en')).toEqual([
      'Access log: whose data is seen for it: until now one’s own only, from then on everybody’s (data is read for this too)',
      'Account: end of storage: until now at erasure, from then on after a period (another way of doing it)',
    ])
    expect(
      isMaterial(changesBetween(after, { ...after, facts: { ...after.facts, 'website.access-log/reach': 'own' } })),
    ).toBe(false)
    const reaching = (reach: unknown): Outline => ({
      ...after,
      facts: { ...after.facts, 'website.access-log/reach': reach },
    })
    expect(changesInWords(changesBetween(reaching('own'), reaching(['agent'])), 'en')).toEqual([
      'Access log: whose data is seen for it: until now one’s own only, from then on those of every agent (data is read for this too)',
    ])
    expect(
      [
        [['agent'], 'all'],
        [['agent'], ['agent', 'reader']],
        ['all', ['agent']],
        [['agent', 'reader'], ['agent']],
        [['agent'], 'own'],
      ].map(([was, is]) => isMaterial(changesBetween(reaching(was), reaching(is)))),
    ).toEqual([true, true, false, false, false])
  })
  it('that rows are attributed to nobody, in words that do not say that nobody could', () => {
    const more = outline()
    const after: Outline = {
      ...more,
      facts: { ...more.facts, 'identity.account/about/identity.visit': { who: 'unattributed' } },
    }
    const changes = changesBetween(more, after)
    expect(changesInWords(changes, 'de').join()).toContain('ohne zusätzliche Angaben niemandem zugeordnet')
    expect(changesInWords(changes, 'en').join()).toContain('attributed to nobody without further details')
  })
  it('what the code does in addition under the same manifest: data, a source, an operation, a weaker basis', () => {
    const more = outline()
    const log = more.activities['website.access-log']
    if (!log) throw new Error('the example has an access log')
    const after: Outline = {
      ...more,
      activities: {
        ...more.activities,
        'website.access-log': {
          ...log,
          data: { ...log.data, 'website.request.agent': { is: 'pd:UserAgent', asked: false } },
          reads: { 'identity.person': ['mail'] },
          operations: [...log.operations, 'combination'],
        },
        newsletter: { ...more.activities['newsletter']!, basis: 'eu-gdpr:A6-1-f-controller' },
      },
    }
    expect(changesBetween(more, after).map(({ why, material }) => [why.en, material])).toEqual([
      ['further operations on the data', true],
      ['further data', true],
      ['data is read for this too', true],
      ['weaker legal basis', true],
    ])
  })
})

describe('people need not be told before', () => {
  it.each<[what: string, change: (manifest: Written) => void]>([
    [
      'a shorter period',
      of => {
        of['activities']['website.access-log'].keep = 'P5M'
      },
    ],
    [
      'less data',
      of => {
        of['activities']['website.access-log'].fields = ['at', 'path']
      },
    ],
    [
      'fewer purposes',
      of => {
        of['activities']['website.access-log'].purposes = ['dpv:ServiceMonitoring']
      },
    ],
    [
      'an activity less',
      of => {
        delete of['activities'].newsletter
      },
    ],
    [
      'a recipient less',
      of => {
        delete of['recipients'].postbote
        of['allowedCountries'] = ['DE']
      },
    ],
    [
      'a mended address',
      of => {
        of['company'].street = 'Musterufer 5a'
        of['recipients'].rechenhof.link = 'https://rechenhof.example/privatsphaere'
      },
    ],
    [
      'a better measure',
      of => {
        of['measures'] = ['dpv:EncryptionInTransfer']
      },
    ],
    [
      'more notice',
      of => {
        of['changes'] = { lead: 'P30D' }
      },
    ],
    [
      'another date',
      of => {
        of['effective'] = '2027-02-01'
      },
    ],
  ])('%s', (_, change) => {
    const found = changed(change)
    expect(found).not.toEqual([])
    expect(isMaterial(found)).toBe(false)
  })
  it('and what differs is named', () => {
    expect(
      lines(of => {
        of['company'].street = 'Musterufer 5a'
      }),
    ).toEqual([
      'Controller: until now Musterufer 5, from then on Musterufer 5a (a detail that changes nothing for you)',
    ])
    expect(lines(() => {})).toEqual([])
  })
})

it('another date is written into a manifest without touching anything else', () => {
  expect(rewritten(source, ['effective'], '2027-05-01')).toBe(
    source.replace('effective: 2026-12-01', 'effective: 2027-05-01'),
  )
})
