import { parse } from 'yaml'
import { beforeAll, describe, expect, it } from 'vitest'
import { defineModule } from '../../platform/module.ts'
import { created, everybody, route } from '../../platform/route.ts'
import { activity, operations } from '../../kernel/declare/activity.ts'
import { operationInWords } from '../../kernel/declare/operations.ts'
import { contract, Purpose } from '../../kernel/declare/terms.ts'
import { lettersTo } from '../../modules/identity/people-for-test.ts'
import { everyModule } from '../../server/modules.ts'
import type { Browser } from '../../server/testing/browser.ts'
import { aWholeWorld } from '../../server/testing/whole-world.ts'
import type { World } from '../../server/testing/world.ts'
import { clause, platformOf } from '../clause.ts'
import { givesPurposeAndBasis, told } from '../site.ts'
import { staffOf } from '../staff.ts'
import { statementWith, type ManifestData } from '../written.ts'

let world: World
let staff: Browser
beforeAll(async () => {
  world = await platformOf('meter')
  staff = await staffOf(world, ['administration', 'privacy'])
})
/** A start with a manifest that was tampered with. */
const startWith = async (change: (of: ManifestData) => void): Promise<World> =>
  aWholeWorld({ manifest: await statementWith('meter', change) })

describe(clause('meter/1'), () => {
  it('each activity names its operations in the words of Art. 4(2), in the statement and in the record', async () => {
    const [german, english] = [await told(world), await told(world, '/privacy')]
    const { activities: record } = (await staff.get('/api/desk/record')).body as {
      activities: { activity: string; operations: string[] }[]
    }
    const { text: csv } = await staff.get('/api/desk/record.csv')
    const stated = Object.keys(world.stating.manifest.activities)
    expect(stated.length).toBeGreaterThan(15)
    for (const name of stated) {
      const own = world.declarations.activities.get(name)?.spec.operations ?? []
      expect(own.length, name).toBeGreaterThan(0)
      for (const operation of own) expect(operations).toContain(operation)
      expect(german.get(`${name}/operations`)?.split(/, | und /), name).toHaveLength(own.length)
      expect(english.get(`${name}/operations`), name).toMatch(/^The data is .*\.$/)
      expect(record.find(one => one.activity === name)?.operations.toSorted(), name).toEqual(
        own.map(one => operationInWords(one, 'en')).toSorted(),
      )
      expect(csv, name).toContain(own.map(one => operationInWords(one, 'en')).join('; '))
    }
  })
  it('refuses any other word at the start', async () => {
    const words = { de: 'Proben', en: 'Trying' }
    const trying = defineModule('trying', {
      activities: [
        activity('trying', {
          purposes: [Purpose.CustomerCare],
          basis: contract,
          operations: ['storage', 'harvesting'] as never,
          title: words,
          words,
        }),
      ],
    })
    const manifest = await statementWith('meter', of => {
      of['activities'].trying = {}
    })
    await expect(aWholeWorld({ manifest, modules: [...everyModule, trying] })).rejects.toThrow(
      /'trying' does 'harvesting' with data, which is none of the operations of Art\. 4\(2\) GDPR/,
    )
  })
})

describe(clause('meter/2-3'), () => {
  /** Who answers, how one reaches them, and the officer with mail and post, as the manifest has them. */
  const particulars = (): string[] => {
    const { company, privacyContact, privacyOfficer } = world.stating.manifest
    return [
      company.name,
      company.street,
      company.phone,
      company.mail,
      privacyContact.mail,
      privacyOfficer?.mail ?? '',
      privacyOfficer?.post.name ?? '',
      privacyOfficer?.post.street ?? '',
    ]
  }
  it('names all of them in the statement and in the machine-readable manifest', async () => {
    for (const page of ['/datenschutz', '/privacy', '/datenschutz.md']) {
      const text = (await world.visitor().get(page)).text.replaceAll('\\', '')
      for (const part of particulars()) expect(text, page).toContain(part)
    }
    const written = parse((await world.visitor().get('/datenschutz.yaml')).text) as ManifestData
    expect([
      written['company'].name,
      written['company'].phone,
      written['privacyContact'].mail,
      written['privacyOfficer'].mail,
      written['privacyOfficer'].post.street,
    ]).toEqual([particulars()[0], particulars()[2], particulars()[4], particulars()[5], particulars()[7]])
  })
  it('names all of them in the footer of a mail to a user', async () => {
    expect(
      (
        await staff.post('/api/staff/customers', {
          mail: 'ida@example.org',
          fields: { firstName: 'Ida', lastName: 'Ludwig' },
          contractReference: 'V-2026-17',
        })
      ).status,
    ).toBe(201)
    await world.settle()
    const [letter] = await lettersTo(world, 'ida@example.org')
    const { company, privacyOfficer } = world.stating.manifest
    for (const form of [letter?.text, letter?.html])
      for (const part of [
        company.name,
        company.street,
        company.phone,
        company.mail,
        privacyOfficer?.mail ?? '-',
        privacyOfficer?.post.street ?? '-',
      ])
        expect(form).toContain(part)
  })
  it.each<[what: string, change: (of: ManifestData) => void]>([
    [
      'company',
      of => {
        delete of['company']
      },
    ],
    [
      'company.name',
      of => {
        delete of['company'].name
      },
    ],
    [
      'company.mail',
      of => {
        delete of['company'].mail
      },
    ],
    [
      'company.phone',
      of => {
        delete of['company'].phone
      },
    ],
    [
      'privacyContact',
      of => {
        delete of['privacyContact']
      },
    ],
    [
      'privacyContact.mail',
      of => {
        delete of['privacyContact'].mail
      },
    ],
    [
      'privacyOfficer',
      of => {
        delete of['privacyOfficer']
      },
    ],
    [
      'privacyOfficer.mail',
      of => {
        delete of['privacyOfficer'].mail
      },
    ],
    [
      'privacyOfficer.post',
      of => {
        delete of['privacyOfficer'].post
      },
    ],
  ])('does not start without %s', async (what, change) => {
    await expect(startWith(change)).rejects.toThrow(what)
  })
})

describe(clause('meter/4'), () => {
  it('gives purpose and legal basis function by function', async () => givesPurposeAndBasis(world))
  it('keeps of a visit without sign-in a row of the log, and nothing else', async () => {
    const own = await platformOf('meter')
    const rows = async (): Promise<Record<string, number>> => {
      await own.settle()
      const counts = await Promise.all(
        [...own.declarations.tables.keys()].map(async name => {
          const [schema, table] = name.split('.')
          return [
            name,
            (
              await own.rows(
                `select count(*)::int as rows from "${schema}"."${table!.replaceAll(/[A-Z]/g, letter => `_${letter.toLowerCase()}`)}"`,
              )
            )[0].rows as number,
          ] as const
        }),
      )
      return Object.fromEntries(counts)
    }
    const before = await rows()
    for (const page of ['/', '/datenschutz', '/privacy', '/impressum', '/nothing-here']) await own.visitor().get(page)
    const after = await rows()
    const grown = Object.entries(after)
      .filter(([name, count]) => count !== before[name])
      .map(([name, count]) => [name, count - (before[name] ?? 0)])
    expect(grown).toEqual([['website.request', 5]])
  })
})

describe(clause('meter/6'), () => {
  it('names no recipient outside of the EEA and no international organisation, and says so', async () => {
    expect(world.stating.manifest.recipients.map(({ country, organisation }) => [country, organisation])).toEqual([
      ['DE', undefined],
      ['DE', undefined],
    ])
    expect((await told(world)).get('statement/countries')).toContain(
      'In Länder außerhalb des Europäischen Wirtschaftsraums und an internationale Organisationen übermitteln wir keine Daten.',
    )
    expect((await told(world, '/privacy')).get('statement/countries')).toContain(
      'no data to countries outside the European Economic Area or to international organisations',
    )
  })
  const abroad = (of: ManifestData): void => {
    Object.assign(of['recipients'].brieftaube, { country: 'US', safeguard: { basis: 'eu-gdpr:A46-2-c' } })
  }
  const between = (of: ManifestData): void => {
    Object.assign(of['recipients'].brieftaube, {
      organisation: 'international',
      safeguard: { basis: 'eu-gdpr:A46-2-c' },
    })
  }
  it('refuses a recipient in a third country at the start', async () => {
    await expect(startWith(abroad)).rejects.toThrow('is in United States, where this manifest lets no data go')
  })
  it('refuses an international organisation at the start, with the line and what mends it', async () => {
    await expect(startWith(between)).rejects.toThrow(
      /test\.yaml:\d+:\d+ {2}Brieftaube Versand GmbH is an international organisation, and this manifest lets no data go to any[^]*add international to allowedCountries/,
    )
  })
  it('lets in neither without a safeguard', async () => {
    await expect(
      startWith(of => {
        between(of)
        of['allowedCountries'].push('international')
        delete of['recipients'].brieftaube.safeguard
      }),
    ).rejects.toThrow(/no safeguard is given/)
  })
  it('starts with either where the statement names it, and then tells of it', async () => {
    const other = await startWith(of => {
      between(of)
      of['allowedCountries'].push('international')
    })
    const said = await told(other)
    expect(said.get('statement/countries')).toContain('internationale Organisationen.')
    expect(said.get('statement/recipient/brieftaube')).toContain('eine internationale Organisation')
  })
})

describe(clause('meter/9'), () => {
  interface Asked {
    readonly name: string
    readonly required: boolean
    readonly why: string
    readonly without: string
  }
  const asked = async (language: 'de' | 'en'): Promise<Asked[]> =>
    (await world.visitor({ 'accept-language': language }).get('/api/site')).body.registration.fields as Asked[]
  const whole: Readonly<Record<string, string>> = {
    firstName: 'Ida',
    lastName: 'Ludwig',
    company: 'Wehrmühle',
    phone: '+49 331 5550100',
    street: 'Am Wehr 3',
    postcode: '14467',
    city: 'Potsdam',
    country: 'DE',
  }
  const opens = (mail: string, without?: string) =>
    staff.post('/api/staff/customers', {
      contractReference: 'V-2026-17',
      ...(without !== 'mail' && { mail }),
      fields: Object.fromEntries(Object.entries(whole).filter(([name]) => name !== without)),
    })

  it('says of each field what it is for and what fails without it, in both languages, and the statement says it of accounts', async () => {
    for (const language of ['de', 'en'] as const)
      for (const { name, why, without } of await asked(language))
        expect([name, why.length > 10, without.length > 10]).toEqual([name, true, true])
    const required = (await asked('de')).filter(one => one.required)
    const voluntary = (await asked('de')).filter(one => !one.required)
    expect(new Set(required.map(({ without }) => without))).toEqual(
      new Set(['Ohne diese Angabe können wir kein Konto eröffnen.']),
    )
    expect(new Set(voluntary.map(({ without }) => without))).toEqual(new Set(['Freiwillig: Es geht alles auch ohne.']))
    expect((await told(world)).get('identity.account/without')).toContain(
      'Ohne die Pflichtangaben können wir kein Konto führen',
    )
    for (const [name] of Object.entries(world.stating.manifest.activities)) {
      const { basis, without } = world.declarations.activities.get(name)!.spec
      const keeps = [...world.declarations.tables.values()].some(
        ({ under, about }) => under.name === name && about.who !== 'nobody',
      )
      if ((keeps && basis.letter !== 'c') || without)
        expect((await told(world)).get(`${name}/without`), name).toBeTruthy()
    }
  })
  it('opens no account without what is required, and says which is missing', async () => {
    for (const { name } of (await asked('en')).filter(({ required, name }) => required && name !== 'password')) {
      const { status, body } = await opens(`no-${name.toLowerCase()}@example.org`, name)
      expect([status, Object.keys(body.fields)]).toEqual([422, [name]])
      expect(
        await world.rows('select from identity.account where mail = $1', [`no-${name.toLowerCase()}@example.org`]),
      ).toEqual([])
    }
  })
  it('opens one without anything that is voluntary, which then is empty and changes nothing else', async () => {
    for (const { name } of (await asked('en')).filter(({ required }) => !required)) {
      const mail = `no-${name.toLowerCase()}@example.org`
      expect([name, (await opens(mail, name)).status]).toEqual([name, 201])
      const [row] = await world.rows(
        'select first_name, last_name, company, phone, street, postcode, city, country from identity.account where mail = $1',
        [mail],
      )
      const snake = name.replaceAll(/[A-Z]/g, letter => `_${letter.toLowerCase()}`)
      expect(
        Object.entries(row)
          .filter(([, value]) => value === null || value === '')
          .map(([column]) => column),
      ).toEqual([snake])
    }
  })
})

describe(clause('meter/10'), () => {
  const words = { de: 'Tarife vorschlagen', en: 'Proposing tariffs' }
  const evaluating = (name: string, evaluates: 'recommends' | 'scores' | 'decides') => {
    const own = activity(name, {
      purposes: [Purpose.CustomerCare],
      basis: contract,
      reads: { 'identity.account': ['mail'] },
      operations: ['use'],
      evaluates,
      title: words,
      words,
    })
    return defineModule(name, {
      activities: [own],
      starts: () => ({
        routes: [
          route({ at: `POST /api/${name}`, who: everybody, says: 'Proposes a tariff.', does: async () => created({}) }),
        ],
      }),
    })
  }
  it.each([
    ['recommends', /'proposing' recommends by machine, and this manifest says that nobody is profiled/],
    ['scores', /'proposing' scores by machine, and this manifest says that nobody is profiled/],
    ['decides', /'proposing' decides about people by machine alone/],
  ] as const)('is refused at the start with an activity that %s', async (evaluates, says) => {
    const manifest = await statementWith('meter', of => {
      of['activities'].proposing = {}
    })
    await expect(
      aWholeWorld({ manifest, modules: [...everyModule, evaluating('proposing', evaluates)] }),
    ).rejects.toThrow(says)
  })
  it('starts without it, though the code is there: its route is absent and its role holds no grant', async () => {
    const other = await platformOf('meter', { modules: [...everyModule, evaluating('proposing', 'recommends')] })
    expect((await other.visitor().post('/api/proposing', {})).status).toBe(404)
    const role = other.store.roles.of('proposing')
    expect(await other.rows('select rolname from pg_roles where rolname = $1', [role])).toEqual([{ rolname: role }])
    expect(
      await other.rows(
        `select table_schema, table_name from information_schema.column_privileges where grantee = $1 and table_schema <> 'obhut'`,
        [role],
      ),
    ).toEqual([])
    expect(
      await other.rows(
        `select table_schema, table_name from information_schema.table_privileges where grantee = $1 and table_schema <> 'obhut'`,
        [role],
      ),
    ).toEqual([])
  })
  it('says so', async () => {
    expect((await told(world)).get('statement/decisions')).toMatch(
      /keine Entscheidungen über Sie, die allein auf automatisierter Verarbeitung beruhen.*weder Empfehlungen noch Bewertungen/,
    )
  })
})
