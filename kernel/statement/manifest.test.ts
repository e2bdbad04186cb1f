import * as fc from 'fast-check'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { accessLog, account, activities, source, tables } from './example-for-test.ts'
import { representation } from './general-sections.ts'
import { growth, mostGrowth } from '../../tools/testing/growth.ts'
import { problemsInWords, readManifest, settingOf, states, type Manifest } from './manifest.ts'
import type { Period } from '../declare/settings.ts'

const read = (text: string | Uint8Array) => readManifest(text, 'house.yaml', activities, tables)
const good = (text = source): Manifest => {
  const { manifest, problems } = read(text)
  if (!manifest) throw new Error(problemsInWords(problems))
  return manifest
}
/** The example with one piece of its text changed; the piece has to be there. */
const instead = (piece: string, by: string): string => {
  expect(source).toContain(piece)
  return source.replace(piece, by)
}
const complaints = (text: string | Uint8Array): string => problemsInWords(read(text).problems)
const without = (key: string): string => source.replace(new RegExp(`^${key}:.*\\n(?: .*\\n)*`, 'm'), '')

describe('a manifest', () => {
  it('gives each activity its settings', () => {
    const world = good()
    expect(settingOf(world, accessLog.keep)).toBe('P6M')
    expect(settingOf(world, accessLog.fields)).toEqual(['at', 'host', 'path'])
    expectTypeOf(settingOf(world, accessLog.keep)).toEqualTypeOf<Period>()
  })
  it('falls back to the default of a setting that it leaves out', () => {
    expect(settingOf(good(), account.opening)).toBe('self')
  })
  it('tells which activities it states', () => {
    const world = good(instead('  newsletter:\n', ''))
    expect([states(world, 'identity.account'), states(world, 'newsletter'), states(world, 'toString')]).toEqual([
      true,
      false,
      false,
    ])
  })
  it('names the recipients of each activity: who keeps the store, and who serves it', () => {
    const stated = good().activities
    expect(stated['identity.account']?.recipients).toEqual(['rechenhof', 'postbote'])
    expect(stated['website.access-log']?.recipients).toEqual(['rechenhof'])
  })
  it('narrows purposes and recipients', () => {
    const narrow = good(
      instead('    keep: P6M\n', '    keep: P6M\n    purposes: [dpv:EnforceSecurity]\n').replace(
        '  identity.account:\n',
        '  identity.account: { recipients: [] }\n',
      ),
    )
    expect(narrow.activities['website.access-log']?.purposes).toEqual(['dpv:EnforceSecurity'])
    expect(narrow.activities['identity.account']?.recipients).toEqual(['rechenhof'])
  })
  it('takes the word company for its own address and none for what there is not', () => {
    const world = good(instead('  vatId: DE123456789', '  vatId: none'))
    expect(world.privacyContact.post).toEqual({
      name: 'Beispielhaus GmbH',
      street: 'Musterufer 5',
      postcode: '14467',
      city: 'Potsdam',
      country: 'DE',
    })
    expect(world.company.vatId).toBeUndefined()
  })
  it('cannot be changed', () => {
    expect(() => {
      Object.assign(good().activities['website.access-log']!.settings, { keep: 'P9Y' })
    }).toThrow(TypeError)
  })
  it('reads bytes as well as text', () => {
    expect(read(new TextEncoder().encode(source)).manifest).toEqual(good())
  })
})

describe('a limited partnership whose general partner is a company', () => {
  const partnership = instead('name: Beispielhaus GmbH', 'name: Beispielhaus GmbH & Co. KG')
  const named = partnership.replace(
    '  representedBy:',
    '  generalPartner: { name: Beispielhaus Verwaltungs-GmbH, city: Potsdam, register: { court: Amtsgericht Potsdam, number: HRB 90002 P } }\n  representedBy:',
  )

  it('has to name it', () => {
    expect(complaints(partnership)).toMatch(
      /Beispielhaus GmbH & Co\. KG is represented by its general partner, which is not named[^]*add to company: generalPartner/,
    )
    expect(complaints(named)).toBe('')
  })
  it('is represented by it, and it by people', () => {
    expect(representation(good(named).company)).toEqual({
      de: 'Das Unternehmen wird vertreten durch seine persönlich haftende Gesellschafterin Beispielhaus Verwaltungs-GmbH mit Sitz in Potsdam (Amtsgericht Potsdam, HRB 90002 P), diese durch Ada Beispiel.',
      en: 'The company is represented by its general partner Beispielhaus Verwaltungs-GmbH, with its seat in Potsdam (Amtsgericht Potsdam, HRB 90002 P), which is represented by Ada Beispiel.',
    })
  })
})

describe('a manifest that does not fit', () => {
  it.each([
    'company',
    'privacyOfficer',
    'privacyContact',
    'authority',
    'effective',
    'timeZone',
    'languages',
    'allowedCountries',
    'stores',
    'recipients',
    'activities',
    'automatedDecisions',
    'site',
  ])('says that %s is missing', key => {
    expect(complaints(without(key))).toContain(`${key} is missing`)
  })
  it.each(['name', 'street', 'postcode', 'city', 'country', 'mail', 'phone', 'representedBy', 'register', 'vatId'])(
    "says that the law wants the company's %s",
    particular => {
      const [head, rest] = [source.slice(0, source.indexOf('company:\n')), source.slice(source.indexOf('company:\n'))]
      const problems = read(head + rest.replace(new RegExp(`^  ${particular}: .*\\n`, 'm'), '')).problems
      expect(problems).toHaveLength(1)
      expect(problems[0]).toMatchObject({
        file: 'house.yaml',
        line: 9,
        says: expect.stringContaining(`company.${particular} is missing (the law wants it: `) as string,
        mend: expect.stringContaining(`add ${particular}: `) as string,
      })
    },
  )
  it('says everything at once, in the order of the lines', () => {
    const text = instead('country: DE\n  mail: kontakt@beispielhaus.example', 'country: XX\n  mail: nobody')
      .replace('keep: P6M', 'keep: 6 months')
      .replace('  newsletter:', '  newsleter:')
    expect(complaints(text)).toMatchInlineSnapshot(`
      "house.yaml:14:12  company.country is "XX"; that is not one of the values it can have
          write country: DE (two letters of ISO 3166)
      house.yaml:15:9  company.mail is "nobody"; that is no e-mail address
          write mail: kontakt@firma.example (the address that answers)
      house.yaml:64:11  keep of 'website.access-log' is "6 months"; a period is written as ISO 8601 does: P6M is six months, P7D seven days, PT24H a day
          write keep: P6M (storage period)
      house.yaml:67:3  no part of the platform does 'newsleter'
          did you mean 'newsletter'? otherwise take it out"
    `)
  })
  it.each([
    [
      'an unknown activity',
      '  newsletter:',
      '  newslettr:',
      "no part of the platform does 'newslettr'",
      "did you mean 'newsletter'?",
    ],
    [
      'an unknown setting',
      'keep: P6M',
      'keeps: P6M',
      "'website.access-log' has no setting 'keeps'",
      "did you mean 'keep'?",
    ],
    [
      'a setting that is missing',
      '    fields: [at, host, path]\n',
      '',
      "fields of 'website.access-log' is missing",
      'add fields: [at, host]',
    ],
    [
      'a field that there is not',
      '[at, host, path]',
      '[at, hots]',
      'that is not one of the values',
      "did you mean 'host'?",
    ],
    ['a field named twice', '[at, host, path]', '[at, host, at]', 'each field is named once', 'fields'],
    ['a period of nothing', 'keep: P6M', 'keep: P0D', 'a period is written as ISO 8601 does', 'keep: P6M'],
    [
      'a key of no meaning',
      'timeZone:',
      'weather: fine\ntimeZone:',
      "'weather' has no meaning in a manifest",
      'take it out',
    ],
    ['a mistyped key', 'timeZone:', 'timezone:', "'timezone' has no meaning", "did you mean 'timeZone'?"],
    [
      'a postcode that is a number',
      'postcode: "14467"',
      'postcode: 14467',
      'company.postcode has to be text',
      'put it in quotes: postcode: "14467"',
    ],
    [
      'a day that there is not',
      'effective: 2026-12-01',
      'effective: 2026-02-30',
      'that is no day of the calendar',
      'effective: 2026-12-01',
    ],
    [
      'a zone that there is not',
      'Europe/Berlin',
      'Europe/Berlim',
      "there is no time zone 'Europe/Berlim'",
      'Europe/Berlin',
    ],
    [
      'a link without https',
      'link: https://rechenhof',
      'link: http://rechenhof',
      'that is no address on the web',
      'https://',
    ],
    [
      'a processor without contract',
      '    contract: { since: 2026-01-15 }\n',
      '',
      'without a contract on record (Art. 28(3) GDPR)',
      'contract: { since:',
    ],
    [
      'a recipient without safeguard',
      /    safeguard: .*\n/,
      '',
      'outside the EEA, and no safeguard is given',
      'safeguard: { basis: eu-gdpr:A46-2-c }',
    ],
    [
      'a recipient in a country that is not allowed',
      '[DE, US]',
      '[DE]',
      'Postbote Inc. is in United States, where this manifest lets no data go',
      'add US to allowedCountries',
    ],
    [
      'a store in a country that is not allowed',
      'en: Database }, country: DE',
      'en: Database }, country: AT',
      'Database is in Austria',
      'add AT',
    ],
    [
      'a store without safeguard',
      'en: Database }, country: DE',
      'en: Database }, country: US',
      'outside the EEA',
      'the recipient of stores.main',
    ],
    [
      'a store of a recipient unknown',
      'recipient: rechenhof',
      'recipient: rechenhoff',
      "no recipient 'rechenhoff' is declared",
      "did you mean 'rechenhof'?",
    ],
    [
      'a role that there is not',
      'role: dpv:DataProcessor',
      'role: dpv:DataProcesor',
      'that is not one of the values',
      "did you mean 'dpv:DataProcessor'?",
    ],
    [
      'a recipient that an activity does not send to',
      '  newsletter:\n',
      '  newsletter: { recipients: [postbote] }\n',
      "'newsletter' sends nothing to 'postbote'",
      'take it out',
    ],
    [
      'a purpose beyond those of the activity',
      'keep: P6M',
      'purposes: [dpv:DirectMarketing]',
      'that is not one of the values',
      'one of: dpv:ServiceMonitoring, dpv:EnforceSecurity',
    ],
    [
      'a promise that is not made',
      'website.access-log/keep,',
      'website.access-log/kept,',
      "does not promise 'website.access-log/kept'",
      "did you mean 'website.access-log/keep'?",
    ],
    [
      'a clause of the wrong form',
      'home/0-a:',
      'Home 0a:',
      "'Home 0a' cannot be a name here",
      'clauses are written as in the catalogue',
    ],
    [
      'a name that stands twice',
      'timeZone: Europe/Berlin',
      'timeZone: Europe/Berlin\ntimeZone: UTC',
      'this name stands here twice',
      'keep one of the two',
    ],
    [
      'an officer of whom only the name is known',
      '  mail: dsb@beispielhaus.example\n',
      '',
      'privacyOfficer.mail is missing',
      'add mail: dsb@firma.example',
    ],
    [
      'an alias',
      'city: Potsdam\n  country: DE\n  mail',
      'city: &town Potsdam\n  country: *town\n  mail',
      'a manifest has no aliases',
      'say it in full',
    ],
  ])('says where %s stands and what mends it', (_, piece, by, says, mend) => {
    const text = source.replace(piece, by)
    expect(text).not.toBe(source)
    const found = read(text).problems.find(problem => problem.says.includes(says))
    expect(found?.mend ?? complaints(text)).toContain(mend)
    expect(found?.line).toBeGreaterThan(0)
  })
  it('points to the line', () => {
    const { problems } = read(instead('keep: P6M', 'keep: long'))
    expect(source.split('\n')[problems[0]!.line - 1]?.slice(problems[0]!.column - 1)).toBe('P6M')
  })
  it('does not judge promises about tables where no tables are given', () => {
    const text = instead('[statement/company]', '[statement/company, identity.account/data/some.column]')
    expect(readManifest(text, 'house.yaml', activities).problems).toEqual([])
    expect(complaints(text)).toContain("does not promise 'identity.account/data/some.column'")
  })
})

describe('a file that is no manifest', () => {
  it.each([
    ['empty', ''],
    ['a comment', '# nothing\n'],
    ['a word', 'hello'],
    ['a list', '- a\n- b'],
    ['an open bracket', 'company: ['],
    ['an open quote', 'company: "'],
    ['a tab', 'company:\n\tname: x'],
    ['two documents', `${source}---\n${source}`],
    ['a thousand brackets', '['.repeat(1000)],
    ['a hundred thousand brackets', '['.repeat(100_000)],
    ['closed brackets', '['.repeat(5000) + ']'.repeat(5000)],
    ['lists in lists', '- '.repeat(5000)],
    ['mappings in mappings', Array.from({ length: 400 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')],
    ['keys of keys', '? '.repeat(5000)],
    ['too much', `# ${'x'.repeat(300_000)}`],
    ['many laughs', `a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\nd: [*c,*c]`],
    ['a prototype', '__proto__: { company: x }'],
    ['an activity called __proto__', source.replace('  newsletter:', '  __proto__: {}\n  newsletter:')],
    ['a merge', `x: {a: 1}\n<<: {b: 2}`],
    ['a tag', 'company: !!js/function "x"'],
    ['a directive', '%YAML 3.0\n---\na: 1'],
    ['a half of a pair', 'company: \ud800'],
  ])('is refused with a line: %s', (_, text) => {
    const { manifest, problems } = read(text)
    expect(manifest).toBeUndefined()
    expect(problems.length).toBeGreaterThan(0)
    for (const problem of problems) {
      expect(problem.line).toBeGreaterThan(0)
      expect(problem.says).not.toBe('')
      expect(problem.mend).not.toBe('')
    }
  })
  it.each([
    ['names', (length: number) => Array.from({ length: length / 15 }, (_, at) => `key${at}: value`).join('\n')],
    ['one name', (length: number) => 'a: b\n'.repeat(length / 5)],
    ['anchors', (length: number) => Array.from({ length: length / 15 }, (_, at) => `k${at}: &a${at} x`).join('\n')],
    ['a list', (length: number) => `[${'a,'.repeat(length / 2)}]`],
    ['commas', (length: number) => `[${','.repeat(length)}`],
    [
      'stores of nobody',
      (length: number) =>
        `stores:\n${Array.from({ length: length / 40 }, (_, at) => `  s${at}: { recipient: long-name-${at} }\n`).join('')}recipients:\n${Array.from({ length: length / 40 }, (_, at) => `  other-name-${at}: {}\n`).join('')}`,
    ],
    [
      'promises of nobody',
      (length: number) =>
        `clauses:\n  home/1:\n${Array.from({ length: length / 30 }, (_, at) => `    - a.b/keepers-of-${at}\n`).join('')}`,
    ],
    ['one long text', (length: number) => `company: { mail: "${'a@a.'.repeat(length / 4)}" }`],
  ])('takes a time that grows with its length and no faster: %s', (_, make) => {
    expect(
      growth(
        text => {
          read(text)
        },
        make,
        6000,
      ),
    ).toBeLessThan(mostGrowth)
  })
  it('is refused before it is read whole where it has too many parts', () => {
    for (const text of [
      Array.from({ length: 12_000 }, (_, at) => `key${at}: v`).join('\n'),
      '\n'.repeat(100_000),
      '- a\n'.repeat(50_000),
      `[${'a,'.repeat(100_000)}]`,
    ])
      expect(complaints(text)).toContain('parts')
  })
  it('says of bytes in another encoding that they are not UTF-8', () => {
    expect(complaints(new Uint8Array([0x63, 0x3a, 0x20, 0xe4, 0x0a]))).toContain('not UTF-8')
  })

  const seeded = { seed: 20261122, numRuns: 300 }
  it('never makes it throw, whatever it is', () => {
    const twig = fc.constantFrom(
      'company',
      'activities',
      ':',
      '\n',
      '  ',
      '- ',
      '[',
      ']',
      '{',
      '}',
      '"',
      "'",
      '|',
      '&a',
      '*a',
      '!',
      '%',
      '#',
      '?',
      ',',
      'P6M',
      '\t',
      '0',
      'null',
      'website.access-log',
      '---',
      '\u0000',
    )
    const texts = fc.oneof(
      fc.string({ maxLength: 200 }),
      fc.array(twig, { maxLength: 60 }).map(twigs => twigs.join('')),
      fc.uint8Array({ maxLength: 100 }),
    )
    fc.assert(
      fc.property(texts, text => {
        expect(read(text).problems.length).toBeGreaterThan(0)
      }),
      seeded,
    )
  })
  it('never makes it throw where a good one was damaged', () => {
    const damage = fc.tuple(
      fc.nat(source.length),
      fc.nat(40),
      fc.oneof(
        fc.string({ maxLength: 12 }),
        fc.constantFrom(': ', '\n', '  - ', '{}', '[]', 'null', '~', '42', 'true'),
      ),
    )
    fc.assert(
      fc.property(fc.array(damage, { minLength: 1, maxLength: 4 }), all => {
        const text = all.reduce(
          (before, [at, length, by]) => before.slice(0, at) + by + before.slice(at + length),
          source,
        )
        const { manifest, problems } = read(text)
        expect(manifest === undefined).toBe(problems.length > 0)
      }),
      seeded,
    )
  })
  it('never makes it throw where a part has another type', () => {
    const paths = fc.constantFrom(
      'company',
      'recipients',
      'stores',
      'activities',
      'clauses',
      'languages',
      'allowedCountries',
      'privacyOfficer',
      'site',
      'timeZone',
    )
    fc.assert(
      fc.property(paths, fc.jsonValue({ maxDepth: 3 }), (key, value) => {
        const { manifest, problems } = read(`${without(key)}\n${key}: ${JSON.stringify(value)}\n`)
        expect(manifest === undefined).toBe(problems.length > 0)
      }),
      seeded,
    )
  })
})
